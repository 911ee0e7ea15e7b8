"""Who is awarded how much: offers by what a unit of them is worth above its price, until the need is met.

An initiator takes the best offer whole, then the next, and of the last as much as is still needed. Where offers can be
divided that is the best there is: the linear program max Σ (worth - price) x, Σ x <= need, 0 <= x <= units is a continuous
knapsack. An offer whose least quantity is above what is still needed is passed over.
Source: Dantzig, Discrete-Variable Extremum Problems, Operations Research 5(2), 1957.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.agents.negotiate.compiled import when_called
from echelon.core.lanes import law

REASONS = (
    "not called",
    "won",
    "won in part",
    "too dear",
    "others were better",
    "below its least",
    "refused",
    "no answer in time",
    "withdrew",
    "not known whether sold",
    "called off",
)
"""How it ended for a participant, and why it lost; the codes of `reason`."""
WON, PART, DEAR, WORSE, BELOW, REFUSED, SILENT, WITHDREW, UNKNOWN, OFF = range(1, len(REASONS))


class Offers(NamedTuple):
    """What an initiator chooses from. All `[initiator, participant, lane]`.

    units   unit, [0, inf)          offered
    value   money/unit, (-inf, inf) worth above price
    price   money/unit              settles ties
    least   unit, [0, inf)          the least that may be awarded, if any is
    """

    units: Any
    value: Any
    price: Any
    least: Any


def no_offers(shape: tuple[int, ...], least: Any) -> Offers:
    """Nothing offered yet; arrays to be written."""
    units, value, price = np.zeros((3, *shape))
    return Offers(units, value, price, least)


@law
def better(offers: Any, c: Any, one: Any, other: Any, lane: Any) -> Any:
    """Whether one offer comes before another: by value, then by the lower price; of equals the one listed first."""
    gain = offers.value[c, one, lane] - offers.value[c, other, lane]
    return gain > 0.0 or (gain == 0.0 and offers.price[c, one, lane] < offers.price[c, other, lane])


@law
def choose(offers: Any, need: Any, c: Any, lane: Any, award: Any, reason: Any) -> None:
    """Award one initiator's need in one lane; `reason` is -1 where there is an offer, and becomes its code."""
    left = need
    for _ in range(offers.units.shape[1]):
        best = -1
        for p in range(offers.units.shape[1]):
            if reason[c, p, lane] == -1 and (best < 0 or better(offers, c, p, best, lane)):
                best = p
        if best < 0:
            break
        units = min(left, offers.units[c, best, lane])
        code = WON if units == offers.units[c, best, lane] else PART
        if offers.value[c, best, lane] < 0.0:
            units, code = 0.0, DEAR
        elif left <= 0.0:
            units, code = 0.0, WORSE
        elif units < offers.least[c, best, lane]:
            units, code = 0.0, BELOW
        award[c, best, lane], reason[c, best, lane] = units, code
        left -= units


@when_called
def _choose_all(offers: Any, need: Any, award: Any, reason: Any) -> None:
    for lane in range(need.size):
        choose(offers, need[lane], 0, lane, award, reason)


def best_award(need: Any, units: Any, value: Any, *, price: Any = 0.0, least: Any = 0.0) -> tuple[Any, Any]:
    """The awards of one initiator, and the code of why for each. Both `[participant, lane]`

    need    unit `[lane]`;  units, value, price, least `[participant, lane]` as in `Offers`
    Equal value: the lower price first, then the participant listed first.

    >>> awards, reason = best_award([10.0], [[4.0], [9.0], [5.0]], [[3.0], [2.0], [-1.0]])
    >>> awards.ravel().tolist(), [REASONS[code] for code in reason.ravel()]
    ([4.0, 6.0, 0.0], ['won', 'won in part', 'too dear'])
    """
    units = np.asarray(units, dtype=np.float64)
    rows = [np.ascontiguousarray(np.broadcast_to(np.asarray(each, dtype=np.float64), units.shape))[None]
            for each in (units, value, price, least)]  # fmt: skip
    award = np.zeros_like(rows[0])
    reason = np.where(rows[0] > 0.0, -1, REFUSED).astype(np.int8)
    _choose_all(Offers(*rows), np.ascontiguousarray(need, dtype=np.float64), award, reason)
    return award[0], reason[0]
