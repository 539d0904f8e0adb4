"""What a page, a terminal and a file show of people: the same finished values, with names only on the screen.

Files and print name people by number; costs are told only to holders of view_money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.kernel.findings import Finding
from guohe.kernel.tables import Cell, Column, Kind, Table
from guohe.kernel.texts import say
from guohe.people.domain.facts import PersonFacts
from guohe.people.domain.months import month_text, notice_by
from guohe.people.domain.planned import Planned, cost_to_end, without_contract
from guohe.people.domain.reconciled import Compared
from guohe.people.domain.shares import PersonMonth, Run, above, percent, runs, shares_text
from guohe.people.queries.found import Rights, months_in_view, people_by_id, rate_of, see_people_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A person with the months to show; ``planned`` for each project whose money the reader may see."""

    person: PersonFacts
    months: tuple[PersonMonth, ...]
    planned: tuple[tuple[str, Planned], ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """Months with the same shares drawn together."""
        return runs(self.months)


@dataclass(frozen=True, slots=True)
class View:
    """The people of one grant (``here``), or of all that one sees."""

    here: str
    rights: Rights
    people: tuple[Shown, ...]

    def findings(self, *, named: bool) -> tuple[Finding, ...]:
        """Above 100 %, and months outside a contract; by number alone for files and print."""
        known = {each.person.id: each.person for each in self.people}
        months = [month for each in self.people for month in each.months]
        found: list[Finding] = list(above(months, people=known, here=self.here, named=named))
        for each in self.people:
            outside = without_contract(each.person, each.months, code=each.person.code)
            if outside is not None:
                found.append(outside)
        return tuple(found)


def of_grant(ref: str, on: date) -> tuple[GrantFacts, View]:
    """The people of a grant. Raises GrantNotFound, and Refused (ACC-603/604) for whoever may not see them."""
    grant = find.grant(ref).at(on)
    told = see_people_of(grant.host_id, ref)
    months = months_in_view(ref)
    rate = rate_of(ref) if told.money else None
    people = []
    for person, own in _by_person(months):
        planned = cost_to_end(person, own, ref=ref, on=on, ends=grant.ends, rate=rate)
        people.append(Shown(person, own, ((ref, planned),) if told.money else ()))
    return grant, View(ref, told, tuple(people))


def of_hosts(on: date) -> View:
    """Everybody whom one sees, each with what is left to the end of every project whose people one sees."""
    known = {grant.ref: grant.at(on) for grant in find.all_grants()}
    people = []
    for person, own in _by_person(months_in_view()):
        refs = sorted({part.ref for each in own for part in each.parts})
        planned = tuple(
            (ref, cost_to_end(person, own, ref=ref, on=on, ends=known[ref].ends, rate=None))
            for ref in refs
            if ref in known and person.costs
        )
        people.append(Shown(person, own, planned))
    met = {each.person.id for each in people}
    idle = [Shown(person, ()) for person in people_by_id().values() if person.id not in met]
    everybody = sorted((*people, *idle), key=lambda each: (each.person.host_id, each.person.number))
    return View("", Rights(True, any(each.person.costs for each in everybody), False), tuple(everybody))


def _by_person(months: Iterable[PersonMonth]) -> list[tuple[PersonFacts, tuple[PersonMonth, ...]]]:
    met: dict[int, list[PersonMonth]] = {}
    for each in months:
        met.setdefault(each.person, []).append(each)
    people = people_by_id(frozenset(met)) if met else {}
    return [(people[id], tuple(own)) for id, own in met.items() if id in people]


def facts(each: Shown, view: View, lang: str) -> list[tuple[str, str]]:
    """Contract, notice, permit and cost to the end, each with what is missing said."""
    contract, told = each.person.contract, []
    none = say("people.not_recorded", lang)
    if contract is None:
        told.append(("contract", none))
    else:
        last = (
            (contract.ends - timedelta(days=1)).isoformat() if contract.ends else say("people.no_end", lang)
        )
        told.append(("contract", say("people.contract", lang, starts=contract.starts.isoformat(), last=last)))
        told.append(("notice", notice_text(each.person, lang)))
        if contract.permit_until is not None:
            told.append(("permit", contract.permit_until.isoformat()))
    for ref, planned in each.planned:
        words = cost_text(planned, bool(view.here), lang)
        told.append(("cost", words if ref == view.here else say("ui.about", lang, what=ref, words=words)))
    return [(say(f"people.head.{key}", lang), value) for key, value in told]


def notice_text(person: PersonFacts, lang: str) -> str:
    """The last day for notice; that none is needed, or that the contract has no end."""
    contract = person.contract
    if contract is None or contract.ends is None or not contract.notice_months:
        return say("people.notice.none", lang)
    by = notice_by(contract.ends, contract.notice_months).isoformat()
    return say("people.notice", lang, months=str(contract.notice_months), by=by)


def cost_text(planned: Planned, rated: bool, lang: str) -> str:
    """The cost to the end in both currencies with the rate's source and day, or why one is absent."""
    parts = []
    if planned.amount is None or planned.first is None or planned.last is None:
        parts.append(say("people.cost.none", lang))
    else:
        words = {
            "first": month_text(planned.first),
            "last": month_text(planned.last),
            "amount": str(planned.amount),
        }
        if planned.other is not None and planned.rate is not None:
            rate = planned.rate
            parts.append(
                say(
                    "people.cost.both",
                    lang,
                    **words,
                    other=str(planned.other),
                    rate=rate.text,
                    source=rate.source,
                    on=rate.on.isoformat(),
                )
            )
        else:
            parts.append(say("people.cost.one", lang, **words))
            parts.append(say("people.cost.no_rate" if rated else "people.cost.rate_there", lang))
    if planned.uncosted:
        first, last = month_text(planned.uncosted[0]), month_text(planned.uncosted[-1])
        parts.append(
            say("people.cost.uncosted", lang, count=str(len(planned.uncosted)), first=first, last=last)
        )
    return " ".join(parts)


def run_text(run: Run, here: str, lang: str) -> str:
    """The shares of a run in words, and what they add up to."""
    return say(
        "people.run.one" if run.first == run.last else "people.run",
        lang,
        shares=shares_text(run.like, here, lang),
        total=percent(run.like.total),
    )


def months_table(view: View, lang: str) -> Table:
    """One row for each person, month and project, by number; what the reader may not see is one sum."""
    rows: list[Sequence[Cell]] = []
    for each in view.people:
        for month in each.months:
            text, total = month_text(month.month), percent(month.total)
            rows += [(each.person.code, text, part.ref, percent(part.points), total) for part in month.parts]
            if month.elsewhere:
                word = say("people.elsewhere.word", lang)
                rows.append((each.person.code, text, word, percent(month.elsewhere), total))
    columns = [_column(key, lang) for key in ("person", "month", "project", "share", "total")]
    return Table(_title(view, lang), columns, rows, lang=lang)


def people_table(view: View, lang: str, *, named: bool) -> Table:
    """One row for each person: contract, notice, permit, and what is left to pay. Names are for the screen alone."""
    rows: list[Sequence[Cell]] = []
    for each in view.people:
        contract = each.person.contract
        last = contract.ends - timedelta(days=1) if contract is not None and contract.ends else None
        by = notice_by(contract.ends, contract.notice_months) if contract and contract.ends else None
        who = f"{each.person.code} {each.person.name.in_language(lang)}" if named else each.person.code
        cells: tuple[Cell, ...] = (
            who,
            "; ".join(
                say("ui.about", lang, what=span_text(run), words=run_text(run, view.here, lang))
                for run in each.runs
            ),
            last,
            by,
            contract.permit_until if contract is not None else None,
        )
        money = "; ".join(
            words if ref == view.here else say("ui.about", lang, what=ref, words=words)
            for ref, planned in each.planned
            for words in (cost_text(planned, bool(view.here), lang),)
        )
        rows.append((*cells, money) if view.rights.money else cells)
    keys = ("person", "months", "ends", "notice_by", "permit", *(("cost",) if view.rights.money else ()))
    notes = () if view.rights.money else (say("people.no_money", lang),)
    return Table(_title(view, lang), [_column(key, lang) for key in keys], rows, notes=notes, lang=lang)


def payroll_table(
    ref: str, found: Sequence[Compared], people: dict[int, PersonFacts], lang: str, *, named: bool
) -> Table:
    """Each person's month against the books, and each labour line that no payroll row names."""
    rows = [
        (
            _who(each, people, lang, named),
            month_text(each.month),
            each.reference,
            each.paid,
            each.booked,
            each.difference,
            say(f"people.stand.{each.stand}", lang)
            + (say("people.sharing", lang, count=str(each.sharing)) if each.sharing > 1 else ""),
            ", ".join(f"J-{number}" for number in each.journals),
        )
        for each in found
    ]
    keys = ("person", "month", "reference", "paid", "booked", "difference", "stand", "entries")
    return Table(
        say("people.payroll.title", lang, ref=ref), [_column(key, lang) for key in keys], rows, lang=lang
    )


def _who(each: Compared, people: dict[int, PersonFacts], lang: str, named: bool) -> str:
    person = people.get(each.person or 0)
    if person is None:
        return "–"
    return f"{person.code} {person.name.in_language(lang)}" if named else person.code


def record_of(view: View, lang: str) -> dict[str, Any]:
    """People for a program: numbers, never names."""
    return {
        "grant": view.here or None,
        "people": [
            {
                "person": each.person.code,
                "months": [
                    {
                        "month": month_text(month.month),
                        "shares": {part.ref: part.points for part in month.parts},
                        "elsewhere": month.elsewhere,
                        "total": month.total,
                    }
                    for month in each.months
                ],
                "contract": _contract_record(each.person),
                **(
                    {"cost_to_end": [_planned_record(*one) for one in each.planned]}
                    if view.rights.money
                    else {}
                ),
            }
            for each in view.people
        ],
        "findings": [each.as_json(lang) for each in view.findings(named=False)],
    }


def _contract_record(person: PersonFacts) -> dict[str, Any] | None:
    contract = person.contract
    if contract is None:
        return None
    ends = contract.ends
    return {
        "starts": contract.starts,
        "last_day": ends - timedelta(days=1) if ends is not None else None,
        "notice_months": contract.notice_months,
        "notice_by": notice_by(ends, contract.notice_months) if ends is not None else None,
        "permit_until": contract.permit_until,
    }


def _planned_record(ref: str, planned: Planned) -> dict[str, Any]:
    rate = planned.rate
    return {
        "grant": ref,
        "amount": planned.amount,
        "other": planned.other,
        "rate": {"rate": rate.text, "source": rate.source, "on": rate.on} if rate is not None else None,
        "first": month_text(planned.first) if planned.first is not None else None,
        "last": month_text(planned.last) if planned.last is not None else None,
        "months_without_cost": [month_text(month) for month in planned.uncosted],
    }


def span_text(run: Run) -> str:
    """The months of a run: one, or from the first to the last."""
    first, last = month_text(run.first), month_text(run.last)
    return first if first == last else f"{first} – {last}"


def _title(view: View, lang: str) -> str:
    return say("people.title", lang, ref=view.here) if view.here else say("people.title.all", lang)


def _column(key: str, lang: str) -> Column:
    money, days = ("paid", "booked", "difference"), ("ends", "notice_by", "permit")
    kind = Kind.MONEY if key in money else Kind.DATE if key in days else Kind.TEXT
    return Column(key, say(f"people.head.{key}", lang), kind)
