"""The planner's words: money, days and the sentence that is the report's title."""

from __future__ import annotations

import math
from collections.abc import Sequence

from echelon.disruption.impact import Disruption

NOT_MODELLED = (
    "Goods that have left feel a closed port or canal, and a closed lane where the lane says "
    "so (`when_lane_closes`); else they arrive.",
    "Nobody re-plans: shares between sources and targets stay as they are during a disruption; only lanes that say so go round, "
    "by the ways that they list, and who asks the cheapest source sees the day's freight and prices.",
    "A fire destroys what is in stock, not what waits at the dock, beside a recipe or in a port's queue.",
    "A site without a stated capacity is unlimited until disrupted; then the factor applies to what is usual on a busy day.",
    "Quantities are rounded to whole pieces only where the item has a quantum; shortages are shared in proportion to what is "
    "owed, unless the stock point has another rule.",
    "Nobody aims at more of an item because it may be taken in place of another; substitutes come out of what is left of it.",
    "A warning changes nothing by itself: nobody builds up stock or brings orders forward because a disruption is announced.",
    "Hazards and cascades go by what disruptions say, not by stock or queues that the run makes of it; nothing that the run does "
    "makes an event likelier.",
    "Customers do not leave for good, and prices do not follow shortage, unless a disruption says so; nobody hoards.",
    "What is destroyed or withdrawn costs its disposal and what is not sold; insurance, fines and repair are not paid.",
    "Holding cost is charged on stock and on goods waiting for a set or at the dock; on goods under way only where their lane "
    "says so.",
)
"""What a reader might expect of the world and would not find."""


def money(amount: float, currency: str) -> str:
    """An amount with two or three digits and its scale.

    >>> money(3604123.0, "EUR"), money(-950.4, "EUR")
    ('3.6 M EUR', '-950 EUR')
    """
    for scale, letter in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(amount) >= scale:
            part = amount / scale
            return f"{part:.1f}{letter} {currency}" if abs(part) < 100 else f"{part:.0f}{letter} {currency}"
    return f"{amount:.0f} {currency}"


def days(count: float, horizon: int) -> str:
    """A number of days, or that it does not happen within the horizon.

    >>> days(1.0, 365), days(math.inf, 365)
    ('1 day', 'not within 365 days')
    """
    if not math.isfinite(count):
        return f"not within {horizon} days"
    return f"{count:.0f} day" + ("" if count == 1 else "s")


def counted(many: int, noun: str) -> str:
    """So many of something in words.

    >>> counted(1, "day"), counted(2000, "lane")
    ('1 day', '2,000 lanes')
    """
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def finding(disruptions: Sequence[Disruption], loss: float, survive: float, currency: str) -> str:
    """The title of a report: what was lost, for how long, what it costs and when it is felt."""
    names = ", ".join(dict.fromkeys(name for disruption in disruptions for name in disruption.targets))
    first = disruptions[0]
    lasts = (
        f" for {days(first.ends - first.start, 0)}"
        if len(disruptions) == 1 and first.ends > first.start
        else ""
    )
    if first.attribute == "demand":
        verb = f"Demand of {names} at {first.strength:.0%}"
    elif first.strength > 0:
        verb = f"Running {names} at {first.strength:.0%}"
    else:
        verb = f"Losing {names}"
    if not math.isfinite(survive):
        return f"{verb}{lasts} is not felt by customers"
    felt = "from the first day" if survive == 0 else f"after {days(survive, 0)}"
    return f"{verb}{lasts} costs {money(loss, currency)} and is felt {felt}"


def by_chance(names: Sequence[str], loss: float, worst: float, currency: str, *, part: float = 0.05) -> str:
    """The title of a report of what comes by chance: what it costs on average and in the worst part of cases.

    >>> by_chance(["storm", "quake", "fire", "flood"], 1.2e6, 7.9e6, "EUR")
    'Storm, quake and 2 more cost 1.2 M EUR on average, 7.9 M EUR in the worst 5 % of cases'
    """
    few = list(names) if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    named = " and ".join([", ".join(few[:-1]), few[-1]] if len(few) > 1 else few)
    verb = "costs" if len(names) == 1 else "cost"
    costs = f"{money(loss, currency)} on average, {money(worst, currency)} in the worst {100 * part:.3g} % of cases"
    return f"{named[:1].upper()}{named[1:]} {verb} {costs}"
