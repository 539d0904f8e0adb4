"""The demo's books are loaded through the same operations as a host's own, by the demo's people, once."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from guohe.equipment.domain.checked import Told
from guohe.equipment.domain.pieces import Act
from guohe.equipment.operations.record_act import record_act
from guohe.exchange.domain.profile_file import profiles
from guohe.funds.operations.convert_currency import convert
from guohe.funds.operations.open_books import open_book, open_months, open_standard_accounts
from guohe.funds.operations.receive_instalment import receive
from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.domain.partner_papers import Typed
from guohe.grants.domain.set_up import Agreement, Equipment, PlannedInstalment
from guohe.grants.operations.agree_with_partner import agree_with_partner, show_condition_met
from guohe.grants.operations.decide_mapping import decide_mapping
from guohe.grants.operations.note_transfer import note_transfer
from guohe.grants.operations.pass_money_to_partner import record_receipt, record_transfer
from guohe.grants.operations.set_up_grant import note_order, set_up_grant
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.operations.state_partner_use import confirm_statement, enter_statement
from guohe.grants.queries import find
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_as import acting
from guohe.identity.operations.add_demo_cast import add_demo_cast
from guohe.identity.queries.accounts import account_by_username
from guohe.imports.domain.accounts import HowItWrites
from guohe.imports.operations.register_account import register_account
from guohe.imports.operations.set_up_from_budget import budget_version_from_file
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.people.domain.told import contract_of, cost_of
from guohe.people.operations.plan_share import plan_share
from guohe.people.operations.record_person import add_person, record_contract, record_cost

STORY: Final = Path(__file__).with_name("demo_story.toml")
# Who enters what: the finance officer keeps the books, the research officer sets up grants.
FINANCE, RESEARCH = "test.lau", "sample.ng"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the books hold after loading."""

    host: int
    book: int


def key(name: str) -> UUID:
    """The same key each time, so that loading twice posts nothing twice."""
    return uuid5(NAMESPACE_URL, f"guohe:demo:{name}")


def load(*, now: datetime, progress: Progress) -> Loaded:
    """Founds the demo host, opens its book, sets up its grants, and posts the first receipt and its conversion."""
    story = tomllib.loads(STORY.read_text(encoding="utf-8"))
    progress("people and host")
    founded = add_demo_cast(now=now)
    finance, research = (_person(name) for name in (FINANCE, RESEARCH))
    with acting(finance.account, on=now.date()):
        progress("book, periods and accounts")
        book = _open_book(story["book"], founded.host)
    with acting(research.account, on=now.date()):
        for grant in story["grants"]:
            progress(f"grant {grant['ref']}")
            _set_up(grant, story["funder"], founded.host, book, actor=research.account, now=now)
        progress("people and their months")
        for facts in story["people"]:
            _add_person(facts, founded.host, actor=research.account, now=now)
        for number, code in story["orders"].items():
            note_order(
                host_id=founded.host, number=number, project_code=code, actor=research.account, on=now.date()
            )
        progress("mapping of accounts, claims about the money")
        _decide_mapping(founded.host, actor=research.account, now=now)
        _state_claims(actor=research.account, now=now)
        _note_transfers(founded.host, actor=research.account, now=now)
        for grant in story["grants"]:
            if "partner_papers" in grant:
                progress(f"partner of {grant['ref']}")
                _pass_to_partner(grant["ref"], grant["partner_papers"], actor=research.account, now=now)
    with acting(finance.account, on=now.date()):
        _register_accounts(story["accounts"], founded.host, actor=finance.account, now=now)
        progress("first receipt and its conversion")
        _receive_first(book)
        for grant in story["grants"]:
            if "partner_papers" in grant:
                confirm_statement(ref=grant["ref"], partner=1, statement=1, actor=finance.account, now=now)
    return Loaded(founded.host, book)


def _register_accounts(accounts: list[dict[str, Any]], host: int, *, actor: int, now: datetime) -> None:
    for facts in accounts:
        register_account(
            host_id=host,
            tail=facts["tail"],
            currency=facts["currency"],
            how=HowItWrites.of_bank(profiles()[facts["profile"]]),
            actor=actor,
            now=now,
        )


def _open_book(facts: dict[str, Any], host: int) -> int:
    book = open_book(host_id=host, code=facts["code"], name=facts["name"], on=facts["opened_on"])
    open_months(book=book, first=facts["first_period"], count=facts["months"])
    open_standard_accounts(book=book, currencies=facts["currencies"], on=facts["opened_on"])
    return book


def _person(username: str) -> Person:
    person = account_by_username(username)
    if person is None:
        raise LookupError(f"the cast has nobody called {username}")
    return person


def _name(facts: dict[str, str]) -> Name:
    return Name(facts["en"], facts["zh_hant"], facts["zh_hans"])


