"""The linear programs in HiGHS, built once: a failure changes bounds, and is solved where it is felt.

The undisturbed plan is found once. A failure is solved in the region of rows that it breaks (`region`); where the network
cannot go on for ever even undisturbed, the whole program is solved, from the basis of the undisturbed one. Either way an
answer does not depend on what was asked before it; one thread, no clock. HiGHS is imported when the first program is made.
Source: Simchi-Levi, Schmidt, Wei and others, Interfaces 45(5), 2015, the TTR and TTS models.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from echelon.core.errors import Finding, Unavailable
from echelon.study.static.matrix import Matrix
from echelon.study.static.model import Failure, Floats, Ints, Static
from echelon.study.static.region import Regions

Highs = Any
"""A solver: the stubs of highspy lack some of what it can do."""
DUST = 1e-9
"""Part of all that could be lost that is rounding."""
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
    "small_matrix_value": 1e-12,  # what is smaller is left out
}


def unsolved() -> Highs:
    """A solver without a program."""
    from highspy import _core

    made: Highs = _core._Highs()  # `highspy.Highs` says its version on stdout
    for name, value in OPTIONS.items():
        made.setOptionValue(name, value)
    return made


def pass_model(made: Highs, rows: tuple[Ints, Ints, Floats], cost: Floats, bounds: tuple[Floats, Floats],
               sides: tuple[Floats, Floats]) -> None:  # fmt: skip
    """A program at least cost: rows by start, column and value; columns between their bounds, rows between their sides."""
    start, index, value = rows
    count, whole = len(cost), np.zeros(len(cost), dtype=np.int32)
    taken = made.passModel(count, len(sides[0]), len(value), 2, 1, 0.0, cost, *bounds, *sides, start.astype(np.int32),
                           index.astype(np.int32), value, whole)  # fmt: skip
    if taken.name == "kError":
        raise _none("numbers that the solver does not take")


def solve(made: Highs) -> float:
    """The least cost, inf where nothing is feasible; `Unavailable` where HiGHS does not know (E480), nor from scratch."""
    for again in (False, True):
        if again:
            made.clearSolver()
        made.run()
        status = made.getModelStatus()
        if status.name == "kOptimal":
            return float(made.getObjectiveValue())
        if status.name == "kInfeasible":
            return math.inf
    raise _none(made.modelStatusToString(status))


def _none(said: str) -> Unavailable:
    return Unavailable(Finding("E480", "A linear program of static exposure", "must have an optimum", said,
                               "Look for quantities of very different sizes, and report it"))  # fmt: skip


class Program:
    """A program of a model that is solved for one failure after another.

    low, high [K]  bounds of the undisturbed network;  plan [K] its rates, none where it cannot go on for ever
    answered       how many programs were solved
    """

    def __init__(
        self, static: Static, matrix: Matrix, cost: Floats, high: Floats, plan: Floats | None
    ) -> None:
        self.static, self.matrix, self.cost = static, matrix, cost
        self.low, self.high = np.zeros(len(high)), high
        self.regions = None if plan is None else Regions(matrix, cost, plan)
        self.whole: Highs = None
        self.basis: Any = None
        self.answered = 0

    def answer(self, columns: tuple[Ints, Floats], limits: tuple[Ints, Floats]) -> tuple[float, Floats]:
        """The least cost under other bounds, inf where nothing is feasible, and a solution. `[K]`"""
        self.answered += 1
        if self.regions is None:
            return self._of_the_whole(columns, limits)
        high, right = self.high.copy(), self.matrix.right
        high[columns[0]] = columns[1]
        if len(limits[0]):
            right = right.copy()
            right[limits[0]] = limits[1]
        return self.regions.solve(self.low, high, right)

    def undisturbed(self) -> tuple[float, Floats]:
        """The least cost with nothing down, and a solution. `[K]`"""
        none = np.zeros(0, dtype=np.int64), np.zeros(0)
        return self.answer(none, none)

    def renew(self) -> None:
        """Forget the undisturbed basis: bounds were changed."""
        self.basis = None

    def _of_the_whole(
        self, columns: tuple[Ints, Floats], limits: tuple[Ints, Floats]
    ) -> tuple[float, Floats]:
        h, (column, bound), (limit, rate) = self._ready(), columns, limits
        h.changeColsBounds(len(column), column, self.low[column], bound)
        h.changeRowsBounds(len(limit), limit, np.full(len(limit), -np.inf), rate)
        h.setBasis(self.basis)
        value = solve(h)
        found = np.asarray(h.getSolution().col_value)
        h.changeColsBounds(len(column), column, self.low[column], self.high[column])
        h.changeRowsBounds(len(limit), limit, np.full(len(limit), -np.inf), self.matrix.right[limit])
        return value, found

    def _ready(self) -> Highs:
        """The whole program, with the basis of the undisturbed network."""
        m = self.matrix
        if self.whole is None:
            from scipy.sparse import csr_array

            a, self.whole = csr_array(m.rows), unsolved()
            rows = a.indptr.astype(np.int64), a.indices.astype(np.int64), a.data
            sides = np.where(m.must, m.right, -np.inf), m.right
            pass_model(self.whole, rows, self.cost, (self.low, self.high), sides)
        if self.basis is None:
            haste = m.haste
            self.whole.changeColBounds(haste, self.low[haste], self.high[haste])
            solve(self.whole)
            self.basis = self.whole.getBasis()
        return self.whole

    def bounds(self, failure: Failure, parts: Floats) -> tuple[Ints, Floats]:
        """Columns of the program that a failure bounds, each once, and their bounds; `parts` of what is usual is left."""
        s, m = self.static, self.matrix
        usual = np.where(np.isfinite(s.capacity), s.capacity, s.usual)[failure.columns]
        rate = np.where(parts > 0.0, usual, 0.0) * parts
        columns, place = np.unique(m.alias[failure.columns], return_inverse=True)
        found = self.high[columns].copy()
        np.minimum.at(found, place, rate / m.scale[failure.columns])
        return columns, found

    def limits(self, failure: Failure, parts: Floats) -> tuple[Ints, Floats]:
        """Rows of the program that a failure bounds, each once, and their right sides."""
        s, m = self.static, self.matrix
        usual = np.where(np.isfinite(s.limit_rate), s.limit_rate, s.limit_usual)[failure.limits]
        limits, place = np.unique(m.first_limit + failure.limits, return_inverse=True)
        found = m.right[limits].copy()
        np.minimum.at(found, place, np.where(parts > 0.0, usual, 0.0) * parts)
        return limits, found

    def of_model(self, solution: Floats) -> Floats:
        """A solution as columns of the model, units a day. `[C]`"""
        return np.asarray(np.maximum(solution, 0.0)[self.matrix.alias] * self.matrix.scale)


def steady(static: Static, matrix: Matrix) -> Floats | None:
    """Rates that serve everybody for ever without any stock, at no cost; none where that cannot be. `[K]`"""
    high = _served(matrix)
    high[matrix.haste] = 0.0
    cost = np.where(high > 0.0, matrix.cost, 0.0)  # of swaps
    value, found = Program(static, matrix, cost, high, None).undisturbed()
    return None if loss_of(static, value, 1.0) > 0.0 else np.maximum(found, 0.0)


def loss_of(static: Static, money: float, days: float) -> float:
    """Money lost in so many days, 0 where it is only rounding."""
    return money if money > DUST * days * float(np.dot(np.abs(static.margin), static.rate)) else 0.0


def _served(matrix: Matrix) -> Floats:
    """Bounds of columns where nothing may be lost. `[K]`"""
    high = matrix.most.copy()
    high[np.unique(matrix.alias[matrix.first_lost :])] = 0.0
    return high


class Impact(Program):
    """The time-to-recover program: the least money lost while something is down for some days.

    >>> from echelon.study.static.matrix import matrix_of
    >>> from echelon.study.static.model import Plan, failing, static_of
    >>> chain = static_of(Plan("SV", [("S", "V")], {"V": {"S": 1.0}}, {"S": 30.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0}))
    >>> matrix = matrix_of(chain)
    >>> round(Impact(chain, matrix, steady(chain, matrix)).lost(failing("V", 8.0, [1]))[0], 9)
    90.0
    """

    def __init__(self, static: Static, matrix: Matrix, plan: Floats | None) -> None:
        super().__init__(static, matrix, matrix.cost, matrix.most.copy(), plan)
        self.days = math.nan

    def begin(self, days: float) -> None:
        """Look at a window of so many days."""
        if days != self.days:
            self.days, haste = days, self.matrix.haste
            self.low[haste] = self.high[haste] = 1.0 / days
            self.renew()

    def lost(self, failure: Failure) -> tuple[float, Floats]:
        """Money lost by the best answer to a failure, and the columns of that answer. Money, units `[C]`"""
        found = self.of_model(self.solution(failure)) * failure.days
        return loss_of(self.static, float(self.by_demand(found).sum()), failure.days), found

    def solution(self, failure: Failure) -> Floats:
        """The best answer to a failure. `[K]`"""
        self.begin(failure.days)
        columns = self.bounds(failure, failure.able_columns / failure.days)
        return self.answer(columns, self.limits(failure, failure.able_limits / failure.days))[1]

    def lost_anyway(self, days: float) -> float:
        """Money lost in so many days with nothing down."""
        self.begin(days)
        found = self.by_demand(self.of_model(self.undisturbed()[1]) * days)
        return loss_of(self.static, float(found.sum()), days)

    def by_demand(self, columns: Floats) -> Floats:
        """Money that a solution loses with each demand. `[D]`"""
        s = self.static
        swapped = columns[s.first_demand + len(s.demands) : self.matrix.first_lost]
        lost = np.maximum(s.margin, 0.0) * columns[self.matrix.first_lost :]
        np.add.at(lost, s.swap_demand, np.maximum(s.swap_margin, 0.0) * swapped)
        return lost


class Survival(Program):
    """The time-to-survive program: the longest time for which everybody is served although something is down.

    It looks for the least haste, days = 1 / haste: then rates hardly differ from those of the undisturbed network.

    >>> from echelon.study.static.matrix import matrix_of
    >>> from echelon.study.static.model import Plan, failing, static_of
    >>> chain = static_of(Plan("SV", [("S", "V")], {"V": {"S": 1.0}}, {"S": 30.0, "V": 10.0}, {"V": 5.0}, {"V": 3.0}))
    >>> matrix = matrix_of(chain)
    >>> round(Survival(chain, matrix, steady(chain, matrix)).days(failing("S", 8.0, [0])), 9)
    8.0
    """

    def __init__(self, static: Static, matrix: Matrix, plan: Floats | None) -> None:
        cost = np.zeros(len(matrix.most))
        cost[matrix.haste] = 1.0
        super().__init__(static, matrix, cost, _served(matrix), plan)

    def days(self, failure: Failure) -> float:
        """Days for which all demand is met while a failure is at its worst; inf if for a hundred years."""
        columns = self.bounds(failure, failure.worst_columns)
        haste, _ = self.answer(columns, self.limits(failure, failure.worst_limits))
        return math.inf if haste <= 1.0 / FOREVER else 1.0 / haste
