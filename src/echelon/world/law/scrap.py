"""Yield: of what a recipe finishes on a day, a part is good, the rest is scrapped. Rows are `[lane]`.

Switched on by recipes with a `yield_mean` below 1. The part is drawn when goods are finished, so that nobody knows of scrap
before it is there: once for all that one recipe finishes on one day.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.chance import key
from echelon.core.draws import U32, draw_quantile
from echelon.core.lanes import add_to, copy, law, switched
from echelon.core.quantile import KNOTS, beta_table
from echelon.network.build import Structure
from echelon.network.model import Network


class Yields(NamedTuple):
    """Recipes that scrap: point [Y]; mean [Y]; table [Y] row of knots, -1 where the part is constant; knots [row, knot];
    key0, key1 [Y] of their random streams.
    """

    point: Any
    mean: Any
    table: Any
    knots: Any
    key0: Any
    key1: Any


def yield_table(net: Network, s: Structure, seed: int, *, forced: bool) -> Yields | None:
    """The recipes that scrap; None where none does and the law is not `forced`."""
    recipes, row = net["recipe"], np.maximum(s.recipe_row, 0)
    if not len(recipes):
        row, point = row[:0], np.zeros(0, dtype=np.int64)
    else:
        point = np.flatnonzero((s.recipe_row >= 0) & (recipes["yield_mean"][row] < 1.0))
    mean, sd = recipes["yield_mean"][row[point]], recipes["yield_sd"][row[point]]
    shapes = sorted({pair for pair in zip(mean.tolist(), sd.tolist(), strict=True) if pair[1] > 0})
    knots = np.array([beta_table(*pair) for pair in shapes]).reshape(len(shapes), KNOTS)
    table = [
        shapes.index(pair) if pair[1] > 0 else -1 for pair in zip(mean.tolist(), sd.tolist(), strict=True)
    ]
    keys = np.array([key(seed, f"recipe:{s.points[at]}", "yield") for at in point], dtype=np.uint32).reshape(
        -1, 2
    )
    if not len(point) and not forced:
        return None
    columns = (np.ascontiguousarray(keys[:, word]) for word in (0, 1))
    return Yields(point, mean, np.array(table, dtype=np.int64), knots, *columns)


@switched
def part_good(yields: Any, scrap: Any, at: Any, quantum: Any, day: Any, replication: Any, done: Any) -> None:
    """Leave in `done` what is good of it, and write the rest into row `at` of `scrap`; both add up to what was finished."""
    lost, mean, row = scrap[at], yields.mean[at], yields.table[at]
    if row >= 0:
        key0, key1, tick = yields.key0[at], yields.key1[at], U32(U32(day) << U32(8))
        draw_quantile(yields.knots[np.uintp(row)], key0, key1, tick, replication, lost)
    else:
        for lane in range(done.size):
            lost[lane] = mean
    for lane in range(done.size):
        # Subtracting twice rounds once: scrap + good is what was finished, to the last bit.
        failed = done[lane] - done[lane] * lost[lane]
        lost[lane] = np.floor(failed / quantum + 0.5) * quantum if quantum > 0.0 else failed
        done[lane] -= lost[lane]


@switched
def write_off(yields: Any, scrap: Any, at: Any, on_order: Any) -> None:
    """Scrap is no longer on order, so that it is ordered again."""
    lost = scrap[at]
    for lane in range(on_order.size):
        on_order[lane] = max(0.0, on_order[lane] - lost[lane])


@switched
def add_scrap(scrap: Any, at: Any, units: Any) -> None:
    """Add to `units` row `at` of what was scrapped today, where it is one."""
    if at >= 0:
        add_to(units, scrap[at])


@switched
def expect(yields: Any, at: Any, on_order: Any, expected: Any) -> None:
    """Write into `expected` what will be good of what is on order."""
    mean = yields.mean[at]
    for lane in range(expected.size):
        expected[lane] = on_order[lane] * mean


@law
def coming(tables: Any, point: Any, on_order: Any, good: Any) -> None:
    """Write what is on order, less the scrap that is planned for."""
    copy(good, on_order)
    if point.planned:
        expect(tables.yields, point.scraps, good, good)


@switched
def raise_order(yields: Any, at: Any, wanted: Any) -> None:
    """Order so much more that what is `wanted` will be good."""
    mean = yields.mean[at]
    for lane in range(wanted.size):
        wanted[lane] /= mean
