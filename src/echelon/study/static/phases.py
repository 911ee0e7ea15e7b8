"""Healing, exactly: a window cut into phases in which everything has one rate.

One program over the whole window takes what a failed place can do on all its days together, as if the work of the last day
could serve the first. While a part is left that does not change, that is exact: any plan can be spread evenly over the
days, and stock that does for the whole does for every part. While a place heals it is too kind. Here each phase has its own
columns, what is left of stock at its end is there in the next, and what a phase does not deliver is lost. Where nothing
takes time and customers do not wait, that is exact for factors that hold for whole days, as they do in the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from echelon.study.static.matrix import Matrix, matrix_of
from echelon.study.static.model import Failure, Floats, Static
from echelon.study.static.program import Impact, pass_model, solve, unsolved


def lost_in_phases(static: Static, phases: Sequence[Failure]) -> tuple[Floats, Floats]:
    """Money and units lost at least with each demand over failures that follow each other. `[D]`, `[D]`

    >>> from echelon.study.static.model import Plan, failing, static_of
    >>> shop = static_of(Plan("SV", [("S", "V")], {"V": {"S": 1.0}}, {"S": 90.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0}, {"V": 8.0}))
    >>> [each.tolist() for each in lost_in_phases(shop, [failing("dark", 4.0, [1]), failing("half", 4.0, [1], keeps=0.5)])]
    [[42.0], [14.0]]
    """
    m = matrix_of(static, merged=False)
    impact = Impact(static, m, None)
    held, count = np.arange(m.first_limit), len(phases)
    there = -m.rows[:, [m.haste]].toarray()[:, 0]
    most = np.concatenate([_right(impact, phase) for phase in phases])
    most[: len(there)] += there
    kept = len(held) * (count - 1)
    high = np.concatenate([*(_high(impact, phase) for phase in phases), np.full(kept, np.inf)])
    cost = np.concatenate([np.tile(m.cost[: m.haste], count), np.zeros(kept)])
    rows, program = _rows(m, count), unsolved()
    entries = rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.data
    least = np.where(np.tile(m.must, count), most, -np.inf)
    pass_model(program, entries, cost, (np.zeros(len(cost)), high), (least, most))
    solve(program)
    found = np.asarray(program.getSolution().col_value)[: m.haste * count].reshape(count, m.haste)
    columns = impact.of_model(found.sum(axis=0))
    return impact.by_demand(columns), columns[m.first_lost :]


def _rows(m: Matrix, count: int) -> Any:
    """The rows of all phases; columns of each phase, then what each but the last leaves to the next."""
    from scipy.sparse import block_diag, csr_array, hstack

    held, height = np.arange(m.first_limit), m.rows.shape[0]
    before = np.concatenate([held + height * at for at in range(count - 1)] or [held[:0]])
    number = np.arange(len(before))
    values = np.concatenate([np.ones(len(before)), -np.ones(len(before))])
    places = np.concatenate([before, before + height]), np.concatenate([number, number])
    left = csr_array((values, places), shape=(height * count, len(before)))
    return csr_array(hstack([block_diag([m.rows[:, : m.haste]] * count), left]))


def _high(impact: Impact, phase: Failure) -> Floats:
    """Most of each column in one phase, units."""
    high = impact.high[: impact.matrix.haste].copy()
    columns, most = impact.bounds(phase, phase.able_columns / phase.days)
    high[columns] = most
    return high * phase.days


def _right(impact: Impact, phase: Failure) -> Floats:
    """Right sides of one phase, units."""
    right = impact.matrix.right.copy()
    limits, most = impact.limits(phase, phase.able_limits / phase.days)
    right[limits] = most
    return right * phase.days
