"""The thesis of the house: folding the trace's events gives the World's own state and KPIs, byte for byte, every day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from echelon.agents.kinds.stock_keeper import StockKeeper
from echelon.agents.place import Place
from echelon.agents.seeing import Watch
from echelon.agents.steer import Steers
from echelon.agents.steering import Steering
from echelon.connect import read_network, read_willems
from echelon.disruption import Disruption, linear, rows
from echelon.disruption.rows import Target
from echelon.network.build import Structure, build
from echelon.network.events import SHIPMENT_MILESTONE, Event, from_cloudevent, to_cloudevent
from echelon.network.fold import CUSTOMER, KPIS, State as Folded, blank, chart, fold, owed
from echelon.network.model import Network, network
from echelon.network.opening import DATED, NOTHING, Opening, input_ids
from echelon.network.rates import Rates, rates
from echelon.study.many import prepare_run
from echelon.testing.adversaries import WAYS, Adversary
from echelon.testing.cases.documents import random_case
from echelon.testing.cases.stockpyl import scenario
from echelon.testing.every_law import with_laws
from echelon.testing.hands import elastic, restless
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import Close, changes_of
from echelon.world import state as world
from echelon.world.gates import changes, gates
from echelon.world.law.hold import HELD
from echelon.world.prepare import prepare
from echelon.world.run import Job, Moving, states
from echelon.world.start import start
from echelon.world.tables import Changes, no_changes
from echelon.world.timetable import TIMETABLES
from echelon.world.trace import events
from echelon.world.words import BROKEN, table_of

LANE = 1
REPLICATIONS = np.array([3, 41, 5], dtype=np.uint32)


@dataclass(frozen=True)
class Question:
    """A network, its indices and its job, with the mapping of what is disrupted."""

    net: Network
    structure: Structure
    rates: Rates
    job: Job
    gates: Mapping[Target, int]
    opening: Opening = NOTHING
    moving: Moving | None = None

    def events(self) -> Iterator[Event]:
        return events(self.job, LANE, self.net, self.structure, gates=self.gates, moving=self.moving)


Ask = Callable[[Network, int], Question]


def question(
    net: Network,
    days: int,
    gates: Mapping[Target, int],
    changes: Changes,
    seed: int = 7,
    *,
    forced: bool = False,
    opening: Opening = NOTHING,
) -> Question:
    s = build(net)
    r = rates(net, s)
    tables = prepare(
        net, s, r, days=days, seed=seed, gates=gates, opening=opening, levers=forced, forced=forced
    )
    return Question(
        net,
        s,
        r,
        Job(tables, changes, REPLICATIONS, days, start(net, s, tables, opening)),
        gates,
        opening,
    )


def calm(net: Network, days: int, seed: int = 7) -> Question:
    return question(net, days, {}, no_changes(days), seed)


def shaken(net: Network, days: int, seed: int = 7, *, forced: bool = True) -> Question:
    """Everything that can be disrupted is, at some time; by the kernel of every law unless not `forced`."""
    targets = all_targets(net)
    return question(net, days, targets, upheaval(len(targets), days, seed), seed, forced=forced)


def all_targets(net: Network) -> dict[Target, int]:
    targets: list[Target] = [
        (noun, row)
        for noun in ("site", "lane", "demand", *HELD, *BROKEN)
        for row in range(len(net[table_of(noun)]))
    ]
    return {target: row for row, target in enumerate(targets)}


def upheaval(gates: int, days: int, seed: int) -> Changes:
    """Two changes of every target at any time: closed, narrowed or widened, back to normal, for some lanes."""
    chance = np.random.default_rng(seed)
    count = 2 * gates
    day = np.sort(chance.integers(0, days, count))
    gate = chance.permutation(np.repeat(np.arange(gates), 2))
    first = chance.integers(0, LANE + 2, count)
    factor = chance.choice([0.0, 0.3, 0.75, 1.0, 1.0, 1.6], count)
    start = np.searchsorted(day, np.arange(days + 1))
    return Changes(start, gate, first, np.full(count, len(REPLICATIONS)), factor, gates)


def same(found: object, expected: NDArray[np.float64], what: str) -> None:
    column = np.array(found, dtype=np.float64)
    assert column.tobytes() == np.ascontiguousarray(expected).tobytes(), (
        f"{what}: {np.flatnonzero(column != expected)[:9]}"
    )


def assert_same_state(folded: Folded, asked: Question, day: int, state: world.State) -> None:
    s = asked.structure
    ids = {
        "stock": s.points, "on_order": s.points, "pending": s.points, "due": s.flows, "backlog": s.demands,
        "staged": list(folded.chart.inputs.values()),
    }  # fmt: skip
    for name, order in ids.items():
        column = getattr(state, name)[:, 0]
        if name == "staged":
            column = column[s.recipe_row[s.group_point] >= 0]
        same([getattr(folded, name)[each] for each in order], column, f"{name} on day {day}")
        assert set(getattr(folded, name)) == set(order)
    waiting = owed(folded)
    same([waiting[point] for point in s.points], state.owed[:, 0], f"owed on day {day}")
    same(posted(folded, asked, day), travelling(asked, day, state), f"orders under way on day {day}")
    same(ring(folded, asked, day), clean(state.ring[:, 0], asked, day), f"under way on day {day}")
    same(held(folded, asked), queues(asked, state), f"held on the way on day {day}")
    if state.docked is not None:
        ids_of = [*s.flows, *(s.points[point] for point in np.flatnonzero(s.recipe_row >= 0))]
        waiting = [folded.docked.get(each, 0.0) for each in ids_of]
        same(waiting, state.docked.waiting[:, 0], f"at the dock on day {day}")
    gates = [f"{noun}:{asked.net[table_of(noun)].label(row)}" for noun, row in asked.gates]
    same([folded.capacity.get(gate, 1.0) for gate in gates], state.gate[:, 0], f"capacity on day {day}")


def queues(asked: Question, state: world.State) -> NDArray[np.float64]:
    """Units that wait at each passage of each flow whose passages are hit."""
    return np.zeros(0) if state.voyage is None else np.array(state.voyage.queue[:, 0])


def held(folded: Folded, asked: Question) -> list[float]:
    """The same of the fold."""
    route, rows = asked.job.tables.route, list(asked.gates)
    found: list[float] = []
    for way in route.flows if route else ():
        at_places = folded.held.get(asked.structure.flows[way["flow"]], {})
        passed = route.passages["gate"][way["first"] : way["last"]].tolist()
        found += [at_places.get(asked.net["site"].label(rows[gate][1]), 0.0) for gate in passed]
    return found


def travelling(asked: Question, day: int, state: world.State) -> NDArray[np.float64]:
    """Orders that their suppliers have not heard of, by the day on which they will. `[flow, day]` flattened"""
    post = asked.job.tables.post
    if post is None:
        return np.zeros(0)
    rows = [
        state.post[base + (day + ahead) % slots, 0]
        for base, slots in zip(post.base, post.slots, strict=True)
        for ahead in range(1, slots)
    ]
    return np.array(rows)


def posted(folded: Folded, asked: Question, day: int) -> list[float]:
    post, start = asked.job.tables.post, np.datetime64(asked.net.settings.start)
    if post is None:
        return []
    return [
        folded.posted.get(asked.structure.flows[flow], {}).get(str(start + day + ahead), 0.0)
        for flow, slots in zip(post.flow, post.slots, strict=True)
        for ahead in range(1, slots)
    ]


def clean(ring: NDArray[np.float64], asked: Question, day: int) -> NDArray[np.float64]:
    """The ring without what has arrived today and will be written over tomorrow."""
    pipes = asked.job.tables.pipes
    fixed = pipes[pipes["lead"] >= 0]
    ring = ring.copy()
    if asked.job.tables.hold is not None or asked.job.tables.echelon is not None:
        return ring
    ring[fixed["base"] + (day + 1) % fixed["slots"]] = 0.0
    return ring


def ring(folded: Folded, asked: Question, day: int) -> NDArray[np.float64]:
    """What is under way in the fold, laid out as the World's ring."""
    s, pipes, start = asked.structure, asked.job.tables.pipes, asked.net.settings.start
    rows = np.zeros(int(pipes["slots"].sum()))
    making = [folded.making[s.points[point]] for point in np.flatnonzero(s.recipe_row >= 0)]
    for pipe, days in zip(pipes, [*(folded.transit[flow] for flow in s.flows), *making], strict=True):
        for date, units in days.items():
            arrival = (np.datetime64(date) - np.datetime64(start)).astype(int)
            leaves = arrival - pipe["lead"] if pipe["lead"] >= 0 else arrival
            late = pipe["lead"] >= 0 or asked.job.tables.hold is not None  # a day, where transit is held
            assert day < arrival < day + pipe["slots"] + late, f"under way on day {day}"
            rows[pipe["base"] + leaves % pipe["slots"]] = units
    return rows


