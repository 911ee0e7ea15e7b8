"""What a static question is asked of: points, what is made, what flows, what is short, in columns and without names of nouns.

Every quantity that may be decided is a *column*: units started by each make, sent over each flow, delivered of each demand. A
*limit* bounds a weighted sum of columns by a rate a day. See docs/background/static-exposure.md for the linear programs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def _no_ints() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _no_floats() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, slots=True)
class Static:
    """P points, M makes, G needs of makes, F flows, L limits, D demands. Units, and units a day.

    stock [P]            on hand when the failure begins
    make_point, made [M] where a make's goods go, and good ones of one started
    need_make, need_units, need_stock [G]  one input of a make: units for one started, units that wait for it already
    flow_source, flow_point, flow_need [F] the point that sends; the point or the need that it feeds, the other is -1
    capacity [C]         most of a column a day, inf for no limit; usual [C] what usually is at most. Makes, flows, demands
    limit_rate, limit_usual [L]  most a day of a weighted sum of columns, inf for no limit; what usually is at most
    limit_row, limit_column, limit_weight  the sums, entry by entry
    demand_point, rate, margin [D]  units a day, money lost with each that is not delivered
    more_make, more_point, more_units   by-products: units that come with one started
    swap_demand, swap_point, swap_units, swap_margin  substitutes: units for one of the demand, money that the change loses
    """

    points: tuple[str, ...]
    demands: tuple[str, ...]
    stock: Floats
    make_point: Ints
    made: Floats
    need_make: Ints
    need_units: Floats
    need_stock: Floats
    flow_source: Ints
    flow_point: Ints
    flow_need: Ints
    capacity: Floats
    usual: Floats
    demand_point: Ints
    rate: Floats
    margin: Floats
    limit_rate: Floats = field(default_factory=_no_floats)
    limit_usual: Floats = field(default_factory=_no_floats)
    limit_row: Ints = field(default_factory=_no_ints)
    limit_column: Ints = field(default_factory=_no_ints)
    limit_weight: Floats = field(default_factory=_no_floats)
    more_make: Ints = field(default_factory=_no_ints)
    more_point: Ints = field(default_factory=_no_ints)
    more_units: Floats = field(default_factory=_no_floats)
    swap_demand: Ints = field(default_factory=_no_ints)
    swap_point: Ints = field(default_factory=_no_ints)
    swap_units: Floats = field(default_factory=_no_floats)
    swap_margin: Floats = field(default_factory=_no_floats)

    @property
    def first_flow(self) -> int:
        """Column of the first flow."""
        return len(self.make_point)

    @property
    def first_demand(self) -> int:
        """Column of the first demand."""
        return len(self.make_point) + len(self.flow_source)


@dataclass(frozen=True, slots=True)
class Failure:
    """What fails together: columns and limits that can do less for a time.

    days             (0, inf), the window that is looked at, whole and partial outage together
    columns, limits  rows of what is hit
    able_columns, able_limits    days of whole work left to each within the window, [0, days]
    worst_columns, worst_limits  least part that is left on any day, [0, 1]: what a failure that never ends leaves
    phases           the same failure in parts that do not change, where it heals
    """

    name: str
    days: float
    columns: Ints
    able_columns: Floats
    worst_columns: Floats
    limits: Ints = field(default_factory=_no_ints)
    able_limits: Floats = field(default_factory=_no_floats)
    worst_limits: Floats = field(default_factory=_no_floats)
    phases: tuple[Failure, ...] = ()


def failing(name: str, days: float, columns: Sequence[int] | Ints, *, keeps: float = 0.0) -> Failure:
    """A failure that leaves the same part of some columns throughout.

    keeps   [0, 1], the part of the usual work that goes on

    >>> failing("fire", 8.0, [3], keeps=0.25).able_columns.tolist()
    [2.0]
    """
    rows = np.asarray(columns, dtype=np.int64)
    return Failure(name, days, rows, np.full(len(rows), keeps * days), np.full(len(rows), keeps))


@dataclass(frozen=True, slots=True)
class Plan:
    """A supply network as the paper writes it: a node makes one thing of materials, a plant limits the nodes in it.

    edges      (who sends, who receives), in the order in which flows are numbered
    materials  node → what it supplies, its own name where left out
    bills      node → material → units for one made
    """

    nodes: Sequence[str]
    edges: Sequence[tuple[str, str]]
    bills: Mapping[str, Mapping[str, float]]
    stock: Mapping[str, float]
    demand: Mapping[str, float]
    margin: Mapping[str, float]
    capacity: Mapping[str, float] = field(default_factory=dict)
    plants: Mapping[str, str] = field(default_factory=dict)
    materials: Mapping[str, str] = field(default_factory=dict)


def static_of(plan: Plan) -> Static:
    """The columns of a plan: node n is point n and make n.

    `capacity` is units a day by plant, where `plants` names the plant of a node, else by node.

    >>> chain = Plan("SV", [("S", "V")], {"V": {"S": 1.0}}, {"S": 30.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0})
    >>> static_of(chain).need_units.tolist()
    [1.0]
    """
    at = {node: row for row, node in enumerate(plan.nodes)}
    needs = [(node, material, units) for node, bill in plan.bills.items() for material, units in bill.items()]
    need = {(node, material): row for row, (node, material, _) in enumerate(needs)}
    fed = [need[to, plan.materials.get(source, source)] for source, to in plan.edges]
    count, flows, sold = len(at), len(plan.edges), list(plan.demand)
    plant = [plan.plants.get(node, node) for node in plan.nodes]
    alone = [plant.count(each) == 1 for each in plant]
    names = list(dict.fromkeys(each for each, only in zip(plant, alone, strict=True) if not only))
    able = [
        plan.capacity.get(each, np.inf) if only else np.inf for each, only in zip(plant, alone, strict=True)
    ]
    shared = [at for at, only in enumerate(alone) if not only]
    return Static(
        points=tuple(plan.nodes),
        demands=tuple(sold),
        stock=np.array([float(plan.stock.get(node, 0.0)) for node in plan.nodes]),
        make_point=np.arange(count),
        made=np.ones(count),
        need_make=np.array([at[node] for node, _, _ in needs], dtype=np.int64),
        need_units=np.array([float(units) for _, _, units in needs]),
        need_stock=np.zeros(len(needs)),
        flow_source=np.array([at[source] for source, _ in plan.edges], dtype=np.int64),
        flow_point=np.full(flows, -1, dtype=np.int64),
        flow_need=np.array(fed, dtype=np.int64),
        capacity=np.concatenate([np.array(able, dtype=np.float64), np.full(flows + len(sold), np.inf)]),
        usual=np.full(count + flows + len(sold), np.inf),
        demand_point=np.array([at[node] for node in sold], dtype=np.int64),
        rate=np.array([float(plan.demand[node]) for node in sold]),
        margin=np.array([float(plan.margin[node]) for node in sold]),
        limit_rate=np.array([float(plan.capacity.get(name, np.inf)) for name in names]),
        limit_usual=np.full(len(names), np.inf),
        limit_row=np.array([names.index(plant[at]) for at in shared], dtype=np.int64),
        limit_column=np.array(shared, dtype=np.int64),
        limit_weight=np.ones(len(shared)),
    )
