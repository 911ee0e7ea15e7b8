"""What is short goes to claims by a rule: what each rule promises, for any claims."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from echelon.world.law.ages import MEMORY, Ages, line_up, remember
from echelon.world.law.share import FAIR_SHARE, FIRST_COME, PRIORITY, PROPORTIONAL, RULES, share

LANES = 3
amounts = st.floats(0.0, 100.0).map(lambda units: round(units, 3))


def rows(count: int) -> st.SearchStrategy[Any]:
    return st.lists(amounts, min_size=count * LANES, max_size=count * LANES).map(
        lambda units: np.array(units).reshape(count, LANES)
    )


@st.composite
def questions(draw: Any) -> tuple[Any, Any, Any]:
    """What each claims, by the day of the order, and what there is. `[claim, day, lane]`, `[lane]`"""
    count, days = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    ordered = draw(rows(count * days)).reshape(count, days, LANES)
    ordered[draw(st.lists(st.integers(0, count - 1), max_size=2))] = 0.0
    goods = draw(rows(1))[0] * draw(st.sampled_from([0.0, 0.2, 1.0, 3.0]))
    return ordered, ordered.sum(axis=1), goods


def shared(rule: int, want: Any, goods: Any, ordered: Any = None, waits: Any = None) -> tuple[Any, Any]:
    """What each of the claims gets, and what is left. The claims are every other row, the last one first."""
    count = len(want)
    members = np.arange(count)[::-1] * 2 + 1
    table, found = np.zeros((2 * count + 1, LANES)), np.full((2 * count + 1, LANES), -7.0)
    table[members] = want
    queue = np.full(len(table), -1, dtype=np.int64)
    queue[members] = np.arange(count)
    ages = Ages(*(np.zeros((size, LANES)) for size in (count * MEMORY, count, count)))
    days = 0 if ordered is None else ordered.shape[1]
    for q in range(count if days else 0):
        for day in range(days):
            remember(ages, q, day, ordered[q, day], 1.0)
        line_up(ages, q, want[q] if waits is None else waits[q], 1.0)
    work = [np.zeros(LANES) for _ in range(3)]
    share(rule, members, 0, count, table, found, ages, queue, max(0, days - 1), goods, *work)
    others = np.setdiff1d(np.arange(len(table)), members)
    assert np.all(found[others] == -7.0)
    return found[members], work[2]


@settings(deadline=None)
@given(questions(), st.sampled_from(sorted(RULES.values())))
def test_all_that_is_claimed_is_given_and_no_more_than_there_is(question: Any, rule: int) -> None:
    ordered, want, goods = question
    found, rest = shared(rule, want, goods, ordered)
    assert np.all((found >= 0.0) & (found <= want * (1 + 1e-12)))
    assert found.sum(axis=0) == pytest.approx(np.minimum(goods, want.sum(axis=0)), abs=1e-9)
    assert found.sum(axis=0) + rest == pytest.approx(goods, abs=1e-9)


@settings(deadline=None)
@given(questions())
def test_a_fair_share_is_the_largest_least(question: Any) -> None:
    """Max-min: who does not have what it claims has as much as anybody."""
    _, want, goods = question
    found, _ = shared(FAIR_SHARE, want, goods)
    short = found < want - 1e-9
    most = found.max(axis=0)
    assert np.all(found[short] >= np.broadcast_to(most, found.shape)[short] - 1e-9)


@settings(deadline=None)
@given(questions())
def test_nobody_gets_of_a_later_day_before_all_have_of_the_earlier(question: Any) -> None:
    """Of the orders up to any day as much is served as there is, whosever they are; within a day all get the same part."""
    ordered, want, goods = question
    found, _ = shared(FIRST_COME, want, goods, ordered)
    for day in range(ordered.shape[1] + 1):
        older = ordered[:, :day].sum(axis=1)
        served = np.minimum(found, older).sum(axis=0)
        assert served == pytest.approx(np.minimum(goods, older.sum(axis=0)), abs=1e-9)


@settings(deadline=None)
@given(questions())
def test_in_proportion_all_get_the_same_part(question: Any) -> None:
    _, want, goods = question
    found, _ = shared(PROPORTIONAL, want, goods)
    part = np.minimum(1.0, goods / np.maximum(want.sum(axis=0), 1e-300))
    assert found == pytest.approx(want * part, abs=1e-9)


def test_by_priority_the_last_gets_what_is_left() -> None:
    found, _ = shared(PRIORITY, np.array([[4.0] * LANES, [3.0] * LANES]), np.array([5.0, 2.0, 9.0]))
    assert found.tolist() == [[4.0, 2.0, 4.0], [1.0, 0.0, 3.0]]


def test_what_is_older_than_the_memory_is_first() -> None:
    """Of 9 that wait only 4 are of the last four weeks: 5 are older than anything that others ordered."""
    ordered = np.zeros((2, MEMORY, LANES))
    ordered[0, 3], ordered[1, 0] = 4.0, 6.0
    want = np.array([[9.0] * LANES, [6.0] * LANES])
    found, _ = shared(FIRST_COME, want, np.full(LANES, 4.0), ordered)
    assert found[:, 0].tolist() == pytest.approx(
        [4 * 5 / 11, 4 * 6 / 11]
    )  # day 0 is the oldest that is told apart
    found, _ = shared(FIRST_COME, want, np.full(LANES, 12.0), ordered)
    assert found[:, 0].tolist() == pytest.approx([6.0, 6.0])


def test_who_may_claim_a_part_claims_its_oldest() -> None:
    """8 wait, 5 since yesterday; 6 may be claimed: 5 of yesterday and 1 of today, of which the other wants 3."""
    ordered = np.array([[[5.0] * LANES, [3.0] * LANES], [[0.0] * LANES, [3.0] * LANES]])
    want, waits = np.array([[6.0] * LANES, [3.0] * LANES]), np.array([[8.0] * LANES, [3.0] * LANES])
    found, _ = shared(FIRST_COME, want, np.full(LANES, 7.0), ordered, waits)
    assert found[:, 0].tolist() == pytest.approx([5.5, 1.5])
