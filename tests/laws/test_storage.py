"""Shelf life, storage limits and handling: nothing appears or vanishes, nothing is negative, no limit is passed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings, strategies as st

from echelon.network.model import Network, words
from echelon.testing.networks import random_network
from echelon.testing.walks import Close, Day, job_of, walk
from echelon.testing.whole import with_storage
from echelon.testing.workshop import manufactured
from echelon.world.routes import waiting
from echelon.world.run import Job
from echelon.world.timetable import TIMETABLES

DAYS, LANES = 40, 4
few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
chances = st.integers(0, 3)


def stored(seed: int, points: int, timetable: str, *, made: bool = False) -> Network:
    net = manufactured(random_network(seed, points), seed) if made else random_network(seed, points)
    return with_storage(replace(net, settings=replace(net.settings, timetable=timetable)), seed)


networks = st.builds(
    stored,
    st.integers(0, 10_000),
    st.sampled_from([3, 12, 30]),
    st.sampled_from(list(TIMETABLES)),
    made=st.booleans(),
)


def disrupted(net: Network, seed: int) -> list[Close]:
    chance = np.random.default_rng(seed)
    sites = {int(chance.integers(len(net["site"]))) for _ in range(3 if seed else 0)}
    return [Close(("site", site), 5, 25, float(chance.choice([0.0, 0.4])), (1, LANES)) for site in sites]


def job(net: Network, seed: int) -> Any:
    return job_of(net, DAYS, LANES, seed=seed, closed=disrupted(net, seed), forced=True)


def outside(run: Job, day: Day) -> Any:
    """Units in each pipe, at ports on the way and at its dock, flows first. `[pipe, lane]`"""
    pipes = run.tables.pipes
    constant = pipes[pipes["lead"] >= 0]
    ring = day.state.ring.copy()
    ring[constant["base"] + (day.day + 1) % constant["slots"]] = 0.0
    total = np.add.reduceat(ring, pipes["base"]) + day.state.docked.waiting
    flows = len(run.tables.flows)
    total[:flows] += waiting(run.tables.route, day.state, flows)
    return total


def finished(run: Job, day: Day) -> Any:
    """Good units that recipes finished, into stock or to the dock. `[P, lane]`"""
    at_dock = (run.tables.dock.limited == 1)[:, None]
    return np.where(at_dock, day.state.docked.arrived[run.tables.points["pipe"]], day.moved["done"])


def travelling(run: Job, day: Day) -> Any:
    """Orders that their suppliers have not heard of. `[flow, lane]`"""
    found, post = np.zeros_like(day.state.due), run.tables.post
    for flow, base, slots in zip(post.flow, post.base, post.slots, strict=True):
        for ahead in range(1, slots):
            found[flow] += day.state.post[base + (day.day + ahead) % slots]
    return found


def by(rows: Any, owner: Any, count: int) -> Any:
    total = np.zeros((count, LANES))
    np.add.at(total, owner, rows)
    return total


def close_to(found: Any, wanted: Any) -> None:
    scale = max(1.0, float(np.abs(wanted).max(initial=0.0)))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * scale)


@few
@given(networks, chances)
def test_material_is_conserved_with_what_waits_and_what_expires(net: Network, seed: int) -> None:
    s, run = job(net, seed)
    items, flows = len(net["item"]), len(s.flows)
    makes = run.tables.points["makes"] == 1
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    maker = np.repeat(np.arange(len(s.points)), np.diff(s.output_start))
    kept = by(np.repeat(run.start.stock[:, None], LANES, axis=1), s.item, items)
    for day in walk(run):
        started = day.moved["started"] * makes[:, None]
        kept += by(started, s.item, items) - by(
            started[s.group_point] * s.quantity[:, None], s.group_item, items
        )
        kept -= by(day.moved["sold"], s.item[s.demand_point], items) + by(
            day.state.fresh.expired, s.item, items
        )
        kept -= by(day.state.scrap, s.item[run.tables.yields.point], items)
        kept += by(finished(run, day)[maker] * s.output_quantity[:, None], s.item[s.output_point], items)
        pipes = outside(run, day)
        found = by(day.state.stock, s.item, items) + by(day.state.staged, s.group_item, items)
        found += by(pipes[:flows], s.group_item[group], items) + by(pipes[flows:], s.item[makes], items)
        close_to(found, kept)


@few
@given(networks, chances)
def test_what_waits_at_the_dock_is_on_order(net: Network, seed: int) -> None:
    s, run = job(net, seed)
    flows, count = len(s.flows), len(s.points)
    makes = run.tables.points["makes"] == 1
    target = s.group_point[np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))]
    for day in walk(run):
        pipes = outside(run, day)
        coming = by(day.state.due + travelling(run, day) + pipes[:flows], target, count)
        coming[makes] = day.state.pending[makes] + pipes[flows:]
        close_to(day.state.on_order, coming)


@few
@given(networks, chances)
def test_nothing_is_negative(net: Network, seed: int) -> None:
    _, run = job(net, seed)
    for day in walk(run):
        state = day.state
        for name in ("stock", "on_order", "owed", "due", "backlog", "ring", "ordered"):
            assert np.all(getattr(state, name) >= 0.0), (name, day.day)
        for rows in (
            state.docked.waiting,
            state.fresh.expired,
            state.fresh.arrived,
            state.handled.room,
            *day.moved.values(),
        ):
            assert np.all(rows >= 0.0), day.day


@few
@given(st.integers(0, 10_000), st.sampled_from([3, 12]), chances)
def test_what_goes_into_stock_fits(seed: int, points: int, chance: int) -> None:
    """Stock after arrivals, which is what is left and what has left since, is within the limit, unless nothing came."""
    net = stored(seed, points, "standard")
    s, run = job(net, chance)
    limit = net["stock point"]["storage_limit"][s.point_row][:, None]
    for day in walk(run):
        bought = by(
            day.moved["received"],
            s.group_point[np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))],
            len(s.points),
        )
        came = np.where(run.tables.points["makes"][:, None] == 1, day.moved["done"], bought)
        full = day.state.stock + day.moved["issued"] + day.state.fresh.expired
        assert np.all((came == 0.0) | (full <= limit * (1 + 1e-9))), day.day


@few
@given(networks, chances)
def test_what_goes_into_a_site_fits(net: Network, seed: int) -> None:
    """Stock in the evening takes no more than the site's space, whatever the rule, unless more was there before or nothing came.

    By-products are never kept out, and what is cancelled or lost does not come back.
    """
    s, run = job(net, seed)
    space = net["item"]["space_per_unit"][s.item][:, None]
    total = net["site"]["storage_space"][:, None]
    beside = by(np.ones((len(s.output_point), LANES)), s.site[s.output_point], len(total)) > 0
    before = by(np.repeat(run.start.stock[:, None], LANES, axis=1) * space, s.site, len(total))
    for day in walk(run):
        full = by(day.state.stock * space, s.site, len(total))
        assert np.all((full <= np.maximum(total, before) * (1 + 1e-9)) | beside), day.day
        before = full


@few
@given(networks, chances)
def test_no_site_handles_more_than_it_can(net: Network, seed: int) -> None:
    """A disrupted one handles a part, but for what is on the way: that feels it when it gets there."""
    s, run = job(net, seed)
    closed = {each.target[1]: each for each in disrupted(net, seed)}
    via = [words(net["lane"]["via"][row]) if row >= 0 else () for row in s.lane_row.tolist()]
    for day in walk(run):
        for site, name in enumerate(net["site"]["name"]):
            leaves = [
                f
                for f in range(len(s.flows))
                if s.lane_row[f] >= 0 and (s.site[s.source[f]] == site or name in via[f])
            ]
            passed = day.moved["shipped"][leaves].sum(axis=0) + day.moved["sold"][
                s.site[s.demand_point] == site
            ].sum(axis=0)
            most = np.full(LANES, net["site"]["handling_per_day"][site])
            if site in closed and 5 <= day.day < 25 and not any(name in passed_by for passed_by in via):
                most[1:] *= closed[site].factor if np.isfinite(most[0]) else 1.0
            assert np.all(passed <= most * (1 + 1e-9) + 1e-9), (name, day.day)
