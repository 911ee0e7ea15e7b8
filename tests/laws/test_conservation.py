"""Nothing appears or vanishes, nothing is negative, no limit is passed: in every replication of any network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.testing.customers import served
from echelon.testing.journeys import transported
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import Close, Day, job_of, walk
from echelon.testing.workshop import manufactured
from echelon.world.law.sequence import CAMPAIGN
from echelon.world.routes import waiting
from echelon.world.run import Job
from echelon.world.words import BROKEN, table_of

DAYS, LANES = 40, 6
NEVER_NEGATIVE = (
    "stock",
    "on_order",
    "pending",
    "owed",
    "due",
    "backlog",
    "staged",
    "ring",
    "ordered",
    "asked",
)

plain = st.tuples(st.integers(0, 10_000), st.sampled_from([3, 12, 30])).map(
    lambda each: random_network(*each)
)
seeds = st.integers(0, 1000)
networks = plain | st.tuples(plain, seeds).flatmap(
    lambda each: st.sampled_from([manufactured(*each), served(*each), transported(*each)])
)
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def owners(starts: Any) -> Any:
    """Which owner each member of a list of runs belongs to."""
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts))


def by(rows: Any, owner: Any, count: int) -> Any:
    """Sums of rows `[member, lane]` by owner."""
    total = np.zeros((count, rows.shape[1]))
    np.add.at(total, owner, rows)
    return total


def under_way(job: Job, day: Day) -> Any:
    """Units in each pipe, flows first, then recipes, with what waits at a port or canal. `[pipe, lane]`

    A constant lead's row that was received today keeps its units until tomorrow's shipment overwrites them.
    """
    pipes = job.tables.pipes
    constant = pipes[pipes["lead"] >= 0]
    ring = day.state.ring.copy()
    ring[constant["base"] + (day.day + 1) % constant["slots"]] = 0.0
    total = by(ring, np.repeat(np.arange(len(pipes)), pipes["slots"]), len(pipes))
    flows = len(job.tables.flows)
    total[:flows] += waiting(job.tables.route, day.state, flows)
    return total


def lost(s: Structure, job: Job, day: Day) -> Any:
    """Units of each item destroyed in stock, and lost on the way, so far. `[item, lane]`"""
    flow_item = s.group_item[owners(s.flow_start)]
    total = np.zeros((int(s.item.max(initial=0)) + 1, LANES))
    for way in job.tables.route.flows if job.tables.route else ():
        total[flow_item[way["flow"]]] += day.state.voyage.lost[way["first"] : way["last"]].sum(axis=0)
    for x, each in enumerate(job.tables.closures):
        total[flow_item[each["flow"]]] += day.state.closures.lost[x]
    return total + by(day.state.ruins.lost, s.item, len(total))


def close_to(found: Any, wanted: Any) -> None:
    scale = max(1.0, float(np.abs(wanted).max(initial=0.0)))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * scale)


def substitutes(job: Job) -> Any:
    """The point from which each demand's substitute comes, its own where there is none. `[D]`"""
    row = job.tables.demands["swap"]
    own = np.repeat(
        np.arange(len(job.tables.points)), job.tables.points["demand_end"] - job.tables.points["demand"]
    )
    return np.where(row >= 0, job.tables.swap["point"][row], own) if len(job.tables.swap) else own


def disrupted(net: Network, seed: int) -> list[Close]:
    """A few sites, lanes and demands at some factor for some days, in some lanes."""
    chance = np.random.default_rng(seed)
    found: dict[Any, Close] = {}
    ports = np.flatnonzero(np.isin(net["site"]["role"].astype(str), ("port", "canal")))
    for noun in ("site", "site", "port", "port", "lane", "demand", *BROKEN):
        rows = ports if noun == "port" else np.arange(len(net[table_of(noun)]))
        if not len(rows):
            continue
        start = int(chance.integers(DAYS - 5))
        close = Close(("site" if noun == "port" else noun, int(chance.choice(rows))), start, start + int(chance.integers(2, 20)),
                      float(chance.choice([0.0, 0.0, 0.3, 2.0])), (int(chance.integers(3)), LANES - 1))  # fmt: skip
        found[close.target] = close
    return list(found.values())


def days_of(net: Network, seed: int) -> Iterator[tuple[Structure, Job, Day]]:
    """A calm run where the seed is 0, else a disrupted one."""
    s, job = job_of(net, DAYS, LANES, seed=seed, closed=disrupted(net, seed) if seed else (), forced=True)
    for day in walk(job):
        yield s, job, day


chances = st.integers(0, 3)


