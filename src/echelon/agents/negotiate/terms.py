"""What initiators need and participants have, as they say it; checked, and made the arrays that rounds work on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from echelon.agents.negotiate.sides import Terms
from echelon.agents.negotiate.standing import RULES, Standing, order_of
from echelon.agents.negotiate.wire import ROUNDS
from echelon.agents.negotiate.words import TURNS
from echelon.core.errors import BadScenario, Finding


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """What initiators need.

    who     names
    need    unit `[initiator, lane]`, [0, inf)
    worth   money/unit, to `[initiator, participant, lane]`: of a unit from that participant; -inf: it is not called
    off     round `[initiator, lane]` in which it calls off, or -1 for never
    """

    who: Sequence[str]
    need: Any
    worth: Any
    off: Any = -1


@dataclass(frozen=True, slots=True, eq=False)
class Bids:
    """What participants have and ask for. All but `capacity` to `[initiator, participant, lane]`.

    who       names
    capacity  unit `[participant, lane]`, [0, inf)
    price     money/unit at the first call;  floor: at the last of several; None: the price
    least     unit, [0, inf), the least that may be sold
    standing  whom each would rather serve
    """

    who: Sequence[str]
    capacity: Any
    price: Any
    floor: Any = None
    least: Any = 0.0
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is negotiated.

    calls      [1, 3] of a conversation: more than one is the iterated form
    attempts   [1, inf) conversations one after another, each about what is still missing
    patience   [2, inf) rounds that a call and an award wait;  again   [2, inf) rounds after which one asks again
    """

    calls: int = 1
    attempts: int = 2
    patience: int = 6
    again: int = 3

    @property
    def rounds(self) -> int:
        """The most rounds until nobody waits and no offer stands."""
        return (self.calls + 1) * self.patience + 4


def terms_of(calls: Calls, bids: Bids, manner: Manner, by: tuple[Any, Any]) -> Terms:
    """The arrays, agents in the order `by`; `BadScenario` where something cannot be (E600 to E602)."""
    need, capacity = (
        np.atleast_2d(np.asarray(each, dtype=np.float64)) for each in (calls.need, bids.capacity)
    )
    shape = (len(calls.who), len(bids.who), need.shape[-1])
    rule = bids.standing.rule
    rules = [rule] * shape[1] if isinstance(rule, str) else list(rule)
    wide = {"worth": calls.worth, "price": bids.price, "floor": bids.price if bids.floor is None else bids.floor,
            "least": bids.least, "contract": bids.standing.contract, "priority": bids.standing.priority}  # fmt: skip
    said = {name: each for name, each in wide.items() if name != "floor" or bids.floor is not None}
    findings = [*_shapes(shape, need, capacity, said), *_names(calls, bids, rules), *_manner(manner)]
    if findings:
        raise BadScenario(findings)
    full = {name: _full(each, shape)[np.ix_(*by)] for name, each in wide.items()}
    order = order_of([rules[p] for p in by[1]], full["contract"], full["price"], full["priority"])
    withdraws = np.broadcast_to(np.asarray(bids.standing.withdraws, dtype=np.int64), shape[1])[by[1]]
    off = np.broadcast_to(np.asarray(calls.off, dtype=np.int64), need.shape)[by[0]]
    rows = {
        "need": need[by[0]],
        "capacity": capacity[by[1]],
        "order": order,
        "withdraws": withdraws,
        "off": off,
    }
    rows |= {name: full[name] for name in ("worth", "price", "floor", "least")}
    arrays = {name: np.ascontiguousarray(row) for name, row in rows.items()}
    return Terms(**arrays, calls=manner.calls, patience=manner.patience, again=manner.again)


def _full(each: Any, shape: tuple[int, ...]) -> Any:
    return np.broadcast_to(np.asarray(each, dtype=np.float64), shape).copy()


def _shapes(shape: tuple[int, int, int], need: Any, capacity: Any, wide: dict[str, Any]) -> Iterator[Finding]:
    """Arrays that do not fit, are not finite or are below 0."""
    for name, each, wanted in (("need", need, shape[::2]), ("capacity", capacity, shape[1:])):
        if each.shape != wanted:
            yield _wrong(f"`{name}`", f"must have the shape {wanted}", str(each.shape))
        elif not (np.isfinite(each) & (each >= 0.0)).all():
            yield _wrong(
                f"`{name}`", "must be in [0, inf)", str(each[~(np.isfinite(each) & (each >= 0.0))][0])
            )
    for name, each in wide.items():
        array = np.asarray(each, dtype=np.float64)
        try:
            np.broadcast_to(array, shape)
        except ValueError:
            yield _wrong(f"`{name}`", f"must broadcast to {shape}", str(array.shape))
        low = 0.0 if name == "least" else -np.inf
        if np.isnan(array).any() or (array < low).any() or (name != "worth" and np.isinf(array).any()):
            yield _wrong(f"`{name}`", "must be numbers" + " from 0" * (name == "least"), "others")


def _names(calls: Calls, bids: Bids, rules: Sequence[str]) -> Iterator[Finding]:
    for what, who in (("initiators", calls.who), ("participants", bids.who)):
        if len(set(who)) < len(who) or not who:
            yield Finding(
                "E601",
                f"The names of {what}",
                "must be one each, and differ",
                ", ".join(who),
                "Name each once",
            )
    if len(rules) != len(bids.who) or set(rules) - set(RULES):
        yield Finding("E601", "The rule of each participant", f"must be one of {', '.join(RULES)}", ", ".join(rules),
                      "Name one rule, or one for each")  # fmt: skip


def _manner(manner: Manner) -> Iterator[Finding]:
    fits = 1 <= manner.calls <= TURNS and manner.attempts >= 1 and manner.patience >= 2 and manner.again >= 2
    if not fits or manner.rounds > ROUNDS:
        yield Finding("E602", "A negotiation", f"must have 1 to {TURNS} calls and be over in {ROUNDS} rounds",
                      f"{manner.calls} calls, {manner.rounds} rounds", "Shorten `patience`, or call less often")  # fmt: skip


def _wrong(what: str, must: str, got: str) -> Finding:
    return Finding(
        "E600", what, must, got, "Give one value, or one for each initiator, participant and replication"
    )
