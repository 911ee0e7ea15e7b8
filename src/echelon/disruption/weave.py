"""Spells of several causes → the factor of a target by day, lane after lane, of which only the changes are kept.

Causes multiply; of the spells of one cause the worst counts. Measured: a million spells of three weeks, 0.1 s.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from echelon.core.lanes import copy, kernel, law


class Strands(NamedTuple):
    """Spells on one target, by lane, then stage, then cause. `[spell]`

    stage   0 for what shuts the lane that goods wait on, 1 for what acts on the target itself
    back    where in the parts recovered this spell's first day of healing is
    """

    lane: Any
    stage: Any
    cause: Any
    start: Any
    ramp: Any
    full: Any
    heal: Any
    back: Any
    strength: Any


@kernel
def weave(strands: Any, recovered: Any, before: Any, between: Any, base: Any, own: Any, product: Any, lanes: Any, days: Any,
          factors: Any) -> Any:  # fmt: skip
    """Write the changes of each lane that has spells into `lanes`, `days` and `factors`; the number of them is returned.

    recovered        parts, end to end, that spells of some length of healing have back
    before, between  [day] what fixed causes do before stage 0, and at stage 1; a `between` of no days: there is one stage
    base             [day] what holds in lanes without spells: where it changes, lanes with spells must say what they are
    own, product     [day] room to work in, `own` of ones;  lanes  of no length: the changes are only counted
    """
    count, at, horizon = 0, 0, base.size
    while at < strands.lane.size:
        lane, stage = strands.lane[at], 0
        copy(product, before)
        while at < strands.lane.size and strands.lane[at] == lane:
            if strands.stage[at] == 1 and stage == 0:
                _shut(product, between)
                stage = 1
            cause, here, low, high = strands.cause[at], strands.stage[at], horizon, 0
            while (at < strands.lane.size and strands.lane[at] == lane and strands.cause[at] == cause
                   and strands.stage[at] == here):  # fmt: skip
                low = min(low, strands.start[at])
                high = max(high, _lay(strands, at, recovered, own))
                at += 1
            for day in range(low, high):
                product[day] *= own[day]
                own[day] = 1.0
        if stage == 0:
            _shut(product, between)
        was, held = 1.0, 1.0
        for day in range(horizon):
            if product[day] != was or base[day] != held:
                if lanes.size > 0:
                    lanes[count], days[count], factors[count] = lane, day, product[day]
                count += 1
            was, held = product[day], base[day]
    return count


@law
def _lay(strands: Any, at: Any, recovered: Any, own: Any) -> Any:
    """Lay one spell over what its cause does already, the worse of both; the first day that it leaves as it was is returned."""
    start, ramp, full = strands.start[at], strands.ramp[at], strands.full[at]
    strength, back = strands.strength[at], strands.back[at]
    end = min(own.size, start + ramp + full + strands.heal[at])
    for day in range(start, end):
        since = day - start
        spared = 0.0
        if since < ramp:
            spared = 1.0 - (since + 1) / (ramp + 1)
        elif since >= ramp + full:
            spared = recovered[back + since - ramp - full]
        factor = strength + (1.0 - strength) * spared
        low, high = min(own[day], factor), max(own[day], factor)
        own[day] = low if low < 1.0 else high
    return end


@law
def _shut(product: Any, between: Any) -> None:
    """Goods wait on a lane that is shut: its factor becomes 0 where it is 0, else what else holds them."""
    for day in range(between.size):
        product[day] = 0.0 if product[day] <= 0.0 else between[day]
