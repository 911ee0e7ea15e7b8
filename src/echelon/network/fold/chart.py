"""What a fold must know of a network: which ids exist, what each feeds, what a unit is worth. Made once, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from echelon.network.build import Structure, build
from echelon.network.costs import Costs, bought_outside, costs
from echelon.network.detours import listed, ways_round
from echelon.network.exchange import Dated, dated_rates
from echelon.network.model import Network, words
from echelon.network.numbering import lane_labels
from echelon.network.opening import input_ids
from echelon.network.rates import Rates, of_lanes, rates
from echelon.network.substitutes import substitutes
from echelon.network.totals import totals


@dataclass(frozen=True, slots=True)
class Worth:
    """One place where goods lie: a stock point, or an input that waits for a recipe. Money per unit (and day)."""

    stocked: bool
    id: str
    value: float
    holding: float
    out: tuple[str, ...] = ()
    """Flows that leave a stock point."""
    docks: tuple[str, ...] = ()
    """What waits at its dock: flows that it is fed by, or itself where a recipe feeds it."""


@dataclass(frozen=True, slots=True)
class Freight:
    """What shipping on a flow costs: money per unit and per shipment, kg of CO2 per unit."""

    flow: str
    unit: float
    shipment: float
    co2: float
    currency: int
    hit: str
    """Subject of what is said of its freight: its factor is the lane's, in `State.capacity`."""


@dataclass(frozen=True, slots=True)
class Starting:
    """What starting at a stock point costs: money and kg of CO2 per unit.

    hit      subject of what is said of its item's price
    outside  standard cost of what comes from outside the network, where no other is stated, in the network's currency
    """

    point: str
    unit: float
    co2: float
    currency: int
    hit: str
    outside: float