def _set_up(
    facts: dict[str, Any], funder: dict[str, str], host: int, book: int, *, actor: int, now: datetime
) -> None:
    set_up_grant(
        host_id=host,
        book=book,
        agreement=Agreement(
            ref=facts["ref"],
            title=_name(facts),
            unit_code=facts["unit_code"],
            funder=_name(funder),
            pack=facts["pack"],
            pack_version=facts["pack_version"],
            total=Money.of("CNY", facts["total"]),
            starts=facts["starts"],
            ends=facts["ends"],
            instalments=tuple(
                PlannedInstalment(Money.of("CNY", plan["amount"]), plan["due"], plan["condition"])
                for plan in facts["instalments"]
            ),
            project_codes=(facts["project_code"],),
            fx_policy="bank_actual",
            lot_policy="fifo",
            partner=_name(facts["partner"]),
            partner_share=Money.of("CNY", facts["partner_share"]),
        ),
        investigator_id=_person("demo.yip").account,
        equipment=[_equipment(item) for item in facts.get("equipment", [])],
        actor=actor,
        now=now,
    )
    for act in facts.get("acts", []):
        typed = {key: value for key, value in act.items() if key not in ("act", "item", "line")}
        record_act(
            ref=facts["ref"],
            told=Told(Act(act["act"]), **typed),
            item=act.get("item"),
            approved=act.get("line"),
            actor=actor,
            now=now,
        )
    if "budget" in facts:
        budget_version_from_file(
            ref=facts["ref"],
            content=(settings.DEMO_FOLDER / facts["budget"]).read_bytes(),
            file_name=facts["budget"],
            approved_on=facts["budget_approved_on"],
            actor=actor,
            now=now,
        )


def _add_person(facts: dict[str, Any], host: int, *, actor: int, now: datetime) -> None:
    number = add_person(host_id=host, name=_name(facts), actor=actor, now=now)
    contract = contract_of(**facts["contract"])
    record_contract(host_id=host, number=number, contract=contract, actor=actor, now=now)
    for cost in facts["costs"]:
        record_cost(host_id=host, number=number, cost=cost_of(**cost), actor=actor, now=now)
    for share in facts["shares"]:
        plan_share(person=number, **share, actor=actor, now=now)


def _equipment(facts: dict[str, Any]) -> Equipment:
    return Equipment(
        facts["model"],
        facts["description"],
        price=Money.of("CNY", facts["price"]),
        priced_on=facts["priced_on"],
        purpose=facts["purpose"],
        sharing=facts["sharing"],
        source=facts["source"],
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = (settings.DEMO_FOLDER / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _decide_mapping(host: int, *, actor: int, now: datetime) -> None:
    decide_mapping(
        host_id=host,
        pack="DEMO-1",
        in_force_from=date(2018, 1, 1),
        rows=[
            MappingRowFacts(row["account"], row["account_name"], row["category"], row["why"])
            for row in _rows("mapping.csv")
        ],
        note="demo/mapping.csv",
        actor=actor,
        now=now,
    )


def _state_claims(*, actor: int, now: datetime) -> None:
    for row in _rows("events.csv"):
        state_claim(
            instalment_ref=row["instalment"],
            station=row["station"],
            happened_on=date.fromisoformat(row["date"]),
            source=row["source"],
            evidence=row["evidence"],
            reference=row["reference"],
            actor=actor,
            now=now,
        )


def _note_transfers(host: int, *, actor: int, now: datetime) -> None:
    for row in _rows("transfers.csv"):
        note_transfer(
            host_id=host,
            route="guangdong",
            reference=row["reference"],
            sent_on=date.fromisoformat(row["sent"]),
            credited_on=date.fromisoformat(row["credited"]),
            amount=Money.of(row["currency"], row["amount"]),
            source="transfers.csv",
            actor=actor,
            now=now,
        )


def _pass_to_partner(ref: str, papers: dict[str, Any], *, actor: int, now: datetime) -> None:
    """The agreement, the first tranche with its receipt, and the partner's first statement; the finance office confirms it."""
    on: dict[str, Any] = {"ref": ref, "partner": 1, "actor": actor, "now": now}
    texts = ("reference", "evidence", "tranches", "dues", "spent_percent", "clause")
    agree_with_partner(
        **on, agreed_on=papers["agreed_on"].isoformat(), **{name: papers[name] for name in texts}
    )
    show_condition_met(**on, **papers["condition"])
    number = record_transfer(**on, **papers["transfer"])
    record_receipt(**on, transfer=number, **papers["receipt"])
    enter_statement(
        **on,
        typed=[Typed(row, *cells) for row, cells in enumerate(papers["use"], 1)],
        **papers["statement"],
    )


def _receive_first(book: int) -> None:
    """The credit and the exchange that the first two rows of demo/bank_cny.csv show."""
    grant = find.grant("DEMO-NKP-2018-001")
    first = find.instalments(grant.ref)[0]
    credited = Money.of("CNY", "719850.00")
    receive(
        book=book,
        fund=grant.ref,
        source_ref=first.ref,
        sent=first.amount,
        credited=credited,
        on=date(2018, 4, 16),
        source="bank_cny.csv row 3",
        key=key("receipt 1"),
        charge_budget="bank_charge",
    )
    convert(
        book=book,
        fund=grant.ref,
        sold=credited,
        bought=Money.of("HKD", "892614.00"),
        rate="1.2400",
        deal_no="DEMO-FX-1",
        dealt_at=datetime.fromisoformat("2018-04-20T11:00:00+08:00"),
        source="bank_cny.csv row 4",
        on=date(2018, 4, 20),
        key=key("conversion 1"),
    )
