"""What a reader chose in the query, and the links to the other choices: a link shows what I see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.http import QueryDict

from guohe.kernel.texts import say
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.printed import Unit


@dataclass(frozen=True, slots=True)
class View:
    """How a twin report is shown."""

    unit: Unit = "yuan"
    pack: str = ""
    basis: Basis = Basis.BOOKED
    cumulative: bool = False

    def query(self, **other: str) -> str:
        """The query of this view with some choices changed; what is usual is left out."""
        chosen = {
            "unit": "" if self.unit == "yuan" else self.unit,
            "pack": self.pack,
            "basis": "" if self.basis is Basis.BOOKED else self.basis.value,
            "cumulative": "1" if self.cumulative else "",
            **other,
        }
        text = urlencode({key: value for key, value in chosen.items() if value})
        return f"?{text}" if text else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to show the page."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices that exclude each other, with what they are about."""

    name: str
    choices: tuple[Choice, ...]


def view_of(query: QueryDict) -> View:
    """The reader's view; a word that is not known counts as the usual one."""
    unit = query.get("unit", "yuan")
    basis = query.get("basis", "")
    return View(
        unit=cast(Unit, unit if unit in ("yuan", "wan") else "yuan"),
        pack=query.get("pack", ""),
        basis=Basis(basis) if basis in {known.value for known in Basis} else Basis.BOOKED,
        cumulative=query.get("cumulative") == "1",
    )


def groups(view: View, packs: tuple[tuple[str, str], ...], lang: str) -> tuple[ChoiceGroup, ...]:
    """Unit, pack, years shown, and how reversals count. ``packs`` are ids with their names, the grant's own first."""
    own = packs[0][0]
    return (
        ChoiceGroup(
            say("reporting.choice.unit", lang),
            tuple(
                Choice(
                    say(f"reporting.unit.{unit}", lang),
                    view.query(unit="" if unit == "yuan" else unit) or "?",
                    view.unit == unit,
                )
                for unit in ("yuan", "wan")
            ),
        ),
        ChoiceGroup(
            say("reporting.choice.years", lang),
            tuple(
                Choice(
                    say(f"reporting.choice.{word}", lang),
                    view.query(cumulative=flag) or "?",
                    view.cumulative == bool(flag),
                )
                for word, flag in (("chosen", ""), ("cumulative", "1"))
            ),
        ),
        ChoiceGroup(
            say("reporting.choice.basis", lang),
            tuple(
                Choice(
                    say(f"reporting.basis.{basis.value}.short", lang),
                    view.query(basis="" if basis is Basis.BOOKED else basis.value) or "?",
                    view.basis is basis,
                )
                for basis in Basis
            ),
        ),
        ChoiceGroup(
            say("reporting.choice.pack", lang),
            tuple(
                Choice(
                    name,
                    view.query(pack="" if pack == own else pack) or "?",
                    (view.pack.partition("@")[0] or own) == pack,
                )
                for pack, name in packs
            ),
        ),
    )
