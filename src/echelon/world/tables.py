"""Everything a kernel reads and never writes: one row per entity, the same for every replication.

Rows are records (structured arrays), so that a law takes `point` or `flow` and reads its fields by name. Measured: tuples
of arrays handed from function to function made the compiler take minutes and each call microseconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

PLENTY = 1e300
"""A bound that bounds nothing."""

POINT = np.dtype([
    ("policy", "i8"), ("own", "i8"), ("target", "f8"), ("reorder", "f8"), ("quantity", "f8"),
    ("review_every", "i8"), ("review_first", "i8"), ("review_calendar", "i8"),
    ("sourcing", "i8"), ("emergency", "f8"),
    ("lots", "i8"), ("least", "f8"), ("multiple", "f8"), ("most", "f8"), ("rule", "i8"),
    ("draws", "i8"), ("pushes", "i8"), ("claim", "i8"), ("claim_end", "i8"),
    ("grants", "i8"), ("in_turn", "i8"), ("quantum", "f8"),
    ("makes", "i8"), ("batched", "i8"), ("batch", "f8"), ("batch_least", "f8"),
    ("capacity", "f8"), ("calendar", "i8"), ("usual", "f8"), ("starts", "f8"), ("leaves", "f8"),
    ("pipe", "i8"), ("resource", "i8"), ("hours", "f8"),
    ("gate", "i8"), ("value", "f8"), ("holding", "f8"),
    ("group", "i8"), ("group_end", "i8"), ("out", "i8"), ("out_end", "i8"), ("demand", "i8"), ("demand_end", "i8"),
    ("output", "i8"), ("output_end", "i8"), ("scraps", "i8"), ("planned", "i8"),
    ("line", "i8"), ("dear", "i8"), ("outside", "f8"),
])  # fmt: skip
"""A stock point; suppliers come before receivers.

policy code of `world.policy`; own address of a user's policy that stands in its place (see `policy.own`), or 0;
target, reorder, quantity unit; reviewed every so many days from the first, where its row of `Tables.season` is above 0;
sourcing code of `law.sourcing`, emergency point;
lots 1 where orders are at least `least`, in whole multiples of `multiple` (0: any), at most `most`; rule code of `law.ration`,
grants 1 where claims are granted one by one, in_turn 1 where one after another, and its range of `Tables.claims`; quantum, whole
multiples of which move (0: any); draws 1 where inputs come out of stores, pushes 1 where a recipe starts whatever its inputs
allow, ordered or not; makes 1 where a recipe feeds it; batched 1 where starts are whole multiples of `batch`
(0: any), at least `batch_least`; capacity units a day that may be started (inf: no limit), times the factor of its row calendar
of `Tables.season`; usual what starts on a busy day; starts, leaves what usually can start and leave in a day, which disruptions
cut; pipe of its recipe; resource row or -1, hours of it per unit; gate row of its
site or -1; value, holding money per unit (and day); then its ranges of groups, outgoing flows, demands and by-products; scraps
row of `Tables.yields` or -1, planned 1 where orders are raised for scrap; line gate row of its recipe, dear that of its item's
price, or -1; outside standard cost of what comes from outside the network without a stated cost, or 0."""

GROUP = np.dtype([
    ("flow", "i8"), ("flow_end", "i8"), ("quantity", "f8"), ("quantum", "f8"), ("value", "f8"), ("holding", "f8"),
])  # fmt: skip
"""What a point is fed through: one per input of its recipe, or one for its lanes; with its range of flows, and the item's
quantum."""

FLOW = np.dtype(
    [
        ("share", "f8"),
        ("capacity", "f8"),
        ("usual", "f8"),
        ("source", "i8"),
        ("freight", "f8"),
        ("currency", "i8"),
        ("gate", "i8"),
        ("gate_end", "i8"),
        ("heard", "i8"),
        ("post", "i8"),
        ("cancel", "i8"),
        ("blanket", "i8"),
        ("route", "i8"),
        ("convoy", "i8"),
        ("sails", "i8"),
        ("hurries", "i8"),
        ("pooled", "i8"),
        ("dear", "i8"),
    ]
)
"""A lane or hand-over: part of the group's need; capacity, what usually passes in units a day; the point that ships; money
per unit, in a row of `Tables.fx`; its range of `Tables.flow_gates`; the row of `State.ordered` with what its supplier hears
today; row of `Tables.post` where orders travel, of `Tables.cancel` where they are cancelled, of `Tables.blanket` where a
minimum is agreed, of `Route.flows` where its passages are hit, of `State.last` where shipments keep their order, of
`Sailing.factor` where they leave on certain days, or -1; hurries 1 where shipments may be
expedited; pooled 1 where the lane's capacity is shared day by day (see `law.handle`), of which its own is the mean part; dear
gate row of its lane's freight or -1."""

PIPE = np.dtype([
    ("lead", "i8"), ("base", "i8"), ("slots", "i8"), ("start", "i8"), ("shift", "i8"), ("key0", "u4"), ("key1", "u4"),
    ("gate", "i8"), ("least", "i8"), ("longest", "i8"),
])  # fmt: skip
"""Goods under way; flows first, then recipes. lead whole days, or -1 where drawn from the alias table at `start`, `shift`;
base, slots: the rows of the ring it owns (lead + 1, or longest lead + 1); key of its random stream; gate row of what
stretches it or -1, and the least and most days that this may come to."""

