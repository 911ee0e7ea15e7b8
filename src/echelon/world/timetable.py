"""The order of the day as data: what `daily.advance` does, step by step, for people to read and for the question's digest.

A step's name is that of a function of `world.daily`. Steps of one pass are taken together, stock point by stock point:
all of `make` … `value` at one point, then at the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from echelon.core.errors import BadScenario, Finding, nearest


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timetable.

    name    function of `world.daily`;  walk  what the pass goes over, in which order;  what  what happens, in words
    laws    files of `world.law` it uses;  says  types of event it is told by, without `twin.` and version
    """

    name: str
    walk: str
    what: str
    laws: tuple[str, ...]
    says: tuple[str, ...]


MORNING = "every site, lane and customer that is disrupted"
UPSTREAM = "stock points, from customers to sources"
RESOURCES = "shared capacities, in any order"
DOWNSTREAM = "stock points, from sources to customers"

STANDARD: tuple[Step, ...] = (
    Step("disrupt", MORNING, "Factors that change today take effect.", (), ("resource.status",)),
    Step("order", UPSTREAM,
         "Customers ask; the policy looks at the position (on hand + on order - owed, orders of today included) and orders; "
         "the order is split over the sources and reaches them at once, down to the sources of the network.",
         ("demand", "procurement"), ("order.placed",)),
    Step("share_capacity", RESOURCES,
         "Hours go to orders that could start, in proportion to their hours; what is left goes to the others.",
         ("manufacturing", "money"), ()),
    Step("make", DOWNSTREAM,
         "Where a recipe feeds the point: inputs that arrive wait beside it, full sets start within capacity, and what is "
         "finished goes into stock; a lead time of 0 days is finished now.",
         ("manufacturing", "transport"), ("goods.received", "production.reported", "inventory.changed")),
    Step("receive", DOWNSTREAM,
         "Where lanes feed the point: what arrives today goes into stock, from a lead time of 0 days too.",
         ("manufacturing", "transport"), ("goods.received", "inventory.changed")),
    Step("divide", DOWNSTREAM,
         "Stock goes to all that is owed, to receivers and customers in the same proportion, within what the site and each "
         "lane can let out; it leaves stock.",
         ("inventory", "manufacturing", "procurement"), ("inventory.changed",)),
    Step("ship", DOWNSTREAM,
         "Each lane and hand-over takes its part and arrives its lead time later; the rest stays owed.",
         ("inventory", "manufacturing", "money", "transport"), ("shipment.dispatched",)),
    Step("deliver", DOWNSTREAM,
         "Each customer gets its part, what was waited for first; the rest waits, or is lost.",
         ("money",), ("shipment.dispatched", "order.changed")),
    Step("value", DOWNSTREAM, "What lies at the point is valued, and its holding charged.", ("money",), ()),
)  # fmt: skip
"""Orders travel up the whole network in the morning; goods travel down it in the same order of points all day."""

TIMETABLES: dict[str, tuple[Step, ...]] = {"standard": STANDARD}
"""Name in the network's settings → steps."""


def timetable(name: str) -> tuple[Step, ...]:
    """The steps of that name; `BadScenario` with the nearest known name if there is none.

    >>> [step.name for step in timetable("standard")][:3]
    ['disrupt', 'order', 'share_capacity']
    """
    if name not in TIMETABLES:
        close = nearest(name, list(TIMETABLES))
        remedy = f"Did you mean `{close}`?" if close else "Leave it out for `standard`"
        raise BadScenario(
            Finding("E250", "The `timetable`", f"must be one of {', '.join(TIMETABLES)}", name, remedy)
        )
    return TIMETABLES[name]


def document(name: str) -> list[list[str]]:
    """What of a timetable belongs to a question's digest: who is walked over and what is done, not how it is worded.

    >>> document("standard")[0]
    ['disrupt', 'every site, lane and customer that is disrupted']
    """
    return [[step.name, step.walk] for step in timetable(name)]
