"""A grant whose books are a text ledger: these tests are of reports, the books have tests of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from guohe.grants.domain.facts import GrantFacts, MappingFacts, MappingRowFacts
from guohe.grants.models import Grant
from guohe.grants.queries import find
from guohe.grants.queries import mapping as mappings
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.reporting.domain.lines import Lot, SpendLine, summed
from guohe.reporting.domain.report import Waiting
from guohe.reporting.queries import provided, spending
from tests.factories.at_rates import at_rates
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW
from tests.unit.reporting.ledger import ACCOUNTS, LOT_1, demo_lines

GRANT = "DEMO-NKP-2018-001"


@dataclass
class Books:
    """What the lower contexts answer about the one grant; a test changes it as the books would change."""

    stage: Stage
    lines: tuple[SpendLine, ...]
    waiting: Waiting = field(default_factory=Waiting)

    def reverse(self, source: str, on: date) -> SpendLine:
        """Takes an entry back, as the books do: its lines negated, both named to each other."""
        first = next(line for line in self.lines if line.source == source)
        taken_back = replace(
            first,
            journal=max(line.journal for line in self.lines) + 1,
            on=on,
            amount=-first.amount,
            carried=-first.carried,
            shares=tuple(
                replace(share, amount=-share.amount, carried=-share.carried) for share in first.shares
            ),
            reverses=first.journal,
        )
        marked = replace(first, reversed_by=taken_back.journal)
        self.lines = (*(marked if line is first else line for line in self.lines), taken_back)
        return taken_back


@pytest.fixture
def books(db: None, monkeypatch: pytest.MonkeyPatch) -> Books:
    """The demo's grant with its accepted lines, and the cast of the demo."""
    return _books(monkeypatch)


@pytest.fixture
def kept_books(committed: str, monkeypatch: pytest.MonkeyPatch) -> Books:
    """The same, in a copy of the database in which the owner sees what was written."""
    return _books(monkeypatch)


def _books(monkeypatch: pytest.MonkeyPatch) -> Books:
    stage = the_cast()
    books = Books(stage, demo_lines(), Waiting(read_to=date(2019, 3, 31)))
    grant = GrantFacts(
        ref=GRANT,
        host_id=stage.host,
        host_code=stage.code,
        book=1,
        fund=1,
        title=Name("High-strength steel joints", "高強鋼節點", "高强钢节点"),
        unit_code="",
        funder=Name("Demo agency", "示範機構", "示例机构"),
        pack="DEMO-1",
        pack_version="1.0",
        currency="CNY",
        total=Money.of("CNY", "1200000.00"),
        starts=date(2018, 5, 1),
        ends=date(2020, 5, 1),
        fx_policy="bank_actual",
        lot_policy="fifo",
        investigator=Name("Dr Demo Yip", "葉示範博士", "叶示范博士"),
        partner=Name("", "", ""),
        partner_share=Money("CNY", 0),
        project_codes=("ZZ01-DEMO",),
    )
    # The database's law asks its own table whose grant it is.
    with stage.acting(FINANCE_OFFICE):
        Grant.objects.create(
            host_id=stage.host, ref=GRANT, title_en="Joints", title_zh_hant="節點", title_zh_hans="节点",
            funder_en="Demo agency", funder_zh_hant="示範機構", funder_zh_hans="示例机构",
            pack=grant.pack, pack_version=grant.pack_version, currency=grant.currency, total_minor=grant.total.minor,
            starts=grant.starts, ends=grant.ends, fx_policy=grant.fx_policy, lot_policy=grant.lot_policy, book=1, fund=1,
            investigator_id=stage.account(INVESTIGATOR), partner_en="", partner_zh_hant="", partner_zh_hans="",
            partner_minor=0, set_up_by_id=stage.account(FINANCE_OFFICE), set_up_at=NOW,
        )  # fmt: skip
    mapping = MappingFacts(
        number=1,
        pack="DEMO-1",
        in_force_from=date(2018, 5, 1),
        decided_by=Name("Mr Test Lau", "劉測試先生", "刘测试先生"),
        decided_at=NOW,
        rows=tuple(
            MappingRowFacts(account=account, account_name=name, category=category, why="demo/mapping.csv")
            for account, (name, category) in sorted(ACCOUNTS.items())
        ),
    )

    def lines_of(ref: str) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
        assert ref == GRANT
        return books.lines, {LOT_1.key: LOT_1}

    def sums_of(ref: str, on: date) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
        lines, lots = lines_of(ref)
        return summed(line for line in lines if line.on <= on), lots

    def grant_of(ref: str) -> GrantFacts:
        if ref != GRANT:
            raise find.GrantNotFound(ref)
        return grant

    monkeypatch.setattr(spending, "of_grant", lines_of)
    monkeypatch.setattr(spending, "sums_of_grant", sums_of)
    monkeypatch.setattr(spending, "at_rates", lambda ref, **asked: at_rates(lines_of(ref)[0], **asked))
    monkeypatch.setattr(find, "grant", grant_of)
    monkeypatch.setattr(mappings, "in_force", lambda host, pack, on: mapping)
    monkeypatch.setattr(provided, "_waiting", [lambda ref: books.waiting])
    return books