def assert_thesis(asked: Question, told: Iterator[Event]) -> int:
    """Fold day by day beside the World and compare all of it; gives the number of events."""
    by_date = {date: list(each) for date, each in groupby(told, key=lambda event: event.time[:10])}
    folded = blank(chart(asked.net, asked.structure, asked.rates), asked.opening)
    for day, state, counts, _ in states(asked.job, LANE, moving=asked.moving):
        date, tomorrow = (str(np.datetime64(asked.net.settings.start) + each) for each in (day, day + 1))
        folded = fold(folded, by_date.get(date, ()))
        assert_same_state(folded, asked, day, state)
        folded = fold(folded, (), until=tomorrow)
        same(folded.daily[date], counts.daily[:, day, 0], f"KPIs {KPIS} on day {day}")
        totals = np.array([folded.customers[demand] for demand in asked.structure.demands]).reshape(
            -1, len(CUSTOMER)
        )
        same(totals.T, counts.customer[:, :, 0], f"customers' totals on day {day}")
    assert len(folded.daily) == asked.job.days
    return sum(map(len, by_date.values()))


def test_both_name_the_same_kpis() -> None:
    assert KPIS == world.KPIS
    assert CUSTOMER == world.CUSTOMER


@pytest.mark.parametrize(
    ("ask", "days"),
    [(calm, 60), (shaken, 180), pytest.param(calm, 365, marks=pytest.mark.drill),
     pytest.param(partial(shaken, forced=False), 365, marks=pytest.mark.drill)],
)  # fmt: skip
def test_the_embedded_network(root: Path, ask: Ask, days: int) -> None:
    asked = ask(read_network(root / "catalog" / "networks" / "kestvold"), days)
    assert assert_thesis(asked, asked.events()) > 300 * days


