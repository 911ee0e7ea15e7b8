"""The daily clock: reads the order of the day as a program (`timetable` says the same in words) and moves a block of lanes."""

from __future__ import annotations

from typing import Any

from echelon.core.clock import ROWS
from echelon.core.held import hold_timed
from echelon.core.lanes import kernel, start_clock, tick
from echelon.world.ahead import NEAR, fetch_point
from echelon.world.law.closure import close_lanes
from echelon.world.law.convoy import put_off
from echelon.world.law.hold import delay
from echelon.world.law.passage import late, travel
from echelon.world.law.ruin import ruin
from echelon.world.step.arriving import arrive
from echelon.world.step.disrupting import disrupt
from echelon.world.step.leaving import ALL, CUSTOMERS, RECEIVERS, leave
from echelon.world.step.ordering import ask, hear, review
from echelon.world.step.sharing import share_capacity
from echelon.world.step.substituting import substitute
from echelon.world.step.valuing import value
from echelon.world.timetable import (
    ARRIVE,
    ASK,
    HEAR,
    LAWS,
    REVIEW,
    SERVE,
    SHARE_CAPACITY,
    STEPS,
    SUBSTITUTE,
    SUPPLY,
    VALUE,
)

MORNING, EVENING = len(STEPS), len(STEPS) + 1
"""Codes after those of steps, of what ticks are counted by; `spent` has two rows for each (`lanes.tick`)."""
LAW = 2 * (EVENING + 1)
"""Rows of `spent` from here on are those of laws (`core.clock`); a last one remembers the clock."""
ROWS.update({law: LAW + at for at, law in enumerate(LAWS)})
SPENT = LAW + 2 * len(LAWS) + 1
RESOURCES, UPSTREAM = 1, 0
"""Codes of walks, as in `timetable.WALKS`."""


@kernel
def advance(tables: Any, changes: Any, state: Any, counts: Any, moved: Any, replication: Any, offset: Any, first: Any,
            last: Any, spent: Any) -> None:  # fmt: skip
    """Move a block of lanes from the start of day `first` to the start of day `last`.

    replication   [lane] uint32, which replication each lane is;  offset  first lane of the block within the run
    moved         rows to trace into (see `state.moves`; then advance one day a call), or none
    spent         None, or [SPENT] ticks of the clock by step, in the mornings and in the evenings, and by law (then compiled
                  apart)

    Measured: choosing a step costs 2 ns, a step 50 ns and more.
    """
    tables, changes = hold_timed(tables, spent), hold_timed(changes, spent)
    state, counts = hold_timed(state, spent), hold_timed(counts, spent)
    count = tables.points.size
    far = state.ring.size > NEAR
    start_clock(spent)
    for day in range(first, last):
        disrupt(changes, state.gate, state.shut, day, offset)
        ruin(tables.ruin, tables, state)
        close_lanes(tables.closures, tables, state, counts, day)
        travel(tables.route, tables, state, counts, day, replication)
        tick(spent, MORNING)
        for each in range(tables.passes.shape[0]):
            walk, start, end = tables.passes[each, 0], tables.passes[each, 1], tables.passes[each, 2]
            if walk == RESOURCES:
                share_capacity(tables, state, counts, day)
                tick(spent, SHARE_CAPACITY)
            else:
                for at in range(count):
                    i = count - 1 - at if walk == UPSTREAM else at
                    after = i - 1 if walk == UPSTREAM else i + 1
                    if far and 0 <= after < count:
                        fetch_point(tables, state, after, day, walk == UPSTREAM)
                    for line in range(start, end):
                        step = tables.steps[line]
                        if step == ASK:
                            ask(tables, state, i, day, replication)
                        elif step == HEAR:
                            hear(tables, state, i, day)
                        elif step == REVIEW:
                            review(tables, state, counts, moved, i, day, replication, state.scratch[0])
                        elif step == ARRIVE:
                            arrive(tables, state, counts, moved, i, day, replication)
                        elif step == VALUE:
                            value(tables, state, counts, i, day)
                        elif step == SUBSTITUTE:
                            substitute(tables.swap, tables, state, counts, moved, i, day)
                        else:
                            who = ALL if step == SERVE else (RECEIVERS if step == SUPPLY else CUSTOMERS)
                            leave(tables, state, counts, moved, i, day, replication, who)
                        tick(spent, step)
        delay(tables.hold, state, tables.pipes, day)
        late(tables.route, tables.hold, state, day)
        put_off(tables.convoy, tables.hold, state, day)
        tick(spent, EVENING)
