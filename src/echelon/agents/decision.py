"""What agents decide: moves of levers, bounds and goals for others, as arrays; and a decision as data, made when somebody asks.

A sentence is rendered from a decision and never stored (`Decision.sentence`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from echelon.agents.message import Message

REASONS: dict[int, str] = {
    0: "nothing calls for a change",
    1: "what is believed to be needed is not covered",
    2: "more is covered than is believed to be needed",
    3: "the place is believed to be down",
    4: "the place is believed to be up again",
    5: "demand is believed to have risen",
    6: "demand is believed to have fallen",
    7: "goods are believed to take longer",
    8: "goods are believed to take less time again",
    9: "a disruption is announced",
    10: "a bound was set by a higher layer",
    11: "a person said so",
    12: "it was agreed in a negotiation",
    13: "the plan that was adopted says so",
    14: "the plan was given up, so the lever goes back",
    15: "orders swing more than is allowed: back to base stock",
    16: "a linear program over the coming weeks says so",
    17: "a learned policy says so",
    18: "all agents were stopped",
    19: "receivers are served by what they earn",
    20: "capacity is short, and others use it better",
}
"""Codes that built-in rules give, in words. Below 1000; those of a user's rule are 1000 and above (`Agent.reasons`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A lever's wished values in some rows; NaN where the agent leaves it as it is.

    rows      [n] rows of the lever's noun
    value     [n, lane], in the lever's unit;  reason [n, lane] codes of `REASONS`
    evidence      name → [n, lane], the belief values that were used
    alternatives  name → [n, lane], scores of what was considered besides, the higher the better
    """

    lever: str
    rows: Any
    value: Any
    reason: Any
    evidence: Mapping[str, Any] = field(default_factory=dict)
    alternatives: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What a higher layer allows lower ones: a lever within [low, high] `[n, lane]` in some rows, until it is set again."""

    lever: str
    rows: Any
    low: Any
    high: Any
    reason: int = 10


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """A weight or target handed down to lower layers, `[n, lane]` in rows of a noun, until it is set again."""

    name: str
    noun: str
    rows: Any
    value: Any


Act = Move | Bound | Goal | Message
"""What `decide` may return."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One lever moved, or not, in one row of one replication on one day.

    old, wished, new   what it was, what the agent wanted, and what it is: the difference is what bounds did
    authority   by which right, and what bounded it: `inventory may move extra_stock`, `at its rate limit`
    lost_to     the agent whose move stood instead, or ""
    """

    day: int
    replication: int
    agent: str
    lever: str
    where: str
    old: float
    wished: float
    new: float
    reason: int
    because: str
    evidence: Mapping[str, float]
    alternatives: Mapping[str, float]
    authority: str
    lost_to: str = ""

    @property
    def sentence(self) -> str:
        """What the operator reads.

        >>> print(Decision(63, 17, "stock keeper", "extra_stock", "Kobe/drill", 0.0, 40.0, 25.0, 7, REASONS[7],
        ...     {"lead_days": 9.0}, {"leave it": -120.0}, "inventory, at its rate limit").sentence)
        Day 63: stock keeper moved extra_stock of Kobe/drill from 0 to 25 (wanted 40; inventory, at its rate limit), because \
goods are believed to take longer (lead_days 9).
        """
        what = f"{self.lever} of {self.where}"
        known = ", ".join(f"{name} {value:g}" for name, value in self.evidence.items())
        because = f"because {self.because}{f' ({known})' if known else ''}."
        if self.lost_to:
            return f"Day {self.day}: {self.agent} wanted {what} at {self.wished:g}, but {self.lost_to} decided, {because}"
        cut = "" if abs(self.wished - self.new) <= 2.0**-10 else f"wanted {self.wished:g}; "
        verb = "left" if self.old == self.new else "moved"
        span = f"at {self.new:g}" if self.old == self.new else f"from {self.old:g} to {self.new:g}"
        return f"Day {self.day}: {self.agent} {verb} {what} {span} ({cut}{self.authority}), {because}"


def because(code: int, own: Mapping[int, str] | None = None) -> str:
    """The words of a reason code.

    >>> because(7), because(1000, {1000: "the moon is full"}), because(1001)
    ('goods are believed to take longer', 'the moon is full', 'of reason 1001')
    """
    return {**REASONS, **(own or {})}.get(code, f"of reason {code}")
