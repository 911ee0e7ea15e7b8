"""The log in memory: small stories. What every log promises is in tests/contracts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from echelon.core.errors import Conflict
from echelon.network.events import INVENTORY_CHANGED, Event
from echelon.network.fold import blank, chart, fold
from echelon.store import Condition, MemoryLog, Query
from echelon.testing.check_log import entry
from echelon.testing.networks import hand_made

SHOP = "Leeds Shop/lamp"


def test_the_same_feed_twice_is_the_same_log() -> None:
    log, feed = MemoryLog(), [entry(at) for at in range(5)]
    assert log.append(feed) == log.append(feed) == (1, 2, 3, 4, 5)


def test_another_body_under_a_known_id_says_what_to_do() -> None:
    log = MemoryLog()
    log.append([entry(1)])
    with pytest.raises(Conflict, match=r"event `1` must be .* id of its own.*E501"):
        log.append([replace(entry(1), subject="elsewhere")])


def test_two_planners_and_the_last_unit() -> None:
    log, shelf = MemoryLog(), Query(subjects=(SHOP,))
    log.append([entry("count", SHOP)])
    seen = Condition(shelf, after=1)
    log.append([entry("sold to Ann", SHOP, -1.0)], seen)
    with pytest.raises(Conflict, match=r"after position 1\. Got an event at position 2\. Read the log again"):
        log.append([entry("sold to Bob", SHOP, -1.0)], seen)
    assert log.append(
        [entry("painted", "Leeds Shop/saw")], seen.__class__(Query(subjects=("Leeds Shop/saw",)), 1)
    )


def test_a_fold_goes_on_from_a_position() -> None:
    log, net = MemoryLog(), chart(hand_made())
    log.append([entry(1, SHOP, 7.0)])
    held = list(log.read())
    state, last = fold(blank(net), (event for _, event in held)), held[-1][0]
    log.append([entry(2, SHOP, -2.0)])
    state = fold(state, (event for _, event in log.read(after=last)))
    assert state == fold(blank(net), (event for _, event in log.read()))
    assert state.stock[SHOP] == 5.0


def test_a_query_is_types_and_subjects() -> None:
    event: Event = entry(1, SHOP)
    assert Query(types=(INVENTORY_CHANGED,), subjects=(SHOP,)).matches(event)
    assert not Query(types=(INVENTORY_CHANGED,), subjects=("x",)).matches(event)
