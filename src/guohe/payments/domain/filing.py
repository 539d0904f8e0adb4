"""Which papers a payment needs is answered per payer and per payment, each answer with the grade of its source.

A budget-funded payer may be exempt where a university or enterprise is not, and Guangdong files anyway: so nothing here
says that a payment *is* filed or exempt. Where the sources leave it open the answer is ``ask``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from guohe.kernel.money import Money

PayerKind = Literal["budget_funded", "university", "enterprise"]
Need = Literal["needed", "not_needed", "ask"]
GradeKind = Literal["own", "sourced", "bank_check", "derived", "which_derived", "code_unknown"]

PAYER_KINDS: Final[tuple[PayerKind, ...]] = ("budget_funded", "university", "enterprise")
_DATA: Final = Path(__file__).parent / "data" / "filing.toml"


@dataclass(frozen=True, slots=True)
class Payer:
    """What of a payer decides the papers. ``guangdong``: pays through the province's own channel."""

    kind: PayerKind
    country: str
    guangdong: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """How one part of an answer is known; ``sources`` are their names in the policy study (S35, S36), where it has any."""

    kind: GradeKind
    sources: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. ``why`` names the rule; ``grades`` are those of its sources; ``done`` is the paper's number."""

    code: str
    need: Need
    why: str
    grades: tuple[Grade, ...]
    done: str = ""

    @property
    def is_open(self) -> bool:
        """Needed or to be asked, and not there yet."""
        return self.need != "not_needed" and not self.done


@cache
def _rules() -> dict[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


def rules_version() -> str:
    """Which edition of the rules answered."""
    return str(_rules()["version"])


def paper_codes() -> tuple[str, ...]:
    """Every paper that a payment may need: the tax filing, then those of the bank's usual file."""
    return ("tax_filing", *_rules()["papers"])


def threshold() -> Money:
    """The single payment above which a tax filing is asked for, in USD."""
    return Money("USD", int(_rules()["threshold_usd_minor"]))


def filing_rule(payer: Payer, payee_country: str, equivalent: Money | None, *, filed_before: bool) -> str:
    """The rule that answers for the tax filing. ``equivalent`` is the payment in USD at a stated rate, if known."""
    if payer.country != "CN" or payee_country == "CN":
        return "no_crossing"
    if filed_before:
        return "filed_before"
    if payer.guangdong:
        return "guangdong"
    if payer.kind == "budget_funded":
        return "exempt_budget"
    if equivalent is None:
        return "unknown_equivalent"
    return "above_threshold" if equivalent > threshold() else "below_threshold"


def checklist(
    payer: Payer, payee_country: str, equivalent: Money | None, *, filed_before: bool, done: dict[str, str]
) -> tuple[Item, ...]:
    """The tax filing first, then the papers of the bank's usual file; ``done`` holds the number or name of each paper."""
    rule = filing_rule(payer, payee_country, equivalent, filed_before=filed_before)
    answer = _rules()["filing"][rule]
    items = [Item("tax_filing", answer["need"], rule, _grades(answer), done.get("tax_filing", ""))]
    crosses: Need = "not_needed" if rule == "no_crossing" else "needed"
    items += [
        Item(code, crosses, "bank_file", _grades(paper), done.get(code, ""))
        for code, paper in _rules()["papers"].items()
    ]
    return tuple(items)


def _grades(answer: dict[str, Any]) -> tuple[Grade, ...]:
    return tuple(Grade(told["kind"], told.get("sources", "")) for told in answer["grade"])