@pytest.mark.parametrize("seed", range(12))
def test_random_networks(seed: int) -> None:
    asked = (shaken if seed % 3 else calm)(random_network(seed, 10 + 5 * seed), 120, seed)
    assert assert_thesis(asked, asked.events())


@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("seed", range(3))
def test_every_law_in_every_timetable(timetable: str, seed: int) -> None:
    net = with_laws(random_network(seed, 25), seed)
    net = replace(net, settings=replace(net.settings, timetable=timetable))
    asked = shaken(net, 100, seed)
    assert assert_thesis(asked, asked.events())


@pytest.mark.parametrize("timetable", TIMETABLES)
@pytest.mark.parametrize("seed", range(10, 13))
def test_levers_moved_at_random_in_every_timetable(timetable: str, seed: int) -> None:
    net = elastic(with_laws(random_network(seed, 25), seed), seed)
    net = replace(net, settings=replace(net.settings, timetable=timetable))
    asked = replace(shaken(net, 100, seed, forced=True), moving=restless(seed, LANE))
    assert assert_thesis(asked, asked.events())


@pytest.mark.parametrize("way", WAYS)
def test_agents_that_mean_harm(way: str) -> None:
    """Whatever they decide, nothing is lost between the books: material, money and KPIs are those of the World."""
    net = elastic(with_laws(random_network(3), 3), 3)
    asked = shaken(net, 60, 3, forced=True)
    place = Place(net, asked.structure, asked.rates, asked.job.tables, 60, 7)
    crowd = Steering((Adversary(way=way), StockKeeper()))
    steered = replace(asked.job, steers=Steers(crowd, place, Watch(asked.gates)))
    asked = replace(asked, job=steered)
    assert assert_thesis(asked, asked.events()) > 1000


def test_lanes_that_close_with_goods_on_them() -> None:
    seen: set[object] = set()
    for seed in range(3):
        net = with_laws(random_network(seed, 25), seed)
        lanes: dict[Target, int] = {("lane", row): row for row in range(len(net["lane"]))}
        shut = [Close(target, start, start + 4) for target in lanes for start in (20 + 3 * seed, 27, 60)]
        asked = question(net, 100, lanes, changes_of(shut, lanes, 100), seed, forced=True)
        told = list(asked.events())
        assert assert_thesis(asked, iter(told))
        on_lanes = (event.data for event in told if event.type == SHIPMENT_MILESTONE and "place" not in event.data)  # fmt: skip
        seen |= {"around" if data.get("around") else data["code"] for data in on_lanes}
    assert {"around", "DAMAGED"} <= seen


def test_a_way_round_that_costs_and_takes_no_day_more() -> None:
    net = with_laws(random_network(0, 25), 0)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for lane in rows["lane"]:
        lane |= {"via": "", "via_days": "", "when_closed": "wait", "when_lane_closes": "reroute", "detour_days": 0,
                 "detour_cost_per_unit": 5}  # fmt: skip
    lanes: dict[Target, int] = {("lane", row): row for row in range(len(rows["lane"]))}
    shut = changes_of([Close(target, start, start + 4) for target in lanes for start in (20, 27)], lanes, 60)
    asked = question(network(net.settings, rows), 60, lanes, shut, forced=True)
    told = list(asked.events())
    assert assert_thesis(asked, iter(told))
    assert any(event.data.get("around") for event in told)


