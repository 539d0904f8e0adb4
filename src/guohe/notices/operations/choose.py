"""A person chooses for themselves whether and how often a digest comes; the choice before stays on record."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.choose_language import choose_language
from guohe.identity.operations.set_address import set_address
from guohe.identity.queries.accounts import own_address
from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.notices.domain.choice import check_choice
from guohe.notices.models import Choice
from guohe.notices.queries.choice import keeping_host


def choose(
    *,
    rhythm: str,
    even_empty: bool,
    address: str | None,
    lang: str | None = None,
    actor: int,
    username: str,
    now: datetime,
) -> None:
    """Writes the choice of the one who acts, and their address and language where they are others (None leaves them).

    Raises Refused with everything that stands against it (ACC-682, ACC-683, ACC-692, ACC-694, ACC-695).
    """
    host, before = keeping_host(), own_address()
    wanted = before if address is None else address.strip()
    faults = check_choice(rhythm, wanted, lang)
    if faults:
        raise Refused(*faults)
    if wanted != before:
        set_address(wanted, username=username, host=host, now=now)
    if lang in LANGUAGES:
        choose_language(cast(Literal["en", "zh-hant", "zh-hans"], lang))
    Choice.objects.create(host_id=host, account_id=actor, rhythm=rhythm, even_empty=even_empty, chosen_at=now)
    record(
        host_id=host,
        action="notices.chosen",
        subject=f"account:{username}",
        details={"rhythm": rhythm, "even_empty": even_empty},
        now=now,
    )
