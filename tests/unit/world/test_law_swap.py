"""Customers take another item of the site in place of what they asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.network.fold import KPIS
from echelon.network.model import Network, Settings, network
from echelon.testing.rows import with_cells
from echelon.testing.walks import Close, Day, job_of, walk
from echelon.world.history import history
from echelon.world.timetable import TIMETABLES


def shop(timetable: str = "standard", *, other: float = 9, quantum: float = 0, rule: str = "proportional",
         **demand: Any) -> Network:  # fmt: skip
    """A shop with 4 of `a` and 9 of `b`, and never more; one customer asks 10 of `a` or else `b`, another 2 of `b`."""
    return network(Settings("shop", timetable=timetable), {
        "site": [{"name": "shop"}],
        "item": [{"name": "a", "unit_value": 1, "quantum": quantum}, {"name": "b", "unit_value": 2, "quantum": quantum}],
        "stock point": [{"site": "shop", "item": "a", "target_stock": 4, "allocation": rule},
                        {"site": "shop", "item": "b", "target_stock": other}],
        "recipe": [{"site": "shop", "item": item, "capacity_per_day": 0} for item in "ab"],
        "demand": [{"customer": "c", "site": "shop", "item": "a", "mean_per_day": 10, "price": 5, "substitute": "b", **demand},
                   {"customer": "c", "site": "shop", "item": "b", "mean_per_day": 2, "price": 3}],
    })  # fmt: skip


def days_of(net: Network, days: int, **closed: Any) -> list[dict[str, Any]]:
    """What moved, what waits and what is counted, of `a`'s customer and of `b`'s stock, by day."""
    return [_told(day) for day in walk(job_of(net, days, 1, forced=True, **closed)[1])]


def _told(day: Day) -> dict[str, Any]:
    moved = {name: float(day.moved[name][0, 0]) for name in ("sold", "swapped", "used", "gone")}
    kpis = dict(zip(KPIS, day.counts.daily[:, day.day, 0].tolist(), strict=True))
    return moved | kpis | {
        "waits": float(day.state.backlog[0, 0]),
        "owed": day.state.owed[:, 0].tolist(),
        "stock": day.state.stock[:, 0].tolist(),
    }  # fmt: skip


def has(found: dict[str, Any], **wanted: Any) -> None:
    assert {name: found[name] for name in wanted} == wanted


def test_one_for_one_by_pencil() -> None:
    """4 of `a`, and 6 of the 7 that `b`'s own customer leaves. Day 1: that one gets 1 of 2, nothing is free, 10 wait."""
    first, second = days_of(shop(), 2)
    has(
        first,
        sold=4.0,
        swapped=6.0,
        used=6.0,
        waits=0.0,
        stock=[0.0, 1.0],
        on_time=12.0,
        in_full=2.0,
        lines=2.0,
    )
    has(first, revenue=4 * 5.0 + 2 * 3.0 + 6 * 5.0, margin=4 * 4.0 + 2 * 1.0 + 6 * 3.0)
    has(second, sold=0.0, swapped=0.0, used=0.0, waits=10.0, stock=[0.0, 0.0], in_full=0.0, owed=[10.0, 1.0])


def test_two_for_one_by_pencil() -> None:
    """7 of `b` stand for 3.5 of `a`; the 2.5 that remain wait. A unit of `a` at its own price costs two of `b`."""
    first, second = days_of(
        shop(substitute_ratio=2, substitute_price=8, stockout_cost=1, stockout_cost_once=2), 2
    )
    has(
        first,
        sold=4.0,
        swapped=3.5,
        used=7.0,
        waits=2.5,
        stock=[0.0, 0.0],
        delivered=9.5,
        on_time=9.5,
        in_full=1.0,
    )
    has(first, revenue=20.0 + 6.0 + 3.5 * 8, margin=16.0 + 2.0 + 3.5 * (8 - 4), stockout=2.5 + 2 * 2.5)
    has(second, swapped=0.0, waits=12.5, owed=[12.5, 2.0])


def test_what_is_still_missing_is_lost() -> None:
    first, second = days_of(shop(substitute_ratio=2, unmet="lost"), 2)
    has(first, swapped=3.5, gone=2.5, lost=2.5, waits=0.0)
    has(second, gone=10.0, waits=0.0, owed=[0.0, 2.0])
    first, _ = days_of(shop(substitute_ratio=2, patience=0.2), 2)
    has(first, gone=2.0, waits=0.5, lost=2.0)


def test_nobody_is_lost_who_takes_another_item() -> None:
    has(days_of(shop(unmet="lost"), 1)[0], swapped=6.0, gone=0.0, on_time=12.0)


def test_who_waited_is_served_with_the_substitute_too() -> None:
    """Day 0 leaves 2.5 waiting; they are late, and come first when `b` is there again."""
    net = shop(other=10, substitute_ratio=2, due_days=1)
    first, second = days_of(net, 2)
    has(first, swapped=4.0, waits=2.0, lines=1.0, in_full=1.0, on_time=10.0)
    has(second, waits=12.0, lines=2.0, in_full=0.0, on_time=0.0)


def test_whole_quanta() -> None:
    """7 are 3 pairs; one stays."""
    first = days_of(shop(quantum=1, substitute_ratio=2), 1)[0]
    has(first, swapped=3.0, used=6.0, waits=3.0, stock=[0.0, 1.0])


def test_all_or_nothing() -> None:
    has(days_of(shop(partial="no", rule="priority"), 1)[0], sold=0.0, swapped=0.0, waits=10.0)
    has(days_of(shop(partial="no", rule="priority", other=12), 1)[0], sold=0.0, swapped=10.0, waits=0.0)


def test_first_come_knows_who_was_served_otherwise() -> None:
    first, second = days_of(shop(rule="first_come"), 2)
    has(first, sold=4.0, swapped=6.0)
    has(second, waits=10.0)


def test_a_disrupted_site_gives_no_substitutes() -> None:
    half = Close(("site", 0), 0, 1, 0.5, (0, 1))
    has(days_of(shop(), 1, closed=[half])[0], swapped=0.0)


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_every_order_of_the_day_ends_the_same(timetable: str) -> None:
    """Nothing comes in, so whoever is served when, 13 units serve 12 asked on day 0, and 1 is left for day 1."""
    first, second = days_of(shop(timetable), 2)
    has(first, sold=4.0, swapped=6.0, waits=0.0, stock=[0.0, 1.0], owed=[0.0, 0.0])
    has(second, waits=10.0, owed=[10.0, 1.0], backlog=11.0)


def test_two_items_that_stand_for_each_other() -> None:
    """Only what the other's own customers leave: `a` has none left, so `b`'s customer, who lacks nothing, takes none."""
    net = with_cells(shop(), "demand", 1, substitute="a")
    day = next(iter(walk(job_of(net, 1, 1, forced=True)[1])))
    assert day.moved["swapped"][:, 0].tolist() == [6.0, 0.0]
    assert np.array_equal(day.counts.customer[2, :, 0], [10.0, 2.0])


def test_tables_of_a_replication_know_who_got_what() -> None:
    """`b`'s stock point issues 2 to its own customer and 6 to `a`'s, who was delivered 10."""
    s, job = job_of(shop(), 1, 1, forced=True)
    found = history(job, 0, s)
    assert found.points["issued"].tolist() == [4.0, 8.0]
    assert found.demands["delivered"].tolist() == [10.0, 2.0]