@pytest.mark.parametrize("seed", range(4))
def test_an_opening_from_outside(seed: int) -> None:
    net = with_laws(random_network(seed, 25), seed)
    targets = all_targets(net)
    changes, opening = upheaval(len(targets), 60, seed), random_opening(net, seed)
    asked = question(net, 60, targets, changes, seed, forced=True, opening=opening)
    assert {"transit", "making", "backlog", "due"} <= {row[0] for row in opening.rows}
    assert assert_thesis(asked, asked.events())


def random_opening(net: Network, seed: int) -> Opening:
    """Something of each kind at about half of the places that can have it, in whole units."""
    chance, s = np.random.default_rng(seed), build(net)
    waits = [
        s.demands[d] for d in np.flatnonzero(net["demand"]["unmet"][s.demand_row] == "backorder").tolist()
    ]
    made = [s.points[p] for p in np.flatnonzero(s.recipe_row >= 0).tolist()]
    places = {"stock": s.points, "backlog": waits, "due": s.flows, "transit": s.flows, "pending": made, "making": made,
              "staged": list(input_ids(net, s).values())}  # fmt: skip
    rows = [
        (what, name, int(chance.integers(0, 12)) if what in DATED else 0, float(chance.integers(1, 50)))
        for what, names in places.items()
        for name in names
        if chance.random() < 0.5
    ]
    return Opening(tuple(rows))


def test_every_cost_is_told_somewhere() -> None:
    told = np.zeros(len(KPIS), dtype=bool)
    for seed in range(3):
        *_, (_, _, counts, _) = states(shaken(with_laws(random_network(seed, 25), seed), 100, seed).job, LANE)
        told |= counts.daily.any(axis=(1, 2))
    assert [name for name, found in zip(KPIS, told, strict=True) if not found] == []


@pytest.mark.shared
@pytest.mark.parametrize("ask", [calm, shaken])
def test_a_year_of_a_real_chain(shared: Path, ask: Ask) -> None:
    asked = ask(read_willems(shared / "data" / "willems2008", 8), 365)
    assert assert_thesis(asked, asked.events())


@pytest.mark.parametrize("seed", range(24))
def test_stores_holds_and_openings(seed: int) -> None:
    """Networks of case documents: inputs drawn from stores, all four holds, orders and goods under way before day 0."""
    asked_for = replace(scenario(random_case(seed)), replications=LANE + 1)
    made = prepare_run(asked_for, forced=True)
    asked = Question(asked_for.network, made.structure, made.rates, made.job, made.gates)
    assert assert_thesis(asked, asked.events()) > 20


def test_a_disruption_of_the_house(root: Path) -> None:
    net = read_network(root / "catalog" / "networks" / "kestvold")
    hits = [Disruption("quake", hits=net.site("Hangzhou Assembly"), capacity=0.0, start=20, heals=linear(days=42)),
            Disruption("blocked", hits="Suez Canal", capacity=0.2, start=30, lasts=15)]  # fmt: skip
    hit = [(0, len(REPLICATIONS), rows(net, hits, 120))]
    numbered = gates(hit)
    asked = question(net, 120, numbered, changes(hit, numbered, 120))
    assert assert_thesis(asked, asked.events())


def test_a_trace_that_leaves_something_out_does_not_fold_to_the_world() -> None:
    asked = shaken(hand_made(), 90)
    told = list(asked.events())
    last = {event.type: event.id for event in told}
    assert len(last) == 9
    for missing in last.values():
        with pytest.raises(AssertionError, match="on day"):
            assert_thesis(asked, (event for event in told if event.id != missing))


def test_through_a_file_and_all_at_once() -> None:
    asked = shaken(hand_made(), 200)
    lines = [json.dumps(to_cloudevent(event)) for event in asked.events()]
    read = [from_cloudevent(json.loads(line)) for line in lines]
    assert read == list(asked.events())
    assert assert_thesis(asked, iter(read)) == len({event.id for event in read})
    *_, (_, _, counts, _) = states(asked.job, LANE)
    last = str(np.datetime64(asked.net.settings.start) + 200)
    folded = fold(blank(chart(asked.net)), read, until=last)
    same(np.array(list(folded.daily.values())).T, counts.daily[:, :, 0], "KPIs")
