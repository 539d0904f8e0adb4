"""The register says what its sources say. Figures are those of the sources named, or follow from other facts here."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from guohe.registry.domain.dates import Standing
from guohe.registry.domain.register import InstitutionUnknown, Register, UnitUnknown
from guohe.registry.domain.units import Role, Unit
from guohe.registry.queries.register import register as load

FORUM = date(2018, 5, 15)
RENAMING = date(2018, 9, 20)
RESTRUCTURING = date(2025, 7, 1)


@pytest.fixture(scope="module")
def register() -> Register:
    return load()


def standing(register: Register, day: date, *lists: str) -> list[Unit]:
    return [
        unit for unit in register.units if unit.register in lists and unit.standing_on(day) is Standing.HOLDS
    ]


def test_the_four_units_of_the_founding_text_bear_their_names_and_directors_of_the_forum(
    register: Register,
) -> None:
    # The table "The units named" of the founding text.
    stated = {
        "Partner State Key Laboratory of Chirosciences": "Wong Kwok-yin",
        "Partner State Key Laboratory of Ultra-precision Machining Technology": "Benny C. F. Cheung",
        "Hong Kong Branch of National Engineering Research Centre for Steel Construction": "Chung Kwok-fai",
        "Hong Kong Branch of National Rail Transit Electrification and Automation Engineering Technology"
        " Research Centre": "Ni Yiqing",
    }
    by_name = {unit.name_on(FORUM).fact.name.en: unit for unit in register.units}
    for name, director in stated.items():
        unit = by_name[name]
        assert unit.host_codes(Role.HOST) == ("PolyU",)
        assert unit.standing_on(FORUM) is Standing.HOLDS
        said = [each for each in unit.directors if each.name == director]
        assert [(each.stated.text, each.evidence.sources) for each in said if each.stated] == [
            ("2018-05", ("SEED",))
        ]


def test_every_laboratory_drops_partner_on_the_day_of_the_renaming(register: Register) -> None:
    laboratories = [unit for unit in register.units if unit.register == "skl-hk"]
    eve = RENAMING - timedelta(days=1)
    assert all(
        unit.name_on(eve).fact.name.en.startswith("Partner State Key Laboratory of ") for unit in laboratories
    )
    assert all(
        unit.name_on(RENAMING).fact.name.en.startswith("State Key Laboratory of ") for unit in laboratories
    )
    assert {unit.kind_on(eve).fact.kind for unit in laboratories} == {"partner_skl"}
    assert {unit.kind_on(RENAMING).fact.kind for unit in laboratories} == {"skl"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2011, 3, 31), 12),  # S40b: twelve existed by March 2011
        (date(2013, 12, 31), 16),  # sixteen by 2013
        (FORUM, 16),
        (RESTRUCTURING - timedelta(days=1), 16),
        (RESTRUCTURING, 0),
    ],
)
def test_laboratories_to_2025_stand_in_the_numbers_of_their_sources(
    register: Register, day: date, expected: int
) -> None:
    assert len(standing(register, day, "skl-hk")) == expected


def test_the_first_money_had_as_many_takers_as_units_stood(register: Register) -> None:
    # S3b, S4: CNY 22 m to 16 partner laboratories and 6 branches.
    stood = Counter(unit.register for unit in standing(register, FORUM, "skl-hk", "cnerc-hk"))
    assert stood == {"skl-hk": 16, "cnerc-hk": 6}


def test_the_restructuring_adds_up(register: Register) -> None:
    after = standing(register, RESTRUCTURING, "nkl-hk")
    made_of_others = [unit for unit in after if unit.predecessors]
    new = [unit for unit in after if not unit.predecessors]
    carried = {before.unit for unit in after for before in unit.predecessors}
    dropped = {
        unit.number for unit in register.units if unit.register == "skl-hk" and unit.code not in carried
    }
    assert (len(after), len(made_of_others), len(new)) == (15, 12, 3)  # S40c: 12 + 3
    assert len(carried) + len(dropped) == len(standing(register, RENAMING, "skl-hk"))
    assert dropped == {2, 7, 12, 16}


def test_one_new_laboratory_has_two_hosts_with_a_director_each(register: Register) -> None:
    joint = [
        unit for unit in register.units if unit.register == "nkl-hk" and len(unit.host_codes(Role.HOST)) > 1
    ]
    assert [unit.name_on(RESTRUCTURING).fact.name.en for unit in joint] == [
        "State Key Laboratory of Climate Resilience for Coastal Cities"
    ]
    at = {each.at for each in joint[0].directors if each.role == "director"}
    assert at == set(joint[0].host_codes(Role.HOST)) == {"PolyU", "HKUST"}


def test_hosts_of_the_sixteen_are_counted_as_their_sources_count(register: Register) -> None:
    counted = Counter(unit.host_codes(Role.HOST)[0] for unit in register.units if unit.register == "skl-hk")
    assert counted == {"HKU": 5, "CUHK": 4, "HKUST": 2, "PolyU": 2, "CityUHK": 2, "HKBU": 1}


def test_macao_had_two_laboratories_at_the_forum_and_four_since_that_summer(register: Register) -> None:
    # S46: two approved in November 2010, two in July 2018.
    assert len(standing(register, FORUM, "skl-mo")) == 2
    assert len(standing(register, date(2018, 8, 1), "skl-mo")) == 4
    assert all(
        "restructuring" in unit.not_established for unit in register.units if unit.register == "skl-mo"
    )


def test_twenty_three_institutions_were_printed_and_all_of_them_are_known(register: Register) -> None:
    listing = next(each for each in register.listings if each.code == "NKRD-2021")
    assert listing.members is not None
    regions = Counter(register.institution(code).region for code in listing.members)
    assert (sum(regions.values()), regions["HK"], regions["MO"]) == (23, 19, 4)
    assert set(listing.members) == {institution.code for institution in register.institutions}


def test_lists_whose_members_no_source_names_have_a_number_only(register: Register) -> None:
    unnamed = {each.code: each.count for each in register.listings if each.members is None}
    assert unnamed == {"NKRD-2018": 10, "NSFC-2024": 10}


@pytest.mark.parametrize(
    ("code", "before", "after", "change"), [("OUHK", "OUHK", "HKMU", 2021), ("MPI", "MPI", "MPU", 2022)]
)
def test_an_institution_changes_its_name_and_keeps_its_code(
    register: Register, code: str, before: str, after: str, change: int
) -> None:
    institution = register.institution(after.lower())
    assert institution.code == code
    assert institution.name_on(date(change - 1, 12, 31)).fact.short == before
    assert institution.name_on(date(change + 1, 1, 1)).fact.short == after
    assert not institution.name_on(date(change, 6, 1)).certain


def test_codes_are_found_in_any_case_and_an_unknown_one_is_refused(register: Register) -> None:
    assert register.unit("cnerc-02") is register.unit("CNERC-02")
    with pytest.raises(UnitUnknown):
        register.unit("SKL-17")
    with pytest.raises(InstitutionUnknown):
        register.institution("ZZU")


def test_the_timeline_has_every_point_of_the_founding_text_in_order(register: Register) -> None:
    entries = register.timeline_until(date(2026, 11, 23))
    codes = [entry.code for entry in entries]
    assert {"M1", "M2", "M3", "M4", "M5", "A1", "A2", "A3", "A4"} <= set(codes)
    assert all(
        "SEED" in entry.evidence.sources
        for entry in entries
        if entry.code[0] in "MA" and len(entry.code) == 2
    )
    assert codes.index("M1") < codes.index("R2018") < codes.index("M2") < codes.index("T2018-09")
    assert [entry.code for entry in register.timeline_until(date(2010, 1, 1))] == ["A1", "A2"]


def test_cumulative_money_only_grows_and_says_what_it_counts(register: Register) -> None:
    amounts = [step.amount for step in register.money]
    assert [str(amount) for amount in amounts] == [
        "CNY 22,000,000.00",
        "CNY 440,000,000.00",
        "CNY 750,000,000.00",
    ]
    assert [step.relation for step in register.money] == ["about", "at_least", "at_least"]
    assert len({step.counts for step in register.money}) == len(amounts)


def test_every_source_used_has_an_address_except_the_founding_text(register: Register) -> None:
    assert [key for key, source in register.sources.items() if not source.url] == ["SEED"]
