"""A reference names one grant of an installation; whoever may not see that grant learns nothing of it but that."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.funds.operations.open_books import open_book, open_standard_accounts
from guohe.grants.domain.set_up import Agreement, PlannedInstalment
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries import find
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from tests.factories.identity import other_host
from tests.factories.imports import STEEL, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, OTHER_OFFICER

pytestmark = pytest.mark.usefixtures("demo_books")


def test_the_second_host_of_one_award_is_told_to_give_a_reference_of_its_own(db: None) -> None:
    first = demo_ground().stage
    second = other_host(first)
    with first.acting(FINANCE_OFFICE):
        taken = find.grant(STEEL)
    with second.acting(OTHER_OFFICER):
        book = open_book(host_id=second.host, code="SECOND", name="Second", on=date(2018, 1, 1))
        open_standard_accounts(book=book, currencies=("CNY",), on=date(2018, 1, 1))

        def set_up(ref: str) -> None:
            award = Money.of("CNY", "100.00")
            set_up_grant(
                host_id=second.host,
                book=book,
                agreement=Agreement(
                    ref=ref,
                    title=Name("Steel", "鋼", "钢"),
                    unit_code="SECOND-01",
                    funder=Name("Funder", "資助者", "资助者"),
                    pack=taken.pack,
                    pack_version=taken.pack_version,
                    total=award,
                    starts=date(2018, 5, 1),
                    ends=date(2020, 5, 1),
                    instalments=(PlannedInstalment(award, date(2018, 5, 1), ""),),
                    project_codes=("ZZ01-DEMO",),
                    fx_policy="bank_actual",
                    lot_policy="fifo",
                    partner=Name("", "", ""),
                    partner_share=Money.of("CNY", "0.00"),
                ),
                investigator_id=second.account(OTHER_OFFICER),
                actor=second.account(OTHER_OFFICER),
                now=NOW,
            )

        with pytest.raises(Refused) as refused:
            set_up(STEEL)
        (finding,) = refused.value.findings
        assert (finding.code, finding.place.pointer, dict(finding.values)) == (
            "ACC-720",
            "ref",
            {"ref": STEEL},
        )
        told = finding.sentence("en")
        assert all(word not in told for word in ("polyu", "PolyU", taken.title.en, str(taken.total)))
        # Nothing was left of it, and with a reference of its own the same award is set up.
        set_up(f"{STEEL}-OWN")
        assert [grant.ref for grant in find.all_grants()] == [f"{STEEL}-OWN"]
