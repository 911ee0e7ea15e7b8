"""A kernel is compiled for the laws of a network: nothing is compiled again where only data change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from numba import typeof

from echelon.connect import read_network
from echelon.core.coded import coded
from echelon.core.table import parse
from echelon.disruption import Disruption, linear
from echelon.network.model import Network, network
from echelon.study.many import prepare_run
from echelon.study.scenario import Scenario
from echelon.testing.every_law import with_laws
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import Close, job_of, walk
from echelon.world.daily import advance
from echelon.world.run import Job, run, until

ROOT = Path(__file__).parents[2]
CLOCK: Any = advance


def embedded() -> Network:
    return read_network(ROOT / "catalog" / "networks" / "kestvold")


def edited(net: Network, noun: str, **cells: object) -> Network:
    """The same network with cells in all rows of a noun."""
    rows = {each: [dict(row) for row in net.rows(each)] for each in net.tables}
    rows[noun] = [row | cells for row in rows[noun]]
    return network(net.settings, rows)


def job(net: Network, *disruptions: Disruption, days: int = 5, replications: int = 3, seed: int = 7) -> Job:
    return prepare_run(Scenario(net, disruptions, days, replications, seed)).job


def other_data() -> Iterator[tuple[str, Job]]:
    net = embedded()
    half = Disruption("half", "Suzhou Battery Plant", capacity=0.5, start=1, lasts=3)
    surge = Disruption("surge", "Germany", demand=1.5, start=2, lasts=9, heals=linear(5))
    yield "another seed", job(net, seed=8)
    yield "another horizon", job(net, days=9)
    yield "more replications", job(net, replications=200)
    yield "a site at half", job(net, half)
    yield "two disruptions", job(net, half, surge)
    yield "other demand", job(edited(net, "demand", mean_per_day=3.0, shape="poisson", sd_per_day=0))
    yield "other leads", job(edited(net, "lane", lead_days=4.0, lead_shape="gamma", lead_sd_days=1.5))
    yield "other targets", job(edited(net, "stock point", target_stock=77.0))
    yield "another order of the day", job(with_settings(net, timetable="order_first"))
    yield "another network", job(hand_made(), replications=4)


def with_settings(net: Network, **settings: Any) -> Network:
    return network(replace(net.settings, **settings), {noun: list(net.rows(noun)) for noun in net.tables})


def kernels() -> tuple[int, int]:
    """How many types of question the clock was made ready for in this process, and how many of them were compiled."""
    return len(CLOCK.signatures), sum(CLOCK.stats.cache_misses.values())


def test_other_data_find_the_kernel_compiled() -> None:
    run(job(embedded()))
    before = kernels()
    for what, other in other_data():
        run(other)
        assert kernels() == before, what


def test_columns_that_say_one_thing_are_the_same_type() -> None:
    """A network read from files holds such a column once; with overtime it once had a kernel of its own."""
    read = embedded()
    assert not read["resource"]["overtime_hours_per_day"].flags["C_CONTIGUOUS"]
    made = edited(read, "resource", overtime_hours_per_day=2.0)
    assert typeof(job_of(read, 5, forced=True)[1].tables) == typeof(job_of(made, 5, forced=True)[1].tables)


def test_going_on_from_a_state_and_tracing_find_it_too() -> None:
    asked = job(embedded())
    run(asked)
    before = kernels()
    run(asked, since=until(asked, 3))
    *_, _last = walk(asked)
    assert kernels() == before


@pytest.mark.parametrize(("noun", "cells"), [
    ("lane", {"order_days": 2}), ("item", {"shelf_life_days": 20}), ("stock point", {"allocation": "priority"}),
])  # fmt: skip
def test_another_law_is_another_kernel(noun: str, cells: dict[str, object]) -> None:
    plain = typeof(job_of(embedded(), 5)[1].tables)
    assert typeof(job_of(edited(embedded(), noun, **cells), 5)[1].tables) != plain


@pytest.mark.parametrize("seed", range(8))
def test_what_kernels_read_has_one_layout_whatever_columns_say(seed: int) -> None:
    """A column that says one thing in all rows takes no memory for each, and Numba compiles apart for that."""
    net = with_laws(random_network(seed, 20), seed)
    same = edited(net, "resource", overtime_hours_per_day=2.0, overtime_cost_per_hour=30.0)
    other = job_of(hand_made(), 5, forced=True)[1]
    for each in (net, read_again(same)):
        tables = job_of(each, 5, forced=True)[1].tables
        assert typeof(tables) == typeof(other.tables)


def read_again(net: Network) -> Network:
    """The network from coded columns, as files are read."""
    raw = {noun: {name: coded([str(cell) for cell in table[name]]) for name in table.schema.names}
           for noun, table in net.tables.items()}  # fmt: skip
    return Network(net.settings, {noun: parse(net[noun].schema, cells)[0] for noun, cells in raw.items()})


def test_which_disruptions_bring_a_law() -> None:
    net = hand_made()
    plain = typeof(job_of(net, 5)[1].tables)
    suez, lane = Close(("site", 5), 1, 4), Close(("lane", 0), 1, 4)
    assert typeof(job_of(net, 5, closed=[Close(("site", 2), 1, 4)])[1].tables) == plain
    assert typeof(job_of(net, 5, closed=[Close(("demand", 0), 1, 4, 2.0)])[1].tables) == plain
    assert typeof(job_of(net, 5, closed=[lane])[1].tables) == plain, "goods on it go on"
    assert typeof(job_of(net, 5, closed=[suez])[1].tables) != plain, "goods reach a closed canal"
    late = edited(net, "lane", when_lane_closes="lose")
    assert typeof(job_of(late, 5, closed=[lane])[1].tables) != plain
