"""The order of the day as data: passes over the network, each with the steps that one entity takes in it.

The daily clock reads a timetable as a program, so that one compiled kernel serves them all; people read the same lines, and
they belong to the question's digest. A step's name is that of a function in `world.step`. In a pass, one entity takes all
its steps, then the next one does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest


@dataclass(frozen=True, slots=True)
class Step:
    """What an entity does in one step.

    name    function of `world.step`;  what  what happens, in words
    laws    files of `world.law` it uses;  says  types of event it is told by, without `twin.` and version
    """

    name: str
    what: str
    laws: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pass:
    """A walk over entities, and the names of the steps that each takes."""

    walk: str
    steps: tuple[str, ...]


MORNING = "every site, lane and customer that is disrupted"
UPSTREAM = "stock points, from customers to sources"
RESOURCES = "shared capacities, in any order"
DOWNSTREAM = "stock points, from sources to customers"
WALKS = (UPSTREAM, RESOURCES, DOWNSTREAM)
"""Walks by code; each day begins with `MORNING`."""

SERVING = ("ages", "convoy", "costs", "dear", "draw", "due", "expedite", "forget", "handle", "hold", "inventory", "lever",
           "manufacturing", "money", "passage", "patience", "procurement", "quanta", "ration", "review", "sailing", "stretch",
           "swap", "transport")  # fmt: skip
"""Laws of the steps in which stock leaves."""

DISRUPT = Step("disrupt", "Factors that change today take effect; of stock and goods under way that are hit a part is destroyed; "
               "goods that reach a closed port or canal, or are on a lane that closes, wait, go round or are lost.",
               ("closure", "passage", "review", "ruin"),
               ("resource.status", "inventory.changed", "shipment.milestone"))  # fmt: skip

STEPS: tuple[Step, ...] = (
    Step("ask", "Customers ask. What waits counts as owed at once; what would be lost counts once it is sold, tomorrow.",
         ("correlate", "demand", "lever", "money", "quanta"), ("order.placed",)),
    Step("hear", "Orders of receivers reach the point, those with an order lead time on their day, and are owed.",
         ("draw", "post", "procurement"), ("order.confirmed",)),
    Step("review", "What has waited too long at a source is cancelled. The policy looks at the position (on hand + on order - "
         "owed) and orders; sources get their shares, or are asked in order.",
         ("adapt", "blanket", "cancel", "cheapest", "costs", "draw", "echelon", "hold", "lever", "manufacturing", "plan", "post",
          "procurement", "quanta", "requirements", "review", "scrap", "sequence", "sourcing"), ("order.changed", "order.placed")),
    Step("share_capacity", "Hours go to orders that could start, in proportion to their hours; what is left goes to the others. "
         "Or by another rule, or one item after another with set-ups between them. What a site can handle goes to what could "
         "leave or pass it, then to the rest; lanes over which several recipes call off are shared, and space in store.",
         ("ages", "batch", "campaign", "dock", "handle", "hold", "lever", "manufacturing", "money", "overtime", "procurement",
          "quanta", "sailing", "sequence", "setup", "share", "transport"), ("resource.status",)),
    Step("arrive", "What arrives goes into stock, after a lead time of 0 days too. Where a recipe feeds the point, inputs wait "
         "beside it, full sets start within capacity, and what is finished goes into stock.",
         ("batch", "byproduct", "costs", "dear", "dock", "draw", "hold", "lever", "manufacturing", "procurement", "quanta",
          "review", "scrap", "shelf", "transport"),
         ("goods.received", "production.reported", "inventory.changed", "shipment.milestone")),
    Step("serve", "Stock goes to all that is owed, to receivers and customers by the point's rule, within what the site and each "
         "lane can let out; it leaves stock, and the rest stays owed, or is lost.",
         SERVING,
         ("inventory.changed", "shipment.dispatched", "order.changed")),
    Step("supply", "As `serve`, to receivers only.",
         SERVING,
         ("inventory.changed", "shipment.dispatched")),
    Step("sell", "As `serve`, to customers only.",
         SERVING,
         ("inventory.changed", "shipment.dispatched", "order.changed")),
    Step("value", "What is too old is scrapped. What lies at the point is valued, and its holding charged, with that of goods on "
         "their way there.",
         ("costs", "money", "review", "ruin", "scrap", "shelf"), ("inventory.changed",)),
    Step("substitute", "Who takes another item is served with it, out of what is left when all have been served; then its day is "
         "counted.",
         ("ages", "costs", "due", "handle", "lever", "money", "patience", "procurement", "ration", "review", "swap"),
         ("inventory.changed", "shipment.dispatched", "order.changed")),
)  # fmt: skip
"""Steps by code."""

LAWS = tuple(sorted({law for step in (DISRUPT, *STEPS) for law in step.laws}))
"""All files of `world.law` that any step uses."""

CODE = {step.name: code for code, step in enumerate(STEPS)}
ASK, HEAR, REVIEW, SHARE_CAPACITY, ARRIVE, SERVE, SUPPLY, SELL, VALUE, SUBSTITUTE = range(len(STEPS))

TIMETABLES: dict[str, tuple[Pass, ...]] = {
    "standard": (
        Pass(UPSTREAM, ("ask", "hear", "review")),
        Pass(RESOURCES, ("share_capacity",)),
        Pass(DOWNSTREAM, ("arrive", "serve", "value")),
    ),
    "order_first": (
        Pass(UPSTREAM, ("hear", "review")),
        Pass(RESOURCES, ("share_capacity",)),
        Pass(DOWNSTREAM, ("ask", "arrive", "serve", "value")),
    ),
    "ship_first": (
        Pass(UPSTREAM, ("hear", "review")),
        Pass(RESOURCES, ("share_capacity",)),
        Pass(DOWNSTREAM, ("supply",)),
        Pass(DOWNSTREAM, ("arrive",)),
        Pass(DOWNSTREAM, ("ask", "sell", "value")),
    ),
    "review_last": (
        Pass(RESOURCES, ("share_capacity",)),
        Pass(DOWNSTREAM, ("arrive", "ask", "sell")),
        Pass(UPSTREAM, ("hear", "review")),
        Pass(DOWNSTREAM, ("supply", "value")),
    ),
    "board": (
        Pass(RESOURCES, ("share_capacity",)),
        Pass(DOWNSTREAM, ("arrive", "ask", "hear", "serve")),
        Pass(UPSTREAM, ("review",)),
        Pass(DOWNSTREAM, ("value",)),
    ),
}
"""Name in the network's settings → passes.