@dataclass(frozen=True, slots=True)
class Price:
    """What a customer pays per unit, which is worth `value`, and is paid per unit owed and day, and per unit not on time.

    due     days from asking within which delivery is on time
    weight  what a unit counts for in totals of all customers
    """

    demand: str
    price: float
    currency: int
    value: float
    owed: float
    late: float
    penalty_currency: int
    due: int
    weight: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A network as a chart of accounts. Sums of a fold run in the order of these tuples, which is that of the World.

    start     date of day 0
    bought    flow → the stock point whose stock it fills;  staging  flow → the input that waits for a recipe
    inputs    (stock point, item) → the id of that input, `site:input>item`
    drawn     (stock point, item) → the flow by which that input is drawn out of its store
    signed    stock points that start without orders, and the flows that they draw by: more than was ordered may be taken
    owing     stock point, its outgoing flows, its demands
    worth     where goods lie;  exchange  rates of each currency by date: where one is said, it is a row of these
    freight   lanes that cost or emit something;  detour  flow → money per unit that goes round, currency, kg of CO2
    around    (flow, place) → the same of each way round it, where several are listed
    prices    what customers pay, and are paid;  unit  of totals of all customers
    swaps     demand → price of its substitute per unit served, currency, worth;  their day is counted after that of the others
    fees      of orders, each with its flow or stock point, in the order in which points review
    starts    stock points at which starting costs or emits something, or may
    set_ups   resource and item, money per set-up, currency;  overtime  resource, money per hour, currency
    expedite  flow, money per unit expedited, currency
    transit   flow, money per unit under way and day, currency;  ways  of these flows, the places that they pass
    disposal  stock point, money per unit got rid of, currency
    """

    start: str
    points: tuple[str, ...]
    flows: tuple[str, ...]
    demands: tuple[str, ...]
    bought: Mapping[str, str]
    staging: Mapping[str, str]
    inputs: Mapping[tuple[str, str], str]
    drawn: Mapping[tuple[str, str], str]
    signed: frozenset[str]
    owing: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    worth: tuple[Worth, ...]
    exchange: tuple[Dated, ...]
    freight: tuple[Freight, ...]
    detour: Mapping[str, tuple[float, int, float]]
    around: Mapping[tuple[str, str], tuple[tuple[float, int, float], ...]]
    prices: tuple[Price, ...]
    unit: str
    swaps: Mapping[str, tuple[float, int, float]]
    fees: tuple[tuple[str, float, int], ...]
    starts: tuple[Starting, ...]
    transit: tuple[tuple[str, float, int], ...]
    ways: Mapping[str, tuple[str, ...]]
    disposal: tuple[tuple[str, float, int], ...]
    set_ups: tuple[tuple[str, float, int], ...]
    overtime: tuple[tuple[str, float, int], ...]
    expedite: tuple[tuple[str, float, int], ...]


def chart(net: Network, structure: Structure | None = None, prices: Rates | None = None) -> Chart:
    """The chart of a network that has passed its checks.

    >>> from echelon.testing.networks import hand_made
    >>> chart(hand_made()).staging["Brno Glass→Izmir Works:glass>lamp"]
    'Izmir Works:glass>lamp'
    """
    s = structure or build(net)
    r, c = prices or rates(net, s), costs(net, s)
    inputs, total = input_ids(net, s), totals(net, s, r)
    return Chart(
        start=net.settings.start_date,
        points=s.points,
        flows=s.flows,
        demands=s.demands,
        bought={s.flows[f]: s.points[p] for f, p in _flow_points(s) if s.recipe_row[p] < 0},
        staging={s.flows[f]: inputs[g] for g in inputs for f in range(s.flow_start[g], s.flow_start[g + 1])},
        inputs={(s.points[s.group_point[g]], _item(net, s, g)): name for g, name in inputs.items()},
        drawn=_drawn(net, s),
        signed=_signed(net, s),
        owing=tuple(_owing(s, point) for point in range(len(s.points))),
        worth=_worth(s, r, inputs),
        exchange=dated_rates(net),
        freight=_freight(net, s, r, c),
        around=_around(net, s, r),
        detour={s.flows[f]: (float(r.detour[f]), int(r.currency[f]), float(r.detour_co2[f]))
                for f in np.flatnonzero((r.detour != 0.0) | (r.detour_co2 != 0.0)).tolist()},
        prices=tuple(map(Price, s.demands, r.price.tolist(), r.price_currency.tolist(), r.value[s.demand_point].tolist(),
                         r.stockout.tolist(), c.late.tolist(), r.penalty_currency.tolist(),
                         net["demand"]["due_days"][s.demand_row].astype(np.int64).tolist(), total.weights.tolist())),
        unit=total.unit,
        swaps=_swaps(net, s, r),
        fees=tuple(_fees(s, r, c)),
        starts=tuple(_starts(net, s, r, c)),
        transit=tuple((s.flows[f], float(c.transit[f]), int(r.currency[f])) for f in np.flatnonzero(c.transit).tolist()),
        ways={s.flows[f]: tuple(words(net["lane"]["via"][s.lane_row[f]])) for f in np.flatnonzero(c.transit).tolist()},
        disposal=tuple((s.points[p], float(c.disposal[p]), int(c.item_currency[p]))
                       for p in np.flatnonzero(c.disposal).tolist()),
        expedite=tuple(_expedite(net, s, r)),
        set_ups=tuple(_set_ups(net, s, c)),
        overtime=tuple((f"resource:{net['resource'].label(row)}", float(cost), 0)
                       for row, cost in enumerate(net["resource"]["overtime_cost_per_hour"].tolist()) if cost),
    )  # fmt: skip


def _swaps(net: Network, s: Structure, r: Rates) -> dict[str, tuple[float, int, float]]:
    x = substitutes(net, s, r)
    rows = zip(x.demand.tolist(), x.price.tolist(), x.currency.tolist(), x.value.tolist(), strict=True)
    return {s.demands[d]: (price, currency, value) for d, price, currency, value in rows}


def _freight(net: Network, s: Structure, r: Rates, c: Costs) -> tuple[Freight, ...]:
    columns = (r.freight, c.shipment, c.co2)
    costly = [f for f in s.out_flow.tolist() if any(column[f] for column in columns)]
    lanes = lane_labels(net) if costly else []
    return tuple(
        Freight(s.flows[f], float(r.freight[f]), float(c.shipment[f]), float(c.co2[f]), int(r.currency[f]),
                f"freight:{lanes[s.lane_row[f]]}")
        for f in costly
    )  # fmt: skip


def _around(
    net: Network, s: Structure, r: Rates
) -> dict[tuple[str, str], tuple[tuple[float, int, float], ...]]:
    ways, found, lanes = (
        listed(net),
        dict[tuple[str, str], tuple[tuple[float, int, float], ...]](),
        net["lane"],
    )
    for f, lane in enumerate(s.lane_row.tolist() if ways else ()):
        if lane >= 0 and lanes["when_closed"][lane] == "reroute":
            for place in words(lanes["via"][lane]):
                here, currency = ways_round(net, ways, lane, place), int(r.currency[f])
                found[s.flows[f], place] = tuple((way.cost, currency, way.co2) for way in here)
    return found


def _starts(net: Network, s: Structure, r: Rates, c: Costs) -> Iterator[Starting]:
    items, outside = net["item"]["name"], bought_outside(s, r, c)
    for p in np.flatnonzero((c.start != 0.0) | (c.start_co2 != 0.0) | (outside != 0.0)).tolist():
        yield Starting(s.points[p], float(c.start[p]), float(c.start_co2[p]), int(c.recipe_currency[p]),
                       f"price:{items[s.item[p]]}", float(outside[p]))  # fmt: skip


def _fees(s: Structure, r: Rates, c: Costs) -> Iterator[tuple[str, float, int]]:
    """Points review from customers to sources; a production order comes before its call-offs."""
    for p in reversed(range(len(s.points))):
        if c.release[p]:
            yield s.points[p], float(c.release[p]), int(c.recipe_currency[p])
        for f in range(s.flow_start[s.group_start[p]], s.flow_start[s.group_start[p + 1]]):
            if c.order[f]:
                yield s.flows[f], float(c.order[f]), int(r.currency[f])


def _expedite(net: Network, s: Structure, r: Rates) -> Iterator[tuple[str, float, int]]:
    """Flows in the order in which their senders serve them."""
    cost = of_lanes(s, net["lane"]["expedite_cost_per_unit"])
    for f in s.out_flow.tolist():
        if cost[f]:
            yield s.flows[f], float(cost[f]), int(r.currency[f])


def _set_ups(net: Network, s: Structure, c: Costs) -> Iterator[tuple[str, float, int]]:
    """Resources share their hours one after another; each looks at its users in the order of points."""
    resources, recipes = net["resource"], net["recipe"]
    users: dict[tuple[str, str], list[int]] = {}
    for p in np.flatnonzero(c.set_up).tolist():
        row = s.recipe_row[p]
        users.setdefault((recipes["site"][row], recipes["resource"][row]), []).append(p)
    for row, place in enumerate(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True)):
        for p in users.get(place, ()) if resources["sequencing"][row] == "campaign" else ():
            item = net["item"]["name"][s.item[p]]
            yield f"resource:{resources.label(row)}>{item}", float(c.set_up[p]), int(c.recipe_currency[p])


def _item(net: Network, s: Structure, group: int) -> str:
    return str(net["item"]["name"][s.group_item[group]])


def _drawn(net: Network, s: Structure) -> dict[tuple[str, str], str]:
    store = net["stock point"]["allocation"][s.point_row] == "drawn"
    groups = np.searchsorted(s.flow_start, np.arange(len(s.flows)), side="right") - 1
    return {(s.points[s.group_point[g]], _item(net, s, g)): s.flows[f]
            for f, g in enumerate(groups.tolist()) if store[s.source[f]]}  # fmt: skip


def _signed(net: Network, s: Structure) -> frozenset[str]:
    starts = net["recipe"]["starts"]
    points = {
        s.points[p] for p, row in enumerate(s.recipe_row.tolist()) if row >= 0 and starts[row] == "complete"
    }
    return frozenset(points | {flow for (point, _), flow in _drawn(net, s).items() if point in points})


def _flow_points(s: Structure) -> list[tuple[int, int]]:
    """Each flow with the point that it feeds."""
    groups = enumerate(s.group_point.tolist())
    return [(f, point) for g, point in groups for f in range(s.flow_start[g], s.flow_start[g + 1])]


def _owing(s: Structure, point: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    flows = s.out_flow[s.out_start[point] : s.out_start[point + 1]]
    demands = s.demands[s.demand_start[point] : s.demand_start[point + 1]]
    return s.points[point], tuple(s.flows[f] for f in flows), demands


def _worth(s: Structure, r: Rates, inputs: Mapping[int, str]) -> tuple[Worth, ...]:
    found: list[Worth] = []
    for p, point in enumerate(s.points):
        groups = range(s.group_start[p], s.group_start[p + 1])
        found += [
            Worth(False, inputs[g], float(r.group_value[g]), float(r.group_holding[g]))
            for g in groups
            if g in inputs
        ]
        fed = range(s.flow_start[s.group_start[p]], s.flow_start[s.group_start[p + 1]])
        docks = (point,) if s.recipe_row[p] >= 0 else tuple(s.flows[f] for f in fed)
        found.append(Worth(True, point, float(r.value[p]), float(r.holding[p]), _owing(s, p)[1], docks))
    return tuple(found)
