"""An agreement in a file says what the five steps of the page ask; every field that is missing or unreadable is told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from guohe.grants.domain.set_up import Agreement, PlannedInstalment
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import AmountNotReadable, Money
from guohe.kernel.names import Name

CURRENCY: Final = "CNY"
# What each table of the file holds; a name in brackets may be left out.
_TOP: Final = ("ref", "pack", "total", "starts", "last_day", "unit", "investigator", "book", "project_codes",
               "lot_policy", "fx_policy", "budget_approved_on", "title", "funder", "instalments")  # fmt: skip
_MAY: Final = ("pack_version", "partner")
_NAMES: Final = ("en", "zh_hant", "zh_hans")
_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class AgreementRead:
    """The agreement, with who leads it (a username), its book (a code) and the budget's day; None when a stop was found."""

    agreement: Agreement | None
    investigator: str
    book: str
    approved_on: date | None
    findings: tuple[Finding, ...]


def read_agreement(content: bytes) -> AgreementRead:
    """Reads an agreement in TOML. Stops: no TOML (BUD-241), a field missing (BUD-242) or unknown (BUD-243), one that cannot
    be read as what it is: a day (BUD-245), an amount (BUD-246), a text or a table of its fields (BUD-244)."""
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        return AgreementRead(None, "", "", None, (_stop("BUD-241", seen=str(fault)[:120]),))
    reader = _Reader()
    reader.fields("", told, _TOP, _MAY)
    plans = told.get("instalments")
    if "instalments" in told and not (isinstance(plans, list) and plans):
        reader.fault("BUD-244", "instalments", plans)
    planned = tuple(
        reader.plan(number, each) for number, each in enumerate(plans if isinstance(plans, list) else (), 1)
    )
    codes = told.get("project_codes")
    if "project_codes" in told and not (
        isinstance(codes, list) and codes and all(isinstance(code, str) and code.strip() for code in codes)
    ):
        reader.fault("BUD-244", "project_codes", codes)
    partner = told.get("partner", {})
    partner_name = reader.name("partner", partner, ("share",)) if partner else Name("", "", "")
    last_day = reader.day("last_day", told)
    title, funder = (reader.name(key, told.get(key), ()) for key in ("title", "funder"))
    total, starts = reader.amount("total", told), reader.day("starts", told)
    share = reader.amount("share", partner, "partner.") if isinstance(partner, dict) else None
    texts = {
        key: reader.text(key, told)
        for key in ("ref", "pack", "unit", "investigator", "book", "lot_policy", "fx_policy")
    }
    version = reader.text("pack_version", told)
    approved_on = reader.day("budget_approved_on", told)
    if reader.found or total is None or starts is None or last_day is None:
        return AgreementRead(None, texts["investigator"], texts["book"], approved_on, tuple(reader.found))
    agreement = Agreement(
        ref=texts["ref"],
        title=title,
        unit_code=texts["unit"],
        funder=funder,
        pack=texts["pack"],
        pack_version=version,
        total=total,
        starts=starts,
        ends=last_day + timedelta(days=1),
        instalments=tuple(plan for plan in planned if plan is not None),
        project_codes=tuple(code.strip() for code in codes or ()),
        fx_policy=texts["fx_policy"],
        lot_policy=texts["lot_policy"],
        partner=partner_name,
        partner_share=share or Money(CURRENCY, 0),
    )
    return AgreementRead(agreement, texts["investigator"], texts["book"], approved_on, ())


class _Reader:
    """Reads fields and keeps every fault with the field's name; a missing one is told by ``fields`` alone."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def fault(self, code: str, field: str, seen: object) -> None:
        self.found.append(_stop(code, field, field=field, seen=str(seen)[:_QUOTED]))

    def fields(self, at: str, told: Mapping[str, Any], must: tuple[str, ...], may: tuple[str, ...]) -> None:
        missing = [f"{at}{key}" for key in must if told.get(key) in (None, "")]
        if missing:
            self.found.append(_stop("BUD-242", missing[0], missing=", ".join(missing)))
        for key in told:
            if key not in (*must, *may):
                self.found.append(
                    _stop("BUD-243", f"{at}{key}", seen=f"{at}{key}", known=", ".join((*must, *may)))
                )

    def text(self, key: str, told: Mapping[str, Any], at: str = "") -> str:
        seen = told.get(key, "")
        if not isinstance(seen, str):
            self.fault("BUD-244", f"{at}{key}", seen)
            return ""
        return seen.strip()

    def day(self, key: str, told: Mapping[str, Any], at: str = "") -> date | None:
        seen = told.get(key)
        if seen in (None, ""):
            return None
        if not isinstance(seen, date) or isinstance(seen, datetime):
            self.fault("BUD-245", f"{at}{key}", seen)
            return None
        return seen

    def amount(self, key: str, told: Mapping[str, Any], at: str = "") -> Money | None:
        """Written as text, because a number of TOML with a point is a binary fraction."""
        seen = told.get(key)
        if seen in (None, ""):
            return None
        try:
            if isinstance(seen, str):
                return Money.of(CURRENCY, seen)
        except AmountNotReadable:
            pass
        self.fault("BUD-246", f"{at}{key}", seen)
        return None

    def name(self, key: str, told: object, more: tuple[str, ...]) -> Name:
        if told is None:
            return Name("", "", "")
        if not isinstance(told, dict):
            self.fault("BUD-244", key, told)
            return Name("", "", "")
        self.fields(f"{key}.", told, _NAMES, more)
        return Name(*(self.text(lang, told, f"{key}.") for lang in _NAMES))

    def plan(self, number: int, told: object) -> PlannedInstalment | None:
        at = f"instalments {number}"
        if not isinstance(told, dict):
            self.fault("BUD-244", at, told)
            return None
        self.fields(f"{at}.", told, ("amount",), ("due", "condition"))
        amount = self.amount("amount", told, f"{at}.")
        due, condition = self.day("due", told, f"{at}."), self.text("condition", told, f"{at}.")
        return None if amount is None else PlannedInstalment(amount, due, condition)


def _stop(code: str, pointer: str | None = None, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(pointer=pointer), values)