standard     customers ask, orders pass up the whole network, goods come down it
order_first  the textbook's: orders are placed before the day's demand is known, so a lead of L days protects L + 1
ship_first   receivers are supplied out of last night's stock, then goods arrive, then customers come
review_last  goods arrive, customers come, then stock is reviewed once and suppliers ship
board        the beer game's: receive, fill orders that have arrived by post, then place one
"""

Program = tuple[np.ndarray, np.ndarray]


def passes(name: str) -> tuple[Pass, ...]:
    """The passes of that name; `BadScenario` with the nearest known name if there is none.

    >>> [each.steps for each in passes("standard")][0]
    ('ask', 'hear', 'review')
    """
    if name not in TIMETABLES:
        close = nearest(name, list(TIMETABLES))
        remedy = f"Did you mean `{close}`?" if close else "Leave it out for `standard`"
        raise BadScenario(
            Finding("E250", "The `timetable`", f"must be one of {', '.join(TIMETABLES)}", name, remedy)
        )
    return TIMETABLES[name]


def timetable(name: str) -> list[tuple[str, Step]]:
    """Each step of a day with the walk it is taken in, as people read it.

    >>> [step.name for _, step in timetable("standard")][:3]
    ['disrupt', 'ask', 'hear']
    """
    told = [(each.walk, STEPS[CODE[step]]) for each in passes(name) for step in each.steps]
    return [(MORNING, DISRUPT), *told]


def whole_day(name: str, *, apart: bool = False, swaps: bool = False) -> tuple[Pass, ...]:
    """The passes of a day, with those that only some networks need.

    apart   value in a pass of its own, because goods of one point may be taken in the turn of another
    swaps   the same, and before it customers look for substitutes when everybody has been served

    >>> [each.steps for each in whole_day("standard", swaps=True)][2:]
    [('arrive', 'serve'), ('substitute',), ('value',)]
    """
    found = passes(name)
    if not (apart or swaps):
        return found
    short = (Pass(p.walk, tuple(step for step in p.steps if step != "value")) for p in found)
    last = ("substitute", "value") if swaps else ("value",)
    return (*(p for p in short if p.steps), *(Pass(DOWNSTREAM, (step,)) for step in last))


def program(name: str, *, apart: bool = False, swaps: bool = False) -> Program:
    """The passes as arrays for the clock: (walk code, first, last) of each `[pass, 3]`, and step codes end to end.

    apart, swaps   as in `whole_day`

    >>> program("standard")[1].tolist()
    [0, 1, 2, 3, 4, 5, 8]
    """
    found = whole_day(name, apart=apart, swaps=swaps)
    ends = np.cumsum([0, *(len(each.steps) for each in found)])
    rows = [
        (WALKS.index(each.walk), first, last)
        for each, first, last in zip(found, ends[:-1], ends[1:], strict=True)
    ]
    codes = [CODE[step] for each in found for step in each.steps]
    return np.array(rows, dtype=np.int64), np.array(codes, dtype=np.int64)


def posts(name: str) -> bool:
    """Whether orders always travel overnight, because a point hears its receivers before they order.

    >>> posts("standard"), posts("board")
    (False, True)
    """
    order = [step.name for _, step in timetable(name)]
    return order.index("hear") < order.index("review") and not any(
        {"hear", "review"} <= set(each.steps) for each in passes(name)
    )


def sails_overnight(name: str) -> bool:
    """Whether what is sent to receivers arrives tomorrow at the earliest, because today's arrivals are over.

    >>> sails_overnight("standard"), sails_overnight("review_last")
    (False, True)
    """
    at = {step: number for number, each in enumerate(passes(name)) for step in each.steps}
    return at["arrive"] < at.get("supply", at["arrive"])


def asks_late(name: str) -> bool:
    """Whether stock is reviewed before the day's customers have asked.

    >>> [name for name in TIMETABLES if asks_late(name)]
    ['order_first', 'ship_first']
    """
    order = [step.name for _, step in timetable(name)]
    return order.index("review") < order.index("ask")


def reviews_open(name: str) -> bool:
    """Whether stock is reviewed when the day's customers have asked and are not yet served; else what they asked is over.

    >>> [name for name in TIMETABLES if reviews_open(name)]
    ['standard']
    """
    order = [step.name for _, step in timetable(name)]
    sells = order.index("sell" if "sell" in order else "serve")
    return order.index("ask") < order.index("review") < sells


def document(name: str) -> list[list[str]]:
    """What of a timetable belongs to a question's digest: who is walked over and what is done, not how it is worded.

    >>> document("standard")[0]
    ['stock points, from customers to sources', 'ask', 'hear', 'review']
    """
    return [[each.walk, *each.steps] for each in passes(name)]
