"""A failure is felt in a region: the rows that the undisturbed plan would break, and those that mending them would break.

Let x0 be the undisturbed plan. A program with only some of its rows is a relaxation: its least cost is not above that of
the whole. If its solution, with x0 for all columns that it does not have, breaks no row that was left out, it is a solution
of the whole, and so the best. Else the broken rows join, and it is solved again; in the end all rows are there. So the
answer is exact, and mostly a program of a few dozen rows. Rows downstream of a broken one join with it: they mostly break
next. Costs must not be negative, and x0 must cost nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from echelon.network.numbering import different, ranges
from echelon.study.static.matrix import Matrix
from echelon.study.static.model import Floats, Ints

BROKEN = 1e-9
"""Part of what goes through a row by which it may be missed."""


class Regions:
    """What is needed to solve a program region by region; `plan` is x0, `[K]`."""

    def __init__(self, matrix: Matrix, cost: Floats, plan: Floats) -> None:
        from scipy.sparse import csr_array

        self.matrix, self.cost, self.plan = matrix, cost, plan
        self.rows = csr_array(matrix.rows)
        through = abs(self.rows) @ np.abs(plan)
        self.slack = BROKEN * np.maximum(through, 1e-3)
        self.below = _below(matrix)
        self.program: Any = None

    def solve(self, low: Floats, high: Floats, right: Floats) -> tuple[float, Floats]:
        """The least cost, inf where nothing is feasible, and a solution. `[K]`

        low, high [K]   bounds;  right [row] right sides
        """
        x = np.clip(self.plan, low, high)
        inside = np.zeros(len(right), dtype=bool)
        value = 0.0
        while True:
            broken = self._broken(x, right) & ~inside
            if not broken.any():
                return value, x
            inside |= self._with_what_follows(broken)
            rows = np.flatnonzero(inside)
            value, columns, found = self._part(rows, low, high, right)
            if math.isinf(value):
                return value, x
            x = np.clip(self.plan, low, high)
            x[columns] = found

    def _broken(self, x: Floats, right: Floats) -> Any:
        flow = self.rows @ x
        over = flow > right + self.slack
        return over | (self.matrix.must & (flow < right - self.slack))

    def _with_what_follows(self, rows: Any) -> Any:
        """Rows, and all rows downstream of them."""
        found, wave = rows.copy(), np.flatnonzero(rows)
        while len(wave):
            first, last = (self.below.indptr[wave + each].astype(np.int64) for each in (0, 1))
            after = self.below.indices[ranges(first, last)].astype(np.int64)
            wave = different(after[~found[after]])
            found[wave] = True
        return found

    def _part(self, rows: Ints, low: Floats, high: Floats, right: Floats) -> tuple[float, Ints, Floats]:
        """The program of some rows: its least cost, its columns and their values."""
        from echelon.study.static.program import pass_model, solve, unsolved

        a = self.rows
        first, last = a.indptr[rows].astype(np.int64), a.indptr[rows + 1].astype(np.int64)
        entries = ranges(first, last)
        named = a.indices[entries].astype(np.int64)
        columns = different(named)
        place = np.searchsorted(columns, named)
        start = np.concatenate([[0], np.cumsum(last - first)])
        if self.program is None:
            self.program = unsolved()
        sides = np.where(self.matrix.must[rows], right[rows], -np.inf), right[rows]
        pass_model(
            self.program,
            (start, place, a.data[entries]),
            self.cost[columns],
            (low[columns], high[columns]),
            sides,
        )
        value = solve(self.program)
        return value, columns, np.asarray(self.program.getSolution().col_value)


def _below(matrix: Matrix) -> Any:
    """Which rows are fed by what draws on a row: a point by a make that uses another, a demand by its point. `[row, row]`"""
    from scipy.sparse import csr_array, vstack

    a = csr_array(matrix.rows)
    parts = [
        csr_array((wanted.astype(float), a.indices, a.indptr), shape=a.shape)
        for wanted in (a.data > 0.0, a.data < 0.0)
    ]
    draws, feeds = parts
    feeds = csr_array(vstack([feeds[: matrix.first_demand], draws[matrix.first_demand :]]))
    feeds.data[feeds.indices == matrix.haste] = 0.0
    found = csr_array(draws @ feeds.T)
    found.eliminate_zeros()
    return found
