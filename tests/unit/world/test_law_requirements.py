"""Material requirements planning: records worked through by hand, as textbooks print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.timetable import TIMETABLES

Row = dict[str, Any]
GROSS = (20, 25, 0, 30, 15, 0, 40, 10)
"""What customers ask on day 0, 1, 2 … and are known to ask."""


def asked(units: Sequence[float], item: str = "table", **demand: Any) -> dict[str, list[Row]]:
    """A customer of the plant who asks that much."""
    place = {"customer": "c", "site": "plant", "item": item}
    return {
        "demand": [{**place, "shape": "trace", "mean_per_day": float(np.mean(units)), **demand}],
        "demand trace": [place | {"day": day, "quantity": each} for day, each in enumerate(units) if each],
    }


def bought(
    point: Row, *, timetable: str = "standard", demand: Row | None = None, lane: Row | None = None
) -> Network:
    """Tables that the plant brings from a mill, which has plenty, in two days."""
    return network(Settings("bought", timetable=timetable), {
        "site": [{"name": "mill"}, {"name": "plant"}], "item": [{"name": "table"}],
        "stock point": [{"site": "mill", "item": "table", "target_stock": 9000},
                        {"site": "plant", "item": "table", "policy": "mrp", "horizon_days": 6, **point}],
        "recipe": [{"site": "mill", "item": "table"}],
        "lane": [{"from": "mill", "to": "plant", "item": "table", "lead_days": 2, **(lane or {})}],
        **asked(GROSS, **(demand or {})),
    })  # fmt: skip


def record(
    net: Network, days: int = 6, item: str = "table", closed: Sequence[Close] = ()
) -> tuple[list[float], list[float]]:
    """What the plant releases, and what it has on hand in the evening, day by day."""
    s, job = job_of(net, days, 1, closed=closed, forced=True)
    at = s.points.index(f"plant/{item}")
    seen = [(float(day.moved["ordered"][at, 0]), float(day.state.stock[at, 0])) for day in walk(job)]
    return [release for release, _ in seen], [stock for _, stock in seen]


def planned(net: Network) -> list[float]:
    """Releases of all days, as planned on day 0: today's and those that are to come."""
    s, job = job_of(net, 1, 1, forced=True)
    (day,) = walk(job)
    at = s.points.index("plant/table")
    table = job.tables.requirements
    base, slots = table.base[table.row[at]], table.slots[table.row[at]]
    return [float(day.moved["ordered"][at, 0]), *day.state.releases[base + 1 : base + slots, 0].tolist()]


OPEN = {"opening_transit": "0 25"}
LOT_FOR_LOT = [0, 20, 15, 0, 40, 10]


def test_the_textbook_record_lot_for_lot() -> None:
    """Two days of lead, 30 on hand, 25 come in on day 1:

    day                      0   1   2   3   4   5   6   7
    gross requirements      20  25   0  30  15   0  40  10
    scheduled receipts       0  25   0
    projected on hand       10  10  10   0   0   0   0   0
    net requirements         0   0   0  20  15   0  40  10
    planned receipts                   20  15   0  40  10
    planned releases         0  20  15   0  40  10
    """
    net = bought({"initial_stock": 30}, lane=OPEN)
    assert planned(net) == LOT_FOR_LOT
    assert record(net, 8) == ([*LOT_FOR_LOT, 0, 0], [10, 10, 10, 0, 0, 0, 0, 0])


def test_lots_and_safety_stock() -> None:
    """In lots of 30, 10 to stay: day 3 is 20 + 10 short, day 4 5 + 10, day 6 15 + 10, and day 7 5, of which a lot leaves 35.

    day                      0   1   2   3   4   5   6   7
    planned receipts                   30  30   0  30  30
    projected on hand       10  10  10  10  25  25  15  35
    planned releases         0  30  30   0  30  30
    """
    net = bought({"initial_stock": 30, "safety_stock": 10, "order_multiple": 30}, lane=OPEN)
    assert planned(net) == [0, 30, 30, 0, 30, 30]
    assert record(net, 8)[1] == [10, 10, 10, 10, 25, 25, 15, 35]


def assembly(**leg: Any) -> Network:
    """Tables of four legs each, assembled in a day; legs are turned in two."""
    return network(Settings("assembly"), {
        "site": [{"name": "plant"}], "item": [{"name": "table"}, {"name": "leg"}],
        "stock point": [{"site": "plant", "item": "table", "policy": "mrp", "horizon_days": 7, "initial_stock": 15},
                        {"site": "plant", "item": "leg", "policy": "mrp", "horizon_days": 5, "initial_stock": 30, **leg}],
        "recipe": [{"site": "plant", "item": "table", "lead_days": 1}, {"site": "plant", "item": "leg", "lead_days": 2}],
        "recipe input": [{"site": "plant", "item": "table", "input": "leg", "quantity": 4}],
        **asked([10, 0, 10, 5, 20, 0, 15, 5]),
    })  # fmt: skip


