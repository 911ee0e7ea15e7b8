"""The way of messages between two agents: some are lost, some arrive late, some twice, by addressed chance.

`arrives` `[round, initiator, participant, lane]` has a bit for every message that arrives in a round (`words.BIT`), so that
two copies in one round are one and the order of posting does not matter. What happens to a message depends on the seed, the
names of the two, the replication, the day, the round and what is said: on nothing else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.agents.negotiate.words import ACTS, BIT, MESSAGES, NOTHING, TURNS
from echelon.core.draws import threefry
from echelon.core.keys import keys
from echelon.core.lanes import law, step

ROUNDS = 28
"""The most rounds: a day has 256 addresses, and there are nine things to say."""
SILENCE = ACTS.index(NOTHING)
SLOT = np.array([[BIT[act, turn] for turn in range(TURNS)] for act in MESSAGES], dtype=np.int64)
"""`[act, turn]` which bit a message is."""
WORD = 2.0**-32
U32 = np.uint32


class Faults(NamedTuple):
    """How messages fare: parts of them, in [0, 1], and by how many rounds at most what is late arrives later.

    loss    never arrive;  late arrive 1 to `rounds` later;  twice arrive a second time, 1 to `rounds` later
    """

    loss: float = 0.0
    late: float = 0.0
    twice: float = 0.0
    rounds: int = 3


class Wire(NamedTuple):
    """Messages under way, and what befalls them.

    arrives   `[round, initiator, participant, lane]` bits;  last `[1]` the latest round in which one arrives
    count     `[lane]` how many were posted, copies by chance not counted
    fate, delay `[2, initiator, participant]` words of the keys;  replication `[lane]`;  tick: the day
    """

    arrives: Any
    last: Any
    count: Any
    fate: Any
    delay: Any
    replication: Any
    tick: int
    loss: float
    late: float
    twice: float
    rounds: int


def wire_of(faults: Faults, who: list[str], shape: tuple[int, int, int], *, seed: int, day: int, attempt: int,
            replications: Any) -> Wire:  # fmt: skip
    """An empty wire between `who`, the pairs' names end to end; `shape` is [initiator, participant, lane]."""
    words = [
        np.ascontiguousarray(keys(seed, who, f"{why} {attempt}")).reshape(2, *shape[:2])
        for why in ("fate", "delay")
    ]
    arrives, count = np.zeros((ROUNDS, *shape), dtype=np.uint16), np.zeros(shape[2], dtype=np.int64)
    lanes = np.array(replications, dtype=np.uint32)
    loss, late, twice = map(float, faults[:3])
    return Wire(
        arrives, np.full(1, -1), count, words[0], words[1], lanes, day, loss, late, twice, faults.rounds
    )


@law
def _at(wire: Any, slot: Any, r: Any, c: Any, p: Any, lane: Any) -> None:
    """Let a message arrive in round r, unless that is after the last."""
    if r < ROUNDS:
        wire.arrives[r, c, p, lane] |= np.uint16(1 << slot)
        wire.last[0] = max(wire.last[0], r)


@law
def _later(wire: Any, word: Any) -> Any:
    """Rounds later, 1 to `rounds`, from a 32-bit word."""
    return 1 + int(np.float64(word) * WORD * wire.rounds)


@step
def post(wire: Any, act: Any, turn: Any, r: Any, c: Any, p: Any, lane: Any) -> None:
    """Post a message in round r; it arrives in the next, unless chance has it otherwise."""
    slot = SLOT[act, max(turn, 0)]
    wire.count[lane] += 1
    if wire.loss == 0.0 and wire.late == 0.0 and wire.twice == 0.0:
        _at(wire, slot, r + 1, c, p, lane)
        return
    address = U32(wire.tick * 256 + act * ROUNDS + r)
    lost, again = threefry(wire.fate[0, c, p], wire.fate[1, c, p], wire.replication[lane], address)
    if lost * WORD < wire.loss:
        return
    first, second = threefry(wire.delay[0, c, p], wire.delay[1, c, p], wire.replication[lane], address)
    late = first * WORD
    delay = 1 + int(late / wire.late * wire.rounds) if late < wire.late else 0
    _at(wire, slot, r + 1 + delay, c, p, lane)
    if again * WORD < wire.twice:
        _at(wire, slot, r + 1 + delay + _later(wire, second), c, p, lane)