DEMAND = np.dtype([
    ("kind", "i8"), ("mean", "f8"), ("loc", "f8"), ("scale", "f8"), ("table", "i8"), ("start", "i8"), ("shift", "i8"),
    ("active", "i8"), ("updates", "i8"), ("calendar", "i8"), ("lost", "i8"), ("waits", "f8"), ("due", "i8"), ("whole", "i8"),
    ("swap", "i8"), ("gate", "i8"), ("price", "f8"), ("currency", "i8"), ("value", "f8"), ("weight", "f8"), ("stockout", "f8"),
    ("penalty_currency", "i8"), ("key0", "u4"), ("key1", "u4"),
])  # fmt: skip
"""What a customer asks. kind 0 constant, 1 quantile table, 2 alias table, 3 forecast; mean units a day; quantity = loc + scale x
what the table says, not below 0 (forecast: loc + scale x each of its updates); on days with a word below active (0 to 2^32),
else nothing; times the factor of the row calendar of `Tables.season`; lost 1 where all unmet demand is lost; waits the part
of what is asked that is sure to wait if it is not met; due days within which delivery is on time; whole 1 where no part
is taken; swap row of `Tables.swap` or -1; gate row or -1; price and stock-out penalty per unit, each in a row of `Tables.fx`;
what a unit is worth, and its weight: what it counts for in totals of all customers (see `network.totals`)."""

RESOURCE = np.dtype([("gate", "i8"), ("user", "i8"), ("user_end", "i8"), ("rule", "i8"), ("campaign", "i8"),
                     ("own", "i8")])  # fmt: skip
"""Shared capacity: gate row of its site or -1, own gate row or -1, its range of `Tables.users`, the code of its sequencing (see
`law.sequence`), row of `Tables.campaigns` or -1."""


class Tables(NamedTuple):
    """All of them, with the lists they point into, and the tables of laws that may be absent (then None).

    passes, steps: the order of the day (see `timetable.program`)
    claims [F + D, 2] of each point in the order in which it rations (see `law.ration`)
    out [F] flows by the point that ships; flow_gates: gate rows of flows; users: points of resources
    hours [resource, day]; season [row, day] factors of calendars, growth and traces, row 0 all 1, also of days beyond the last
    quantiles [table, knot]
    ages [queue] numbers of queues in which what waits is told apart by day (see `law.ages`)
    limits, others: alias tables of lead times and demands, end to end
    fx [currency, day] units of the network's currency in one of each, row 0 all 1
    reach what levers act on (see `law.lever`), None where nobody moves them
    """

    points: Any
    groups: Any
    flows: Any
    pipes: Any
    demands: Any
    resources: Any
    out: Any
    flow_gates: Any
    users: Any
    hours: Any
    season: Any
    quantiles: Any
    limits: Any
    others: Any
    fx: Any
    passes: Any
    steps: Any
    claims: Any
    ration: Any
    post: Any
    draw: Any
    hold: Any
    echelon: Any
    review: Any
    plan: Any
    forget: Any
    fees: Any
    correlate: Any
    adapt: Any
    sourcing: Any
    cancel: Any
    blanket: Any
    quanta: Any
    outputs: Any
    yields: Any
    campaigns: Any
    requirements: Any
    set_ups: Any
    overtime: Any
    expedite: Any
    patience: Any
    due: Any
    swap: Any
    closures: Any
    route: Any
    convoy: Any
    sailing: Any
    shelf: Any
    dock: Any
    handling: Any
    ages: Any
    turns: Any
    ruin: Any
    cheapest: Any
    reach: Any


class Changes(NamedTuple):
    """Factors that change on a day, for a range of lanes `[change]`, sorted by day.

    start [days+1] changes of a day; gate row; first, last lanes [first, last); factor from that day on
    gates how many rows there are
    """

    start: Any
    gate: Any
    first: Any
    last: Any
    factor: Any
    gates: int


def no_changes(days: int) -> Changes:
    """Nothing is disrupted."""
    none = np.zeros(0, dtype=np.int64)
    return Changes(np.zeros(days + 1, dtype=np.int64), none, none, none, np.zeros(0), 0)


def laid_out(tables: Tables) -> Tables:
    """Its arrays as a kernel is compiled for them: one number after another, and writable.

    A column that says the same in all rows holds it once and read-only, which is another type: without this a kernel would be
    compiled again for such data.
    """
    return Tables(*map(_laid_out, tables))


def _laid_out(part: Any) -> Any:
    if isinstance(part, np.ndarray):
        return np.require(part, requirements=("C", "W"))
    return part._make(map(_laid_out, part)) if hasattr(part, "_make") else part


def records(kind: np.dtype[Any], count: int, **columns: Any) -> Any:
    """Rows of a record type from columns; columns not named are 0."""
    rows = np.zeros(count, dtype=kind)
    for name, values in columns.items():
        rows[name] = values
    return rows
