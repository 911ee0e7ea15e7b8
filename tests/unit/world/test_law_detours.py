"""Several ways round a closed place: histories worked out by hand, and by a few lines of Python."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.routes import waiting
from echelon.world.state import KPIS

DAYS, REACHED, LEFT = 60, 4, 6
P, Q, R = 2, 3, 4


def way(when_closed: str = "reroute", **lane: Any) -> Network:
    """A ships 2 a day to B: 4 days to P and 6 more. Round P leads a way by Q, 3 days more, else one by R, 6 days more."""
    return network(Settings("way"), {
        "site": [{"name": "A"}, {"name": "B"}, *({"name": name, "role": "canal"} for name in "PQR")],
        "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 1000}, {"site": "B", "item": "x", "target_stock": 200,
                         "initial_stock": 180}],
        "recipe": [{"site": "A", "item": "x"}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 10, "opening_transit": "2 2 2 2 2 2 2 2 2 2", "via": "P",
                  "via_days": "4", "when_closed": when_closed, **lane}],
        "detour": [{"from": "A", "to": "B", "item": "x", "rank": rank, "via": name, "days": days, "cost_per_unit": cost,
                    "co2_per_unit": 1} for rank, name, days, cost in ((1, "Q", 3, 5), (2, "R", 6, 2))]
                  if when_closed == "reroute" else [],
        "demand": [{"customer": "c", "site": "B", "item": "x", "mean_per_day": 2}],
    })  # fmt: skip


def closed(site: int, start: int, end: int) -> Close:
    return Close(("site", site), start, end, 0.0, (1, 2))


def told(net: Network, *closes: Close) -> dict[str, list[float]]:
    """By day in lane 1; lane 0 must feel nothing, and nothing may vanish."""
    job = job_of(net, DAYS, 2, closed=closes, forced=True)[1]
    rows: dict[str, list[Any]] = {"received": [], "transport": [], "transport_co2": []}
    shipped = received = np.zeros(2)
    for day in walk(job):
        rows["received"].append(day.moved["received"][0].copy())
        for name in ("transport", "transport_co2"):
            rows[name].append(day.counts.daily[KPIS.index(name), day.day].copy())
        shipped, received = shipped + day.moved["shipped"][0], received + day.moved["received"][0]
        slots = job.tables.pipes[0]["slots"]
        on_way = day.state.ring[:slots].sum(axis=0) + waiting(job.tables.route, day.state, 1)[0]
        gone = day.state.voyage.lost[:, :].sum(axis=0)
        np.testing.assert_allclose(received + on_way + gone, shipped + 20.0, rtol=1e-12)
    assert np.array(rows["received"])[:, 0].tolist() == [2.0] * DAYS
    return {name: np.array(each)[:, 1].tolist() for name, each in rows.items()}


def test_the_first_way_that_is_open_is_taken_and_goods_wait_while_none_is() -> None:
    rows = told(way(), closed(P, 20, 30), closed(Q, 22, 25), closed(R, 23, 25))
    came = {29: 2.0, 30: 2.0, 34: 2.0 + 6.0, 35: 2.0, **dict.fromkeys((36, 37, 38), 4.0)}
    assert rows["received"] == [2.0 if day < 26 or day > 38 else came.get(day, 0.0) for day in range(DAYS)]
    paid = {20: 10.0, 21: 10.0, 22: 4.0, 25: 30.0, **dict.fromkeys(range(26, 30), 10.0)}
    assert rows["transport"] == [paid.get(day, 0.0) for day in range(DAYS)]
    assert sum(rows["transport_co2"]) == 20.0


def test_a_way_round_that_is_for_another_place_is_not_taken() -> None:
    net = way()
    cells = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    cells["lane"][0] |= {"via": "P; Q", "via_days": "4; 8"}
    cells["detour"] = [
        cells["detour"][1] | {"at": "Q"},
        cells["detour"][1] | {"at": "P", "rank": 3, "days": 1},
    ]
    rows = told(network(net.settings, cells), closed(P, 20, 21))
    assert rows["received"] == [{26: 0.0, 27: 4.0}.get(day, 2.0) for day in range(DAYS)]


spells = st.lists(st.tuples(st.sampled_from([P, P, Q, R]), st.integers(1, 45), st.integers(1, 9)), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(spells, st.sampled_from(["wait", "reroute", "lose"]))
def test_closures_at_any_time(found: list[tuple[int, int, int]], does: str) -> None:
    shut = {site: np.zeros(DAYS, dtype=bool) for site in (P, Q, R)}
    for site, start, length in found:
        shut[site][start : start + length] = True
    came = told(way(does), *(close for site, days in shut.items() for close in _spells(site, days)))[
        "received"
    ]
    assert came == pytest.approx(_expected(shut, does))
    if does != "reroute":
        assert not any(came[day] for day in range(26, DAYS) if shut[P][day - LEFT]), (
            "nothing arrives through a closed canal"
        )


def _spells(site: int, days: Any) -> list[Close]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], days, [False]]).astype(int)))
    return [closed(site, int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _expected(shut: dict[int, Any], does: str) -> list[float]:
    """Units received by day."""
    reaches, arrives, queue = Counter(dict.fromkeys(range(REACHED), 2.0)), Counter[int](), 0.0
    arrives.update(dict.fromkeys(range(LEFT), 2.0))  # type: ignore[arg-type]
    for day in range(DAYS):
        queue += reaches[day]
        again = 0.0
        if not shut[P][day]:
            arrives[day + LEFT] += queue  # type: ignore[assignment]
            queue = 0.0
        elif does == "lose":
            again, queue = queue, 0.0
        elif does == "reroute":
            for site, more in ((Q, 3), (R, 6)):
                if not shut[site][day]:
                    arrives[day + LEFT + more] += queue  # type: ignore[assignment]
                    queue = 0.0
                    break
        reaches[day + REACHED] += 2.0 + again
    return [float(arrives[day]) for day in range(DAYS)]
