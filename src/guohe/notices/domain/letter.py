"""A digest is plain text that names what waits with its evidence and its days, and no amount: mail is open on its way.

Source: users.md US-16, "never send money details by plain e-mail". Amounts stand in Guohe, behind the sign-in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.money import EXPONENTS, MINUS
from guohe.kernel.private_numbers import masked
from guohe.kernel.texts import say
from guohe.kernel.visible_signs import visible

# An amount as guohe.kernel.money writes it, in any of its currencies.
_AMOUNT: Final = re.compile(rf"( ?)\b(?:{'|'.join(EXPONENTS)}) [{MINUS}-]?[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits, in finished words of one language; ``word`` says its status, ``path`` leads to its page."""

    word: str
    subject: str
    sentence: str
    days: int
    path: str


@dataclass(frozen=True, slots=True)
class Met:
    """What a saved search found that it had not found before ``since``: how many of each kind, in the reader's words."""

    name: str
    since: date
    counts: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """All kinds together."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Letter:
    """The finished mail: ``subject`` names no amount, person or account; ``things`` counts what it tells of."""

    subject: str
    body: str
    things: int


def without_amounts(text: str, lang: str) -> str:
    """The text with every amount replaced by words that say where it stands, and every private number cut short."""
    words = say("notices.mail.amount", lang)
    # Chinese brackets bring their own room.
    return masked(_AMOUNT.sub(rf"\1{words}" if lang == "en" else words, text))


def write_letter(
    waiting: Sequence[Waiting], met: Sequence[Met], *, lang: str, on: date, site: str, demo: bool
) -> Letter:
    """The digest of one person on one day. ``site`` is where Guohe is served, empty if the mail is to hold no address."""
    things = len(waiting) + sum(1 for each in met if each.count)
    lines: list[str] = [say("ui.demo.banner", lang), ""] if demo else []
    lines += [say("notices.mail.head", lang, on=on.isoformat()), ""]
    if waiting:
        lines += [say("notices.mail.waiting", lang, count=str(len(waiting))), ""]
        for number, each in enumerate(waiting, start=1):
            lines += _thing(number, each, lang, site)
    else:
        lines += [say("notices.mail.nothing", lang), ""]
    if met:
        lines += [say("notices.mail.searches", lang), "", *(_search(each, lang) for each in met), ""]
    lines.append(say("notices.mail.amounts", lang))
    lines.append(
        say("notices.mail.open", lang, address=f"{site}/{lang}/") if site else say("notices.mail.where", lang)
    )
    lines.append(say("notices.mail.why", lang))
    mark = "DEMO " if demo else ""
    return Letter(
        f"{mark}{say('notices.mail.subject', lang, count=str(things))}", "\n".join(lines) + "\n", things
    )


def _thing(number: int, each: Waiting, lang: str, site: str) -> Iterable[str]:
    days = f" · {say('notices.mail.days', lang, days=str(each.days))}" if each.days else ""
    yield f"{number}. {each.word} · {_plain(each.subject, lang)}{days}"
    yield f"   {_plain(each.sentence, lang)}"
    if site:
        yield f"   {site}{each.path}"
    yield ""


def _search(each: Met, lang: str) -> str:
    name, since = _plain(each.name, lang), each.since.isoformat()
    if not each.count:
        return say("notices.mail.search.none", lang, name=name, since=since)
    kinds = " · ".join(f"{kind} {count}" for kind, count in each.counts)
    return say("notices.mail.search", lang, name=name, since=since, count=str(each.count), kinds=kinds)


def _plain(text: str, lang: str) -> str:
    """One line without signs that a mail program would obey."""
    return without_amounts(visible(text), lang)
