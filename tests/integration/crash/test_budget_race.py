"""Eight processes race for one budget line: it is never overspent, and everything under the limit is accepted."""

from __future__ import annotations

from tests.integration.crash.site import Site

_LINE = """
    SELECT b.actual_minor, b.limit_minor, (SELECT count(*) FROM funds_posting AS p WHERE p.budget_line_id = b.id),
           (SELECT coalesce(sum(x.source_amount), 0) FROM funds_posting AS p
            JOIN funds_allocation AS x ON x.journal_id = p.journal_id AND x.line = p.line WHERE p.budget_line_id = b.id)
    FROM funds_budget_line AS b JOIN funds_fund AS f ON f.id = b.fund_id
    WHERE f.ref = 'RACE' AND b.code = 'travel' AND b.current
"""
CLIENTS = 8
LIMIT = 9_000_000  # travel, CNY 90,000.00 in fen (tests/factories/funds.py)


def test_eight_racing_clients_never_overspend_a_budget_line(site: Site) -> None:
    start = site.folder / "race-begins"
    notes = [site.folder / f"race-{n}" for n in range(CLIENTS)]
    racers = [site.start("race", str(n), str(notes[n]), str(start)) for n in range(CLIENTS)]
    start.touch()
    assert [racer.wait(timeout=120) for racer in racers] == [0] * CLIENTS, (
        site.folder / "said-race"
    ).read_text(encoding="utf-8")[-3000:]
    accepted = sum(int(path.read_text(encoding="ascii").split()[0]) for path in notes)
    line = site.ask(lambda one: one.execute(_LINE).fetchone())
    assert line is not None
    actual, limit, posted, carried = (int(value) for value in line)
    assert limit == LIMIT
    assert posted == accepted > 0
    assert carried == actual <= limit
    # Each client went on until ten refusals in all, so less than the largest spend is left: HKD 2,500.00 at 1.24.
    assert limit - actual < 250_000
    site.run("prove")
