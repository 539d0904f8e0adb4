"""A batch in which some entries are there already adds the others, wherever in the batch they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import Error, connection, transaction

from guohe.funds.operations.bulk_post import post_many, stage
from guohe.funds.operations.post_entries import post
from guohe.funds.queries import budget, spend_facts
from guohe.kernel.findings import Refused
from tests.factories.funds import REF, Ground, funded, hkd, key, spend

DAY = date(2018, 6, 1)


@pytest.mark.parametrize("there", [(0,), (59,), (0, 30, 59), tuple(range(60))])
def test_entries_that_are_there_are_left_alone(ground: Ground, there: tuple[int, ...]) -> None:
    funded(ground)
    entries = [spend(ground, f"S{place}", hkd("12.34"), on=DAY) for place in range(60)]
    post(book=ground.book, entries=[entries[place] for place in there])
    before = len(spend_facts.of_fund(REF))
    done = post_many(book=ground.book, entries=entries)
    assert (done.journals, done.were_there) == (60, len(there))
    assert done.lines == 2 * (60 - len(there))
    assert len(spend_facts.of_fund(REF)) == before + 60 - len(there)
    once = budget.position(REF)
    assert post_many(book=ground.book, entries=entries).were_there == 60
    assert budget.position(REF) == once


@pytest.mark.parametrize("place", [0, 59])
def test_a_key_with_another_content_refuses_the_batch(ground: Ground, place: int) -> None:
    funded(ground)
    entries = [spend(ground, f"S{number}", hkd("12.34"), on=DAY) for number in range(60)]
    post(book=ground.book, entries=[entries[place]])
    before = len(spend_facts.of_fund(REF))
    entries[place] = replace(entries[place], memo="another content")
    with pytest.raises(Refused) as refusal, transaction.atomic():
        post_many(book=ground.book, entries=entries)
    assert [finding.code for finding in refusal.value.findings] == ["MON-381"]
    assert len(spend_facts.of_fund(REF)) == before


def test_two_entries_at_one_place_are_refused_where_one_is_there(ground: Ground) -> None:
    """Staged by hand: the entry that is there is left out by its place, and with it any other at that place."""
    funded(ground)
    known, new = (spend(ground, source, hkd("12.34"), on=DAY) for source in ("S0", "S1"))
    post(book=ground.book, entries=[known])
    before = len(spend_facts.of_fund(REF))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT funds_open_staging()")
        for each in (known, new):
            rows = stage(book=ground.book, entries=[each])
            for table, sent in (("entry", rows.entries), ("line", rows.lines)):
                with cursor.copy(f"COPY pg_temp.funds_stage_{table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.write(sent)
        with pytest.raises(Error, match="a place of its own"), transaction.atomic():
            cursor.execute("SELECT funds_post_staged(%s, %s)", [ground.book, key()])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_batch")
        assert cursor.fetchone() == (0,)
    assert len(spend_facts.of_fund(REF)) == before