@few
@given(networks, chances)
def test_material_is_conserved_for_every_item(net: Network, seed: int) -> None:
    items = len(net["item"])
    made = used = sold = scrapped = 0.0
    for s, job, day in days_of(net, seed):
        group_point = owners(s.group_start)
        makes = job.tables.points["makes"] == 1
        started = day.moved["started"]
        made = made + by(started * makes[:, None], s.item, items)
        scrapped = scrapped + by(day.state.scrap, s.item[job.tables.yields.point], items)
        beside = day.moved["done"][owners(s.output_start)] * s.output_quantity[:, None]
        made = made + by(beside, s.item[s.output_point], items)
        used = used + by((started * makes[:, None])[group_point] * s.quantity[:, None], s.group_item, items)
        sold = sold + by(day.moved["sold"], s.item[s.demand_point], items)
        sold = sold + by(day.moved["used"], s.item[substitutes(job)], items)
    state, pipes = day.state, under_way(job, day)
    flows = len(s.flows)
    making = np.flatnonzero(makes)
    kept = by(state.stock, s.item, items) + by(state.staged, s.group_item, items)
    kept += by(pipes[:flows], s.group_item[owners(s.flow_start)], items) + by(
        pipes[flows:], s.item[making], items
    )
    start = by(np.repeat(job.start.stock[:, None], LANES, axis=1), s.item, items)
    close_to(kept + used + sold + scrapped + lost(s, job, day), start + made)


@few
@given(networks, chances)
def test_nothing_is_negative_or_nan(net: Network, seed: int) -> None:
    for _, _, day in days_of(net, seed):
        for name in NEVER_NEGATIVE:
            assert np.all(getattr(day.state, name) >= 0.0), (name, day.day)
        for name, rows in day.moved.items():
            assert np.all(rows >= 0.0), (name, day.day)


@few
@given(networks, chances)
def test_what_customers_asked_is_delivered_lost_or_owed(net: Network, seed: int) -> None:
    for _, _, day in days_of(net, seed):
        demanded, on_time, delivered, lost, lines, in_full = day.counts.customer
        close_to(delivered + lost + day.state.backlog, demanded)
        assert np.all(on_time <= delivered * (1 + 1e-9) + 1e-9)
        assert np.all(on_time <= demanded * (1 + 1e-12))
        assert np.all((in_full >= 0) & (in_full <= lines) & (lines <= day.day + 1))


@few
@given(networks, chances)
def test_a_point_owes_what_is_due_to_its_flows_and_customers(net: Network, seed: int) -> None:
    for s, _, day in days_of(net, seed):
        count = len(s.points)
        close_to(
            day.state.owed, by(day.state.due, s.source, count) + by(day.state.backlog, s.demand_point, count)
        )


@few
@given(networks, chances)
def test_what_is_on_order_is_due_under_way_or_to_be_started(net: Network, seed: int) -> None:
    for s, job, day in days_of(net, seed):
        pipes, points, flows = under_way(job, day), job.tables.points, len(s.flows)
        target = s.group_point[owners(s.flow_start)]
        bought = by(day.state.due + pipes[:flows], target, len(s.points))
        made = np.zeros_like(bought)
        making = np.flatnonzero(points["makes"])
        made[making] = day.state.pending[making] + pipes[flows:]
        close_to(day.state.on_order, np.where(points["makes"][:, None] == 1, made, bought))


@few
@given(networks, chances)
def test_inputs_called_off_are_those_of_orders_not_yet_started(net: Network, seed: int) -> None:
    for s, job, day in days_of(net, seed):
        made = job.tables.points["makes"][s.group_point] == 1
        coming = by(
            day.state.due + under_way(job, day)[: len(s.flows)], owners(s.flow_start), len(s.quantity)
        )
        wanted = day.state.pending[s.group_point] * s.quantity[:, None]
        close_to((coming + day.state.staged)[made], wanted[made])


@few
@given(networks, chances)
def test_starts_are_whole_batches_and_never_less_than_the_least(net: Network, seed: int) -> None:
    for _, job, day in days_of(net, seed):
        size, least = (job.tables.points[name][:, None] for name in ("batch", "batch_least"))
        started = day.moved["started"]
        batches = started / np.where(size > 0, size, 1.0)
        close_to(np.where(size > 0, batches, 0.0), np.where(size > 0, np.round(batches), 0.0))
        assert np.all((started >= least * (1 - 1e-6)) | (started == 0.0))


