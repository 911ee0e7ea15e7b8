"""What agents see of a day: their own site in full, what others reported, what the world says aloud, and what they were told.

Agents of one kind are decided together, over all rows; each row may use its own site's rows and what was sent to it. Everything
is read-only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from echelon.agents.message import Message
from echelon.agents.place import Place

Rows = Mapping[str, Any]
"""Arrays `[row, lane]` by name."""

OWN = {
    "stock": ("stock point", "on hand"),
    "on_order": ("stock point", "ordered and not yet in stock"),
    "owed": ("stock point", "owed to all whom it serves"),
    "pending": ("stock point", "to be made and not started"),
    "due": ("flow", "owed to one receiver"),
    "backlog": ("demand", "owed to one customer"),
    "asked": ("demand", "asked yesterday"),
    "ordered": ("stock point", "ordered yesterday"),
    "started": ("stock point", "put into making yesterday"),
    "done": ("stock point", "made, ready yesterday"),
    "heard": ("flow", "orders that reached the sender yesterday"),
    "shipped": ("flow", "left yesterday"),
    "received": ("flow", "arrived yesterday"),
    "sold": ("demand", "delivered yesterday"),
    "lost": ("demand", "asked in vain yesterday"),
}
"""Name → (noun of its rows, what it is), units of the item, as they are in the morning before anything of the day happens."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A disruption that is known ahead: what it hits, from when, until when, and what is left."""

    name: str
    noun: str
    rows: tuple[int, ...]
    start: int
    end: int
    factor: float


@dataclass(frozen=True, slots=True)
class View:
    """What one agent sees in the morning of a day.

    own        see `OWN`, and `capacity` [P] the factor of what its site or line can do, as it was yesterday
    reports    rows of `OWN` that the agent listens to, as other sites reported them: `report_days` old
    signals    noun of disrupted targets → [row of the noun's table, lane] factor as it was yesterday, of public ones only
    announced  disruptions that are known ahead
    levers     lever → [row, lane] as they stand
    messages   to this agent: posted in the last round, or arrived this morning
    bounds     lever → (low, high) [row, lane] that higher layers set, where they did
    goals      name → [row, lane] weights and targets handed down
    round      0 for what is decided first, then one more for each round of messages
    replications   [lane] which replication each lane is, for addressed chance only
    logged     whether somebody will read evidence and alternatives; moves must not depend on it
    awake      [lane] where the agent wakes; in the others nothing that it does counts
    """

    day: int
    place: Place
    own: Rows
    reports: Rows = field(default_factory=dict)
    signals: Rows = field(default_factory=dict)
    announced: Sequence[Announced] = ()
    levers: Rows = field(default_factory=dict)
    messages: Sequence[Message] = ()
    bounds: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    goals: Rows = field(default_factory=dict)
    round: int = 0
    lanes: int = 1
    replications: Any = None
    awake: Any = None
    logged: bool = False

    def told(self, kind: str) -> Sequence[Message]:
        """Messages of a kind."""
        return [each for each in self.messages if each.kind == kind]
