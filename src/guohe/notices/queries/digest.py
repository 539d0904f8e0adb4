"""The digest of the one who acts, made anew each time from what they may see on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from guohe.kernel.digest import digest_of
from guohe.notices.domain.letter import Letter, Met, write_letter
from guohe.notices.domain.searches import new_by_kind
from guohe.notices.queries.provided import what_is_found, what_waits
from guohe.notices.queries.saved import searches_of_digest


@dataclass(frozen=True, slots=True)
class Digest:
    """The mail, and by the number of a kept search the marks of what it found."""

    letter: Letter
    found: dict[str, list[str]]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over subject and body, in hexadecimal."""
        return digest_of([self.letter.subject, self.letter.body]).hex()


def digest_for(account: int, *, lang: str, on: date) -> Digest:
    """What the mail to this account, which acts, would say."""
    met, found = [], {}
    for each in searches_of_digest(account):
        hits = what_is_found(each.words, lang)
        met.append(Met(each.name, each.since, new_by_kind(hits, each.found)))
        found[str(each.number)] = sorted(hit.mark for hit in hits)
    letter = write_letter(
        what_waits(lang, on),
        met,
        lang=lang,
        on=on,
        site=settings.MAIL_SITE,
        demo=settings.MODE == "demo",
    )
    return Digest(letter, found)
