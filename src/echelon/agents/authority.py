"""Who may move which lever how far. Agents are not asked to keep to it: it is enforced outside of them (`settling`).

In this order: a value that is no number leaves the lever as it is; what the grant allows, and what nobody may do without a
person; at most the lever's rate from where it stood this morning; the bounds of higher layers and of the lever itself, which
nothing breaks. Two agents that move the same row: the later of `agent.LAYERS` stands, within a layer the name that comes later
in the alphabet; what lost is in the log. All is measured from the morning, so that no limit can be passed in parts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from echelon.agents.agent import LAYERS, Agent
from echelon.agents.place import Place
from echelon.core import compiling
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.core.lanes import OPTIONS
from echelon.world.levers import LEVERS, Lever

QUANTUM = 2.0**-10
"""What values are rounded to, so that a solver's last digits do not matter; choices are rounded to whole ones."""
MOST = 1e12
"""A bound for levers of what has no size of its own."""


class Grant(NamedTuple):
    """How far a kind or layer may move a lever: within [low, high], in what the lever's bounds are in.

    alone   greatest distance from neutral without a person; what goes beyond waits as a proposal
    """

    low: float = -math.inf
    high: float = math.inf
    alone: float = math.inf


@dataclass(frozen=True)
class Authority:
    """The authority table: (kind or layer, lever) → grant; `*` stands for every kind. What is not there may not be moved.

    >>> table = Authority({("inventory", "extra_stock"): Grant(high=1.0)})
    >>> table.of("inventory", "operational", "extra_stock").high, table.of("sales", "operational", "extra_stock")
    (1.0, None)
    """

    grants: Mapping[tuple[str, str], Grant] = field(default_factory=dict)

    def of(self, kind: str, layer: str, lever: str) -> Grant | None:
        """What an agent may do with a lever: what its kind may, else what its layer may, else what everybody may."""
        return next(
            (self.grants[who, lever] for who in (kind, layer, "*") if (who, lever) in self.grants), None
        )

    def document(self) -> list[list[object]]:
        """The rows of the table, for digests: an infinite limit is None."""
        return [[who, lever, *(value if math.isfinite(value) else None for value in grant)]
                for (who, lever), grant in sorted(self.grants.items())]  # fmt: skip


def standard() -> Authority:
    """Each kind moves the levers that it owns; the control tower, higher layers and people move all of them."""
    own = {(lever.owner, lever.name): Grant() for lever in LEVERS.values()}
    above = ("tower", "person", "strategic", "tactical")
    return Authority({**own, **{(who, name): Grant() for who in above for name in LEVERS}})


def authority_said(rows: Sequence[Sequence[Any]]) -> Authority:
    """The table that a document says: rows of who, lever, lowest, highest, alone, of which later ones may be left out or None.

    >>> authority_said([["sales", "price", 0.9, 1.1]]).of("sales", "operational", "price")
    Grant(low=0.9, high=1.1, alone=inf)
    """
    grants, found = {}, []
    for row in rows:
        who, lever, *values = [*row, None, None, None][:5]
        if lever not in LEVERS or not all(each is None or isinstance(each, int | float) for each in values):
            close = nearest(str(lever), list(LEVERS))
            found.append(Finding("E573", "A row of `authority`", "must be who, lever and up to three numbers", repr(row)[:80],
                                 f"Did you mean `{close}`?" if close else "Levers are in the reference"))  # fmt: skip
            continue
        given = [
            default if each is None else float(each) for each, default in zip(values, Grant(), strict=True)
        ]
        grants[str(who), str(lever)] = Grant(*given)
    if found:
        raise BadScenario(found)
    return Authority(grants)


class Limits(NamedTuple):
    """Of one lever, by row: lowest and highest value, most change a day, and what its bounds are in. `[row]`"""

    low: Any
    high: Any
    rate: Any
    of: Any
    quantum: float


def limits(lever: Lever, place: Place) -> Limits:
    """The bounds of a lever by row: those of `extra_stock` go with the target, of `extra_order` with what usually passes."""
    rows = len(place.rows(lever.noun))
    sizes = {"": np.ones(rows), "target": place.target_stock, "usual": place.rates.flow_usual}
    of = np.minimum(np.asarray(sizes[lever.of], dtype=np.float64), MOST)
    with np.errstate(invalid="ignore"):
        low, high, rate = (np.nan_to_num(each * of, nan=0.0, posinf=MOST, neginf=-MOST)
                           for each in (lever.low, lever.high, lever.rate))  # fmt: skip
    return Limits(low, high, rate, of, 1.0 if lever.unit == "choice" else QUANTUM)


def layer_of(agent: Agent) -> tuple[int, str]:
    """What orders agents whose moves meet: the last one stands."""
    return LAYERS.index(agent.layer), agent.name


def _settle(rows: Any, value: Any, morning: Any, low: Any, high: Any, rate: Any, lowest: Any, highest: Any, granted: Any,
            most: Any, quantum: float, neutral: float, now: Any, pulled: Any) -> None:  # fmt: skip
    """Write what a move comes to into `now` `[row, lane]`, where it says a number, and flag rows that are not neutral.

    low, high, rate, granted, most [row] of the lever and of the grant; lowest, highest [row, lane] of higher layers
    """
    for at in range(rows.size):
        row = rows[at]
        wished, was, here = value[at], morning[row], now[row]
        least, largest = lowest[row], highest[row]
        for lane in range(here.size):
            x = min(max(wished[lane], granted[row]), most[row])
            x = min(max(x, was[lane] - rate[row]), was[lane] + rate[row])
            x = np.floor(x / quantum + 0.5) * quantum
            x = min(max(x, max(least[lane], low[row])), min(largest[lane], high[row]))
            here[lane] = x if wished[lane] == wished[lane] else here[lane]
        flag = 0
        for lane in range(here.size):
            flag |= 1 if here[lane] != neutral else 0
        pulled[row] = flag


with compiling.kept():
    settle: Any = njit(nogil=True, cache=True, **OPTIONS)(_settle)
"""`_settle`, compiled."""
