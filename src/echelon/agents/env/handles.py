"""What an agent of a site moves: levers as numbers in [-1, 1], where 0 is neutral and the ends are the lever's bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.agents.env.senses import parts
from echelon.agents.place import Place
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.world.law.lever import pull
from echelon.world.levers import LEVERS, Lever
from echelon.world.state import State

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Handle:
    """One lever: its columns of the actions, the row that each moves, and what its ends and most change a day are. `[row]`"""

    lever: Lever
    column: Ints
    row: Ints
    low: Floats
    high: Floats
    rate: Floats

    def move(self, state: State, actions: Floats) -> None:
        """Bring the lever to what actions `[column, lane]` say, no faster than it may; what is no number moves nothing."""
        wished = actions[self.column]
        old = getattr(state.levers, self.lever.name)[self.row]
        neutral, spread = self.lever.neutral, np.where(wished > 0.0, self.high[:, None], self.low[:, None])
        aimed = neutral + np.abs(wished) * (spread - neutral)
        if self.lever.unit == "choice":
            aimed = np.rint(aimed)
        rate = self.rate[:, None]
        aimed = np.clip(aimed, old - rate, old + rate)
        pull(state, self.lever.name, self.row, np.where(np.isnan(aimed), old, aimed))


@dataclass(frozen=True, slots=True)
class Handles:
    """All of them; names of the columns; part: site → its columns."""

    each: tuple[Handle, ...]
    names: tuple[str, ...]
    part: dict[str, slice]

    def move(self, state: State, actions: Floats) -> None:
        """Set the levers of a block of lanes by actions `[lane, column]`, cut to [-1, 1]."""
        cut = np.clip(np.asarray(actions, dtype=np.float64).T, -1.0, 1.0)
        for handle in self.each:
            handle.move(state, cut)


def handles(place: Place, levers: Sequence[str]) -> Handles:
    """The columns of some levers, sorted by site; `BadScenario` where there is no such lever, or none of it."""
    if found := [_unknown(name) for name in levers if name not in LEVERS]:
        raise BadScenario(found)
    kinds = [LEVERS[name] for name in levers]
    site = [place.site_of(lever.noun, ordering=lever.owner == "procurement") for lever in kinds]
    if not sum(map(len, site)):
        raise BadScenario(Finding("E594", "The levers of an environment", "must have rows in the network", ", ".join(levers),
                                  "Choose extra_stock, which every stock point has"))  # fmt: skip
    together = np.concatenate(site)
    order = np.argsort(together, kind="stable")
    column = np.empty(len(order), dtype=np.int64)
    column[order] = np.arange(len(order))
    made, first = [], 0
    for lever, rows in zip(kinds, site, strict=True):
        made.append(_handle(place, lever, column[first : first + len(rows)]))
        first += len(rows)
    names = [f"{lever.name} {name}" for lever in kinds for name in place.rows(lever.noun)]
    return Handles(tuple(made), tuple(names[at] for at in order), parts(place, together[order]))


def _handle(place: Place, lever: Lever, column: Ints) -> Handle:
    of = {"": np.ones(len(column)), "target": place.target_stock, "usual": place.flow_need}[lever.of]
    with np.errstate(invalid="ignore"):
        rate = np.where(of > 0.0, lever.rate * of, 0.0)
    return Handle(lever, column, np.arange(len(column)), lever.low * of, lever.high * of, rate)


def _unknown(name: str) -> Finding:
    close = nearest(name, list(LEVERS))
    return Finding("E595", f"The lever `{name}` of an environment", f"must be one of {', '.join(LEVERS)}", "",
                   f"Did you mean `{close}`?" if close else "Choose one of them")  # fmt: skip