@few
@given(networks, chances)
def test_capacity_of_lanes_recipes_and_resources_holds(net: Network, seed: int) -> None:
    capacity = net["lane"]["capacity_per_day"][:, None]
    for s, job, day in days_of(net, seed):
        points, users, lanes = job.tables.points, job.tables.users, s.lane_row >= 0
        carried = by(day.moved["shipped"][lanes], s.lane_row[lanes], len(capacity))
        assert np.all(carried <= capacity * (1 + 1e-9))
        factor = job.tables.season[points["calendar"], day.day]
        stated = np.isfinite(points["capacity"]) | (factor >= 1.0)
        most = np.where(stated, points["capacity"], points["usual"])
        most = np.where(factor > 0.0, most * np.where(factor > 0.0, factor, 1.0), 0.0)
        assert np.all(day.moved["started"] <= most[:, None])
        worked = day.moved["started"] * points["hours"][:, None]
        for row, resource in enumerate(job.tables.resources):
            spent = worked[users[resource["user"] : resource["user_end"]]].sum(axis=0)
            if resource["rule"] == CAMPAIGN:
                spent = spent + day.state.setups.spent[resource["user"] : resource["user_end"]].sum(axis=0)
            assert np.all(spent <= job.tables.hours[row, day.day] * (1 + 1e-9)), net["resource"]["name"][row]


@few
@given(networks)
def test_counts_are_sums_of_what_moved(net: Network) -> None:
    for s, job, day in days_of(net, 0):
        moved, daily = day.moved, day.counts.daily[:, day.day]
        weight = job.tables.demands["weight"][:, None]
        close_to(daily[0], (day.state.asked * weight).sum(axis=0))
        close_to(daily[2], ((moved["sold"] + moved["swapped"]) * weight).sum(axis=0))
        close_to(daily[3], (moved["gone"] * weight).sum(axis=0))
        close_to(daily[4], (day.state.backlog * weight).sum(axis=0))
        flows, demands, fx = job.tables.flows, job.tables.demands, job.tables.fx[:, day.day]
        freight = flows["freight"] * fx[flows["currency"]]
        close_to(daily[8], (moved["shipped"] * freight[:, None]).sum(axis=0))
        price = demands["price"] * fx[demands["currency"]]
        own = moved["sold"] * price[:, None]
        worth = moved["sold"] * demands["value"][:, None]
        other = np.flatnonzero(demands["swap"] >= 0)
        row = job.tables.swap[demands["swap"][other]]
        paid = (moved["swapped"][other] * (row["price"] * fx[row["currency"]])[:, None]).sum(axis=0)
        given = (moved["swapped"][other] * row["value"][:, None]).sum(axis=0)
        close_to(daily[10], own.sum(axis=0) + paid)
        close_to(daily[9], (own - worth).sum(axis=0) + paid - given)
        shipped = by(moved["shipped"], s.source, len(s.points)) + by(
            moved["sold"], s.demand_point, len(s.points)
        )
        close_to(moved["issued"], shipped)


@few
@given(networks, st.integers(0, 100), st.sampled_from([0.0, 0.5]))
def test_a_closed_site_ships_and_starts_no_more_than_it_may(net: Network, at: int, factor: float) -> None:
    row = at % len(net["site"])
    s, job = job_of(net, DAYS, LANES, closed=[Close(("site", row), 10, 25, factor, (0, 4))], forced=True)
    here = s.site == row
    points = job.tables.points[here]
    usual = points["leaves"]
    for day in walk(job):
        if 10 <= day.day < 25:
            working = job.tables.season[points["calendar"], day.day]
            starts = points["starts"] * np.where(np.isfinite(points["capacity"]), working, 1.0)
            for name, where, most in (
                ("issued", here, usual),
                ("started", here, starts),
            ):
                bound = factor * most[:, None] * (1 + 1e-9) if factor else np.zeros((len(most), 1))
                assert np.all(day.moved[name][where, :4] <= bound), name


def test_a_closed_canal_lets_nothing_pass_in_its_lanes_only() -> None:
    net = hand_made()
    suez = next(row for row, name in enumerate(net["site"]["name"]) if name == "Suez")
    s, job = job_of(net, 90, 4, closed=[Close(("site", suez), 5, 60, 0.0, (1, 3))], forced=True)
    glass = s.flows.index("Osaka Glass→Izmir Works:glass>lamp")
    received = np.array([day.moved["received"][glass].copy() for day in walk(job)])
    assert np.all(received[25:60, 1:3] == 0.0)
    assert np.all(received[25:60].sum(axis=0)[[0, 3]] > 0.0)
    assert np.all(received[60:].sum(axis=0) > 0.0)


@pytest.mark.parametrize("factor", [0.0, 0.5, 3.0])
def test_demand_is_scaled_while_it_is_hit(factor: float) -> None:
    net = hand_made()
    _, calm = job_of(net, 20, 4, forced=True)
    s, job = job_of(net, 20, 4, closed=[Close(("demand", 0), 5, 9, factor)], forced=True)
    walkin = s.demands.index("walk-in@Leeds Shop/lamp")
    usual = np.array([day.state.asked[walkin].copy() for day in walk(calm)])
    asked = np.array([day.state.asked[walkin].copy() for day in walk(job)])
    usual[5:9] *= factor
    assert np.array_equal(asked, usual)
