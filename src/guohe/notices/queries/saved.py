"""The searches that a person keeps, with what each had found when it was last told of."""

from __future__ import annotations

from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.notices.domain.searches import Saved
from guohe.notices.models import SavedSearch, SearchWithdrawal, Step


def saved_searches(account: int) -> tuple[Saved, ...]:
    """Every search that the account, which acts, keeps now, by name."""
    kept = SavedSearch.objects.filter(account_id=account).exclude(
        pk__in=SearchWithdrawal.objects.filter(account_id=account).values("search_id")
    )
    return tuple(
        Saved(
            number=row.pk,
            name=row.name,
            words=row.words,
            in_digest=row.in_digest,
            kept_at=row.kept_at,
            since=day_there(row.kept_at),
            found=frozenset(row.found),
        )
        for row in kept.order_by("name", "pk")
    )


def searches_of_digest(account: int) -> tuple[Saved, ...]:
    """Those for the digest; ``since`` and ``found`` are of the last digest that told of them, else of the day they were kept."""
    kept = [each for each in saved_searches(account) if each.in_digest]
    if not kept:
        return ()
    told = Step.objects.filter(account_id=account, state__in=("sent", "empty")).order_by("-pk").first()
    return tuple(
        each
        if told is None or str(each.number) not in told.found
        else Saved(
            each.number,
            each.name,
            each.words,
            each.in_digest,
            each.kept_at,
            told.day,
            frozenset(told.found[str(each.number)]),
        )
        for each in kept
    )


def saved_table(kept: tuple[Saved, ...], lang: str) -> Table:
    """The kept searches for a file or a terminal."""
    return Table(
        say("notices.saved.title", lang),
        [
            Column("name", say("notices.saved.name", lang)),
            Column("words", say("notices.saved.words", lang)),
            Column("digest", say("notices.saved.digest", lang)),
            Column("kept", say("notices.saved.kept", lang), Kind.DATE),
        ],
        [
            (each.name, each.words, say(f"notices.in_digest.{_yes(each.in_digest)}", lang), each.since)
            for each in kept
        ],
        lang=lang,
    )


def _yes(said: bool) -> str:
    return "yes" if said else "no"