def test_two_levels() -> None:
    """Tables: 15 on hand; legs: 30, and four for each table on the day on which it is to be released.

    day                      0   1   2   3   4   5   6   7
    tables, gross           10   0  10   5  20   0  15   5
    tables, on hand          5   5   0   0   0   0   0   0
    tables, net              0   0   5   5  20   0  15   5
    tables, releases         0   5   5  20   0  15   5
    legs, gross              0  20  20  80   0  60  20
    legs, on hand           30  10   0   0   0   0   0
    legs, net                0   0  10  80   0  60  20
    legs, releases          10  80   0  60  20
    """
    assert record(assembly(), 7) == ([0, 5, 5, 20, 0, 15, 5], [5, 5, 0, 0, 0, 0, 0])
    assert record(assembly(), 5, "leg") == ([10, 80, 0, 60, 20], [30, 10, 0, 0, 0])


def test_scrap_that_is_planned_for_is_exploded_too() -> None:
    """Half of the legs are scrapped: twice as many are released, and what is under way counts half."""
    net = assembly()
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["recipe"][1] |= {"yield_mean": 0.5, "yield_planned": "yes"}
    assert record(network(net.settings, rows), 5, "leg") == ([20, 160, 0, 120, 40], [30, 10, 0, 0, 0])


def test_the_frozen_zone_keeps_the_last_plan() -> None:
    """Day 1 asks 25 more than was forecast. Free to change, day 1 releases 20 + 25; with three days frozen day 4 is the first."""
    surprise = [Close(("demand", 0), 1, 2, 2.0)]
    free = bought({"initial_stock": 30}, lane=OPEN)
    frozen = bought({"initial_stock": 30, "frozen_days": 3}, lane=OPEN)
    assert record(free, 6, closed=surprise)[0] == [0, 45, 15, 0, 40, 10]
    assert record(frozen, 6, closed=surprise)[0] == [0, 20, 15, 0, 65, 10]
    assert record(frozen)[0] == LOT_FOR_LOT


def test_between_reviews_the_plan_is_carried_out() -> None:
    net = bought({"initial_stock": 30, "review_every_days": 5}, lane=OPEN)
    assert record(net)[0] == LOT_FOR_LOT
    surprise = [Close(("demand", 0), 1, 2, 2.0)]
    assert record(net, 6, closed=surprise)[0] == [0, 20, 15, 0, 40, 10 + 25], "seen on day 5"


def test_a_receipt_counts_from_the_day_on_which_it_is_known_to_come() -> None:
    """10 a day, 20 on hand, 60 under way until day 4, planned with a day of lead where the lane takes five."""
    net = bought({"initial_stock": 20, "planned_lead_days": 1},
                 lane={"lead_days": 5, "opening_transit": "0 0 0 0 60"})  # fmt: skip
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables} | asked(
        [10] * 20
    )
    assert planned(network(net.settings, rows)) == [0, 10, 10, 0, 0, 0]


@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("unmet", ["backorder", "lost"])
def test_what_is_bought_comes_on_its_day_in_every_timetable(timetable: str, unmet: str) -> None:
    net = bought({"initial_stock": 55}, timetable=timetable, demand={"unmet": unmet})
    assert record(net, 8)[1] == [35, 10, 10, 0, 0, 0, 0, 0]
    assert short(net) == 0.0


@pytest.mark.parametrize("timetable", TIMETABLES)
def test_what_is_made_comes_on_its_day_in_every_timetable(timetable: str) -> None:
    """Legs are there before they are needed, in some timetables a day before."""
    net = assembly(initial_stock=300)
    net = replace(net, settings=replace(net.settings, timetable=timetable))
    assert record(net, 8)[1][2:] == [0] * 6
    assert short(net) == 0.0


def short(net: Network) -> float:
    """Units that customers have not got on their day."""
    *_, day = walk(job_of(net, 8, 1, forced=True)[1])
    return float((day.counts.customer[0] - day.counts.customer[1]).sum())


def test_the_first_day_releases_what_is_already_late() -> None:
    """5 on hand: 15 are owed, 25 follow on day 1 and nothing on day 2, when what is released today comes."""
    assert record(bought({"initial_stock": 5}), 3)[0] == [40, 30, 15]


def test_receivers_that_do_not_plan_are_expected_to_need_their_mean() -> None:
    """A shop of base stock asks 6 a day of a depot that plans 2 days of lead: 12 and today's are to be there."""
    net = network(Settings("shop"), {
        "site": [{"name": "plant"}, {"name": "shop"}], "item": [{"name": "table"}],
        "stock point": [{"site": "plant", "item": "table", "policy": "mrp", "initial_stock": 10},
                        {"site": "shop", "item": "table", "target_stock": 20}],
        "recipe": [{"site": "plant", "item": "table", "lead_days": 2}],
        "lane": [{"from": "plant", "to": "shop", "item": "table"}],
        "demand": [{"customer": "c", "site": "shop", "item": "table", "mean_per_day": 6}],
    })  # fmt: skip
    assert record(net, 4)[0] == pytest.approx([8, 6, 6, 6])


def test_checks() -> None:
    def codes(point: Row) -> set[str]:
        return {each.code for each in check(bought({"initial_stock": 30, **point}))}

    assert codes({}) == set()
    assert codes({"horizon_days": 4.5}) == {"E360"}
    assert codes({"frozen_days": 6}) == {"E361"}
    assert codes({"policy": "base_stock", "target_stock": 30, "frozen_days": 2, "horizon_days": 28}) == {
        "E363"
    }
