"""Which disruptions an order, or all orders, were short for; and what was still short when the replication ran without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.study.causes import words
from echelon.study.causes.links import NOBODY, Link, Way
from echelon.study.causes.record import Course, Lab, alone
from echelon.study.causes.walk import Walk
from echelon.study.scenario import Scenario

Floats = NDArray[np.float64]
DUST = 1e-6
MOST_ORDERS = 2000
MOST_PROVED = 8
MOST_STORIES = 5
"""Customers of whom the worst order is told."""
WORTH_NAMING = 0.01
"""Part of what is missing below which a cause is not named."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One disruption, and what it has to do with what was missing.

    disruption   its name
    share        [0, 1], part of the units missing beyond the calm course that the trace leads back to it
    units        the same in units
    removed      part of what was missing that is there when the replication runs without it; None where not asked
    chain        from the order to the disruption: of the largest order that leads to it;  order  which that is
    sentence     the same in words
    """

    disruption: str
    share: float
    units: float
    removed: float | None
    chain: tuple[Link, ...]
    sentence: str
    order: Order


@dataclass(frozen=True, slots=True)
class Order:
    """What one customer asked for on one day: units asked, missing on the day it was due, in the calm course too.

    late   days until all of it was there; None where that was not within the horizon, or it was lost
    """

    customer: str
    site: str
    item: str
    day: int
    due: int
    asked: float
    missing: float
    calm: float
    late: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """The worst order of one customer: the heaviest chain to the disruption that made most of it missing, and its part [0, 1]."""

    order: Order
    disruption: str
    part: float
    chain: tuple[Link, ...]
    sentence: str


@dataclass(frozen=True)
class Causes:
    """Why orders were short, the first cause first: by what its removal removes where that is known, else by its share.

    orders      those with anything missing, most first;  missing, calm   units of them all, and of the calm course
    unexplained [0, 1]  part of what the disruptions made missing that leads to none of them by name
    together    part of what was missing that is there without all the causes named; None where not asked
    stories     the worst order of each of the customers who missed most, those that lead to a disruption
    """

    replication: int
    orders: tuple[Order, ...]
    missing: float
    calm: float
    causes: tuple[Cause, ...]
    unexplained: float
    together: float | None
    stories: tuple[Story, ...] = ()

    @property
    def sentence(self) -> str:
        """The first cause in words."""
        return words.whole(self)

    def __repr__(self) -> str:
        return "\n".join(words.lines(self))


def causes(scenario: Scenario, *, customer: str = "", day: int | None = None, item: str = "", replication: int = 0,
           prove: bool = True, forced: bool = False) -> Causes:  # fmt: skip
    """Which disruptions one order was short for, or all of a customer's, or all there are.

    customer, item   whose orders, and of what; all where left out
    day              on which it was asked for; every day where left out
    prove            run the replication again without each cause
    raises           BadScenario for an unknown customer, item or day, or a replication that is none
    """
    _must_be_there(scenario, customer, item, day)
    lab = Lab(alone(scenario, replication), replication, forced)
    hit, calm = lab.courses([scenario.disruptions, ()])
    rows = _rows(lab, customer, item)
    short, usual = missing(lab, hit), missing(lab, calm)
    days = slice(day, day + 1) if day is not None else slice(0, scenario.days)
    chosen = np.zeros(short.shape, dtype=bool)
    chosen[days, rows] = True
    more = np.where(chosen, np.maximum(short - usual, 0.0), 0.0)
    walk = Walk(lab, hit, calm)
    found, unexplained, examples = _followed(lab, walk, more)
    named = [root for root, way in found.items() if way.part >= WORTH_NAMING]
    named.sort(key=lambda root: -found[root].part)
    removed, together = _proved(lab, named[:MOST_PROVED], (short, chosen)) if prove and named else ({}, None)
    total = float(short[chosen].sum())
    both = short, usual
    orders = tuple(_orders(lab, hit, both, np.argwhere(chosen & (short > DUST))))
    told = [_cause(lab, root, found[root], float(more.sum()), removed.get(root), _order(lab, hit, both, *examples[root]))
            for root in named]  # fmt: skip
    told.sort(key=lambda each: (-round(each.removed if each.removed is not None else -1.0, 2), -each.share))
    stories = tuple(_stories(lab, walk, more, lambda day, d: _order(lab, hit, both, day, d)))
    return Causes(
        replication, orders, total, float(usual[chosen].sum()), tuple(told), unexplained, together, stories
    )


def missing(lab: Lab, course: Course) -> Floats:
    """Units of each day's order that were not there on the day it was due, or lost. `[day, customer]`

    Orders due after the horizon miss nothing yet.
    """
    found = np.zeros_like(course.asked)
    before = np.vstack([np.zeros_like(course.asked[:1]), course.asked[:-1]])
    gone = np.diff(course.lost, axis=0, prepend=0.0)
    for d, due in enumerate(_due_days(lab)):
        until = len(found) - due
        if until <= 0:
            continue
        asked = course.asked[:until, d] - before[:until, d]
        waiting = np.clip(course.asked[:until, d] - course.met[due:, d], 0.0, asked)
        found[:until, d] = np.minimum(waiting + gone[due:, d], asked)
    return np.where(found > DUST, found, 0.0)


def _due_days(lab: Lab) -> list[int]:
    return [int(days) for days in lab.scenario.network["demand"]["due_days"][lab.structure.demand_row]]


def _followed(lab: Lab, walk: Walk, more: Floats) -> tuple[dict[int, Way], float, dict[int, tuple[int, int]]]:
    """The part of each disruption in what is missing, with the chain of its largest order; what has no name; and that order."""
    where = np.argwhere(more > DUST)
    where = where[np.argsort(-more[tuple(where.T)], kind="stable")][:MOST_ORDERS]
    total = float(more[tuple(where.T)].sum())
    parts: dict[int, float] = {}
    best: dict[int, tuple[float, tuple[Link, ...], tuple[int, int]]] = {}
    due = _due_days(lab)
    for day, d in where.tolist():
        units = float(more[day, d])
        for root, way in walk.order(d, day + due[d]).items():
            parts[root] = parts.get(root, 0.0) + way.part * units / total
            if root not in best or way.part * units > best[root][0]:
                best[root] = way.part * units, way.links, (day, d)
    unexplained = parts.pop(NOBODY, 0.0)
    return (
        {root: Way(part, best[root][1]) for root, part in parts.items()},
        unexplained,
        {r: best[r][2] for r in parts},
    )


def _proved(
    lab: Lab, named: Sequence[int], asked: tuple[Floats, NDArray[np.bool_]]
) -> tuple[dict[int, float], float | None]:
    """What part of what was missing is there without each of some disruptions, and without all of them."""
    short, chosen = asked
    before = float(short[chosen].sum())
    left_out = [[root] for root in named] + ([list(named)] if len(named) > 1 else [])
    courses = lab.courses([lab.without(each) for each in left_out], customers_only=True)
    removed = [1.0 - float(missing(lab, course)[chosen].sum()) / before for course in courses]
    return dict(zip(named, removed, strict=False)), removed[-1]


def _cause(lab: Lab, root: int, way: Way, units: float, removed: float | None, order: Order) -> Cause:
    disruption = lab.scenario.disruptions[root]
    sentence = words.chain(order, way.links, disruption)
    return Cause(disruption.name, way.part, way.part * units, removed, way.links, sentence, order)


def _stories(lab: Lab, walk: Walk, more: Floats, order: Callable[[int, int], Order]) -> Iterator[Story]:
    """The worst order of each of the customers who miss most of an item beyond the calm course, the worst first."""
    due, told = _due_days(lab), set[str]()
    for d in np.argsort(-more.sum(axis=0), kind="stable").tolist():
        day = int(more[:, d].argmax())
        if len(told) == MOST_STORIES or more[day, d] <= DUST:
            return
        mine = order(day, d)
        ways = {root: way for root, way in walk.order(d, day + due[d]).items() if root != NOBODY}
        if mine.customer in told or not ways:
            continue
        root, way = max(ways.items(), key=lambda each: each[1].part)
        disruption = lab.scenario.disruptions[root]
        yield Story(mine, disruption.name, way.part, way.links, words.chain(mine, way.links, disruption))
        told.add(mine.customer)


def _orders(lab: Lab, hit: Course, missed: tuple[Floats, Floats], where: NDArray[np.intp]) -> Iterable[Order]:
    ranked = sorted(where.tolist(), key=lambda at: (-missed[0][at[0], at[1]], at))
    return [_order(lab, hit, missed, day, d) for day, d in ranked]


def _order(lab: Lab, hit: Course, missed: tuple[Floats, Floats], day: int, d: int) -> Order:
    demand, row = lab.scenario.network["demand"], int(lab.structure.demand_row[d])
    due = day + int(demand["due_days"][row])
    there = np.flatnonzero(hit.met[due:, d] >= hit.asked[day, d] - DUST)
    lost = due < len(hit.lost) and hit.lost[due, d] - (hit.lost[due - 1, d] if due else 0.0) > DUST
    before = float(hit.asked[day - 1, d]) if day else 0.0
    who, site, what = (str(demand[name][row]) for name in ("customer", "site", "item"))
    return Order(
        who, site, what, day, due, float(hit.asked[day, d]) - before,
        float(missed[0][day, d]), float(missed[1][day, d]), int(there[0]) if len(there) and not lost else None,
    )  # fmt: skip


def _rows(lab: Lab, customer: str, item: str) -> NDArray[np.intp]:
    """The customers' rows that are asked about."""
    demand, rows = lab.scenario.network["demand"], lab.structure.demand_row
    mine = np.ones(len(rows), dtype=bool)
    for column, name in (("customer", customer), ("item", item)):
        mine &= (demand[column][rows] == name) | (not name)
    return np.flatnonzero(mine)


def _must_be_there(scenario: Scenario, customer: str, item: str, day: int | None) -> None:
    demand = scenario.network["demand"]
    found, there = [], np.ones(len(demand), dtype=bool)
    for column, name in (("customer", customer), ("item", item)):
        there &= (demand[column] == name) | (not name)
        if name and not (demand[column] == name).any():
            close = nearest(name, sorted({str(each) for each in demand[column]}))
            found.append(Finding("E550", f"The {column} of an order", "must be one that is asked for", f"`{name}`",
                                 f"Did you mean `{close}`?" if close else "See demands.csv for names"))  # fmt: skip
    if not found and not there.any():
        found.append(Finding("E550", "The item of an order", f"must be one that {customer} asks for", f"`{item}`",
                             "See demands.csv for names"))  # fmt: skip
    if day is not None and not 0 <= day < scenario.days:
        found.append(Finding("E551", "The day of an order", f"must be in [0, {scenario.days - 1}]", str(day),
                             "Count days from 0, the first that is simulated"))  # fmt: skip
    if found:
        raise BadScenario(found)
