"""The mail of a person holds what their Today shows, in their language, without an amount, and nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import pytest
from django.core import mail
from pytest_django import Settings

from guohe.identity.operations.act_as import acting
from guohe.identity.operations.choose_language import choose_language
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES, say
from guohe.notices.domain.steps import State
from guohe.notices.models import Step
from guohe.notices.operations.send_digest import letter_now, send_digest
from tests.factories.identity import add_person, person
from tests.factories.imports import RAIL, STEEL, Ground
from tests.factories.people import (
    ADMINISTRATOR,
    FINANCE_OFFICE,
    INVESTIGATOR,
    NOW,
    PROGRAMME_OFFICER,
    RESEARCH_OFFICE,
    TODAY,
)
from tests.integration.imports.pages import seen_by
from tests.integration.notices.conftest import FROM, chosen

pytestmark = pytest.mark.usefixtures("demo_books")

# Written apart from the product's own: a currency's three letters, a figure with two decimals.
AMOUNT = re.compile(r"[A-Z]{3} [−0-9,]+\.[0-9]{2}")


def items_of_today(username: str, lang: str) -> list[str]:
    """Each item as the page Today shows it, its sign left out and its amounts struck out."""
    page = seen_by(username).get(f"/{lang}/").content.decode()
    listed = page.partition('<ul class="gh-list">')[2].partition("</ul>")[0]
    texts = [html.unescape(re.sub(r"<[^>]+>", " ", item)) for item in listed.split("<li>")[1:]]
    return [AMOUNT.sub("#", " ".join(text.split()[1:])) for text in texts]


def items_of_mail(body: str, lang: str) -> list[str]:
    """The same from the mail's text."""
    found = re.findall(r"^\d+\. (.+)\n   (.+)$", body, re.MULTILINE)
    hidden = say("notices.mail.amount", lang)
    told = []
    for head, sentence in found:
        # What began today tells no days.
        word, subject, *_ = head.split(" · ")
        told.append(f"{word} {subject} {sentence}".replace(hidden, "#"))
    return told


def squeezed(items: Sequence[str]) -> list[str]:
    return [re.sub(r"\s*#\s*", "#", item) for item in items]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("username", [FINANCE_OFFICE, RESEARCH_OFFICE, INVESTIGATOR, PROGRAMME_OFFICER])
def test_it_holds_the_items_of_today_in_the_persons_language(
    ground: Ground, username: str, lang: str
) -> None:
    with ground.stage.acting(username):
        choose_language(lang)  # type: ignore[arg-type]
    account = chosen(ground, username, even_empty=True)
    assert send_digest(account=account, now=NOW, door="job") == (State.SENT, "")
    sent = mail.outbox[0]
    assert squeezed(items_of_mail(sent.body, lang)) == squeezed(items_of_today(username, lang))
    assert say("notices.mail.amounts", lang) in sent.body
    assert not AMOUNT.search(sent.body + sent.subject)
    assert (sent.to, sent.from_email) == ([f"{username}@polyu.example"], FROM)
    assert sent.message().get_content_type() == "text/plain"
    assert sent.attachments == []


def test_the_finance_office_is_told_of_something(ground: Ground) -> None:
    """Otherwise two empty lists would be equal above."""
    assert len(items_of_today(FINANCE_OFFICE, "en")) >= 2
    account = ground.stage.account(FINANCE_OFFICE)
    with ground.stage.acting(FINANCE_OFFICE):
        told = letter_now(account=account, lang="en", on=TODAY)
    assert told.things >= 2
    assert STEEL in told.body


def test_an_investigators_mail_holds_only_their_grants(ground: Ground) -> None:
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "rail.only", "view_money", scope=("grant", RAIL))
    for username, own, other in ((INVESTIGATOR, STEEL, RAIL), ("rail.only", RAIL, STEEL)):
        account = person(username).account
        with acting(account, on=TODAY):
            told = letter_now(account=account, lang="en", on=TODAY)
        assert other not in told.body
        assert own in told.body or told.things == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_subject_names_no_amount_person_or_account(ground: Ground, lang: str) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        choose_language(lang)  # type: ignore[arg-type]
    send_digest(account=chosen(ground, FINANCE_OFFICE), now=NOW, door="job")
    subject = mail.outbox[0].subject
    things = Step.objects.none()
    with ground.stage.acting(FINANCE_OFFICE):
        things = Step.objects.filter(state="sent").values_list("things", flat=True)
        count = things.get()
    assert re.sub(r"\d+", "#", subject) == "DEMO " + re.sub(
        r"\d+", "#", say("notices.mail.subject", lang, count=str(count))
    )
    assert re.findall(r"\d+", subject) == [str(count)]


def test_nothing_is_sent_without_a_mail_server(ground: Ground, mail_set_up: Settings) -> None:
    account = chosen(ground, FINANCE_OFFICE)
    mail_set_up.MAIL_FROM = ""
    with pytest.raises(Refused, match="ACC-681"):
        send_digest(account=account, now=NOW, door="job")
    assert mail.outbox == []
    with ground.stage.acting(FINANCE_OFFICE):
        assert not Step.objects.exists()


def test_nothing_is_sent_to_nobody_and_nothing_empty_unless_asked(ground: Ground) -> None:
    with ground.stage.acting(ADMINISTRATOR):
        add_person(ground.stage.host, "only.view", "view")
    account = person("only.view").account
    with pytest.raises(Refused, match="ACC-682"):
        send_digest(account=account, now=NOW, door="job")
    chosen(ground, "only.view")
    assert send_digest(account=account, now=NOW, door="job") == (State.EMPTY, "")
    assert send_digest(account=account, now=NOW, door="job") == (State.EMPTY, "")
    assert mail.outbox == []
    with ground.stage.acting("only.view"):
        assert list(Step.objects.values_list("state", "things")) == [("empty", 0)]
    chosen(ground, "only.view", even_empty=True)
    assert send_digest(account=account, now=NOW, door="job") == (State.SENT, "")
    assert say("notices.mail.nothing", "en") in mail.outbox[0].body
