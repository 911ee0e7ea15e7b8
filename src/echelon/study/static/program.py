"""The linear programs in HiGHS, built once: a failure changes bounds, the rest of the work is that of the undisturbed network.

Every failure starts from the optimal basis of the undisturbed network, so that its answer does not depend on what was asked
before it; one thread, no clock. HiGHS is imported when the first program is made.
Source: Simchi-Levi, Schmidt, Wei and others, Interfaces 45(5), 2015, the TTR and TTS models.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from echelon.core.errors import Finding, Unavailable
from echelon.study.static.matrix import Matrix, matrix_of
from echelon.study.static.model import Failure, Floats, Ints, Static

Highs = Any
"""A solver: the stubs of highspy lack some of what it can do."""
FOREVER = 36_500.0
"""Days after which what still lasts is said to last for ever: a hundred years."""
OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "presolve": "off",
    "solver": "simplex",
    "simplex_strategy": 1,  # dual: bounds change and prices stay
    "simplex_dual_edge_weight_strategy": 1,  # steepest edge costs a solve per row with each basis that is put back
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


def solver(rows: Any, cost: Floats, bounds: tuple[Floats, Floats], sides: tuple[Floats, Floats]) -> Highs:
    """A program at least cost: columns between their bounds, rows between their sides."""
    import highspy
    from highspy import _core

    made: Highs = _core._Highs()  # `highspy.Highs` says its version on stdout
    for name, value in OPTIONS.items():
        made.setOptionValue(name, value)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_, (lp.col_lower_, lp.col_upper_) = cost, bounds
    lp.row_lower_, lp.row_upper_ = sides
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    made.passModel(lp)
    return made


def solve(made: Highs) -> float:
    """The least cost, inf where nothing is feasible; `Unavailable` where HiGHS does not know (E480)."""
    import highspy

    made.run()
    status = made.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return float(made.getObjectiveValue())
    if status == highspy.HighsModelStatus.kInfeasible:
        return math.inf
    said = made.modelStatusToString(status)
    raise Unavailable(Finding("E480", "A linear program of static exposure", "must have an optimum", said,
                              "Look for quantities of very different sizes, and report it"))  # fmt: skip


class Program:
    """A program of a model that is solved for one failure after another.

    high [K]   bounds of the undisturbed network, haste between `least` and `most`
    """

    def __init__(self, static: Static, matrix: Matrix | None, cost: Floats, high: Floats) -> None:
        self.static, self.matrix = static, matrix_of(static) if matrix is None else matrix
        m = self.matrix
        self.low, self.high = np.zeros(len(high)), high
        self.solver = solver(m.rows, cost, (self.low, high), (np.where(m.must, m.right, -np.inf), m.right))
        self.solved = 0

    def start(self) -> float:
        """Solve the undisturbed network, and keep its basis."""
        found = solve(self.solver)
        self.basis = self.solver.getBasis()
        return found

    def hit(self, columns: tuple[Ints, Floats], limits: tuple[Ints, Floats]) -> float:
        """The least cost with other bounds; `calm` puts the old ones back."""
        h, (column, bound), (limit, rate) = self.solver, columns, limits
        h.changeColsBounds(len(column), column, self.low[column], bound)
        if len(limit):
            h.changeRowsBounds(len(limit), limit, np.full(len(limit), -np.inf), rate)
        h.setBasis(self.basis)
        self.solved += 1
        return solve(h)

    def calm(self, columns: Ints, limits: Ints) -> None:
        """Put the bounds of the undisturbed network back."""
        h = self.solver
        h.changeColsBounds(len(columns), columns, self.low[columns], self.high[columns])
        if len(limits):
            h.changeRowsBounds(len(limits), limits, np.full(len(limits), -np.inf), self.matrix.right[limits])

    def bounds(self, failure: Failure, parts: Floats) -> tuple[Ints, Floats]:
        """Columns of the program that a failure bounds, each once, and their bounds; `parts` of what is usual is left."""
        s, m = self.static, self.matrix
        usual = np.where(np.isfinite(s.capacity), s.capacity, s.usual)[failure.columns]
        rate = np.where(parts > 0.0, usual, 0.0) * parts
        columns, place = np.unique(m.alias[failure.columns], return_inverse=True)
        found = self.high[columns].copy()
        np.minimum.at(found, place, rate / m.scale[failure.columns])
        return columns.astype(np.int32), found

    def limits(self, failure: Failure, parts: Floats) -> tuple[Ints, Floats]:
        """Rows of the program that a failure bounds, and their right sides."""
        s = self.static
        usual = np.where(np.isfinite(s.limit_rate), s.limit_rate, s.limit_usual)[failure.limits]
        return (self.matrix.first_limit + failure.limits).astype(np.int32), np.where(
            parts > 0.0, usual, 0.0
        ) * parts

    def columns(self) -> Floats:
        """The columns of the model in the last solution, units a day. `[C]`"""
        values = np.maximum(np.asarray(self.solver.getSolution().col_value), 0.0)
        return np.asarray(values[self.matrix.alias] * self.matrix.scale)


class Impact(Program):
    """The time-to-recover program: the least money lost while something is down for some days.

    >>> from echelon.study.static.model import Plan, failing, static_of
    >>> chain = Plan("SV", [("S", "V")], {"V": {"S": 1.0}}, {"S": 30.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0})
    >>> Impact(static_of(chain)).lost(failing("V", 8.0, [1]))[0]
    90.0
    """

    def __init__(self, static: Static, matrix: Matrix | None = None) -> None:
        matrix = matrix_of(static) if matrix is None else matrix
        super().__init__(static, matrix, matrix.cost, matrix.most.copy())
        self.days = math.nan

    def begin(self, days: float) -> None:
        """Look at a window of so many days, undisturbed."""
        if days == self.days:
            return
        self.days, haste = days, self.matrix.haste
        self.low[haste] = self.high[haste] = 1.0 / days
        self.solver.changeColBounds(haste, 1.0 / days, 1.0 / days)
        self.start()
        self.undisturbed = self.columns() * days

    def lost(self, failure: Failure) -> tuple[float, Floats]:
        """Money lost by the best answer to a failure, and the columns of that answer. Money, units `[C]`"""
        self.begin(failure.days)
        columns = self.bounds(failure, failure.able_columns / failure.days)
        limits = self.limits(failure, failure.able_limits / failure.days)
        self.hit(columns, limits)
        found = self.columns() * failure.days
        self.calm(columns[0], limits[0])
        return self.worth(found), found

    def worth(self, columns: Floats) -> float:
        """Money that a solution loses."""
        s, lost = self.static, columns[self.matrix.first_lost :]
        swapped = columns[s.first_demand + len(s.demands) : self.matrix.first_lost]
        return float(
            np.dot(np.maximum(s.margin, 0.0), lost) + np.dot(np.maximum(s.swap_margin, 0.0), swapped)
        )


class Survival(Program):
    """The time-to-survive program: the longest time for which everybody is served although something is down.

    It looks for the least haste, days = 1 / haste: then rates hardly differ from those of the undisturbed network.

    >>> from echelon.study.static.model import Plan, failing, static_of
    >>> chain = Plan("SV", [("S", "V")], {"V": {"S": 1.0}}, {"S": 30.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0})
    >>> round(Survival(static_of(chain)).days(failing("S", 8.0, [0])), 6)
    8.0
    """

    def __init__(self, static: Static, matrix: Matrix | None = None) -> None:
        matrix = matrix_of(static) if matrix is None else matrix
        high, cost = matrix.most.copy(), np.zeros(len(matrix.most))
        high[np.unique(matrix.alias[matrix.first_lost :])] = 0.0
        cost[matrix.haste] = 1.0
        super().__init__(static, matrix, cost, high)
        self.undisturbed = _days(self.start())

    def days(self, failure: Failure) -> float:
        """Days for which all demand is met while a failure is at its worst; inf if for a hundred years."""
        columns = self.bounds(failure, failure.worst_columns)
        limits = self.limits(failure, failure.worst_limits)
        haste = self.hit(columns, limits)
        self.calm(columns[0], limits[0])
        return _days(haste)


def _days(haste: float) -> float:
    return math.inf if haste <= 1.0 / FOREVER else 1.0 / haste
