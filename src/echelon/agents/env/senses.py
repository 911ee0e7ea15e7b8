"""What an agent of a site sees, as numbers near 1: rows of the state over what is usual at their place, sites side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.agents.place import Place
from echelon.world.state import State

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
POINT = ("stock", "on_order", "owed", "pending")
DEMAND = ("asked", "backlog")
MOST = 1e6
"""Nothing is seen as larger than so many times what is usual."""


@dataclass(frozen=True, slots=True)
class Senses:
    """Columns of observations, sorted by site: for each where it is in the rows of the state put end to end, and its scale.

    names    what each column is: `stock Kobe/drill`
    row, scale [column];  part  site → its columns
    gate     rows of `State.gate` that stand at the end: what each point's site can do, of 1
    """

    names: tuple[str, ...]
    row: Ints
    scale: Floats
    part: dict[str, slice]
    gate: Ints

    def see(self, state: State) -> NDArray[np.float32]:
        """Observations `[lane, column]` of a block of lanes, float32."""
        able = np.ones((len(self.gate), state.stock.shape[1]))
        hit = self.gate >= 0
        able[hit] = state.gate[self.gate[hit]]
        rows = np.concatenate([*(getattr(state, name) for name in (*POINT, *DEMAND)), able])
        seen = rows[self.row]
        seen *= self.scale[:, None]
        np.clip(seen, 0.0, MOST, out=seen)
        return np.ascontiguousarray(seen.T, dtype=np.float32)


def senses(place: Place) -> Senses:
    """The columns of a network: of a stock point its stock, orders, debts and ability, of a demand what is asked and owed."""
    points, demands = place.points, place.demands
    names = [f"{what} {name}" for what in POINT for name in points]
    names += [f"{what} {name}" for what in DEMAND for name in demands]
    names += [f"able {name}" for name in points]
    usual = 1.0 / np.maximum(np.maximum(place.target_stock, place.need), 1.0)
    asked = 1.0 / np.maximum(place.mean_demand, 1.0)
    scale = np.concatenate([np.tile(usual, len(POINT)), np.tile(asked, len(DEMAND)), np.ones(len(points))])
    of_demand = place.site_of("demand")
    site = np.concatenate([np.tile(place.site, len(POINT)), np.tile(of_demand, len(DEMAND)), place.site])
    order = np.argsort(site, kind="stable")
    return Senses(tuple(names[at] for at in order), order, scale[order], parts(place, site[order]),
                  np.asarray(place.tables.points["gate"], dtype=np.int64))  # fmt: skip


def parts(place: Place, site: Any) -> dict[str, slice]:
    """Site → its range of columns that are sorted by site; sites without any are left out."""
    found, first = np.unique(site, return_index=True)
    ends = [*first[1:].tolist(), len(site)]
    return {
        place.sites[row]: slice(start, end)
        for row, start, end in zip(found.tolist(), first.tolist(), ends, strict=True)
    }
