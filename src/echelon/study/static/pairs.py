"""The worst pairs of failures, without solving all of them.

From the best answers to each failure alone come bounds of what a pair loses:

- at least what the worse of the two loses alone, for more is down;
- at most, of each demand, what the worse of the two loses of it, where both answers can be given at once: every column at the
  lower of its two rates, or at the higher one where an answer raises it. A row then gets what it gets in one of the answers,
  if not both change its several sources, and no more is drawn from it than in that answer, if the other raises nothing that
  draws from it. Where either may fail, or one raises what the other changes or stops, nothing is said;
- at most what the first loses, and all of every demand that the second can reach: from the answer to the first, stop
  everything downstream of the second; nothing else needs it.

Pairs are solved in the order of the lower upper bound, until that is not above the last of the worst ones found. Where both
bounds are equal nothing is solved.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.network.numbering import different, ranges
from echelon.study.static.matrix import Matrix
from echelon.study.static.model import Failure, Floats, Ints
from echelon.study.static.program import Impact

EVEN = 1.0 + 1e-12
"""Two bounds are equal up to rounding."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two failures, by their places in the list, and the money lost at least."""

    first: int
    second: int
    lost: float


def together(first: Failure, second: Failure) -> Failure:
    """Both at once, over one window."""

    def both(name: str) -> Floats:
        return np.concatenate([getattr(first, name), getattr(second, name)])

    return Failure(
        name=f"{first.name} + {second.name}",
        days=first.days,
        columns=both("columns").astype(np.int64),
        able_columns=both("able_columns"),
        worst_columns=both("worst_columns"),
        limits=both("limits").astype(np.int64),
        able_limits=both("able_limits"),
        worst_limits=both("worst_limits"),
    )


def worst_pairs(
    impact: Impact, failures: Sequence[Failure], count: int, *, must: Sequence[int] | None = None
) -> list[Pair]:
    """So many pairs that lose the most, the worst first; all failures of one window.

    must   places in the list of which a pair has at least one; any where left out

    >>> from echelon.study.static.matrix import matrix_of
    >>> from echelon.study.static.model import Plan, failing, static_of
    >>> from echelon.study.static.program import steady
    >>> twice = static_of(Plan("ABV", [("A", "V"), ("B", "V")], {"V": {"m": 1.0}}, {"V": 10.0}, {"V": 5.0}, {"V": 3.0},
    ...                        materials={"A": "m", "B": "m"}))
    >>> matrix = matrix_of(twice)
    >>> program = Impact(twice, matrix, steady(twice, matrix))
    >>> worst_pairs(program, [failing(name, 8.0, [at]) for at, name in enumerate("AB")], 1)
    [Pair(first=0, second=1, lost=90.0)]
    """
    if len(failures) < 2 or count < 1:
        return []
    alone = _Alone(impact, failures)
    low, high = alone.low(), alone.high()
    rows, columns = np.triu_indices(len(failures), 1)
    if must is not None:
        kept = np.isin(rows, must) | np.isin(columns, must)
        rows, columns = rows[kept], columns[kept]
    above = high[rows, columns]
    order = np.lexsort((columns, rows, -above))
    found: list[tuple[float, int, int]] = []
    for at in order.tolist():
        a, b = int(rows[at]), int(columns[at])
        if len(found) == count and above[at] <= found[0][0] * EVEN:
            break
        lost = low[a, b]
        if above[at] > lost * EVEN:
            lost = impact.lost(together(failures[a], failures[b]))[0]
        entry = (float(lost), -a, -b)
        if len(found) < count:
            heapq.heappush(found, entry)
        else:
            heapq.heappushpop(found, entry)
    return [Pair(-a, -b, lost) for lost, a, b in sorted(found, reverse=True)]


class _Alone:
    """The best answers to each failure alone, in sparse rows by failure, and the bounds that they give."""

    def __init__(self, impact: Impact, failures: Sequence[Failure]) -> None:
        self.matrix = m = impact.matrix
        s = impact.static
        impact.begin(failures[0].days)
        calm = impact.undisturbed()[1]
        by_row = m.rows.tocsr()
        self.fall = np.maximum(s.margin, 0.0) * s.rate * failures[0].days
        lost, changed, raised, hit, reach = [], [], [], [], []
        given_up = np.unique(m.alias[m.first_lost :])
        for failure in failures:
            solution = impact.solution(failure)
            lost.append(impact.by_demand(impact.of_model(solution) * failure.days))
            other, dust = solution - calm, 1e-9 * (1.0 + np.abs(calm))
            changed.append(np.flatnonzero(np.abs(other) > dust))
            raised.append(np.setdiff1d(np.flatnonzero(other > dust), given_up))
            stopped = _columns(m, by_row, failure)
            hit.append(stopped)
            reach.append(reached(m, by_row, stopped))
        self.lost = np.array(lost)
        self.changed, self.raised, self.hit = (_sparse(each, len(calm)) for each in (changed, raised, hit))
        self.reach = np.array(reach, dtype=np.float64)

    def low(self) -> Floats:
        """What the worse of two loses alone. `[failure, failure]`"""
        each = self.lost.sum(axis=1)
        return np.asarray(np.maximum(each[:, None], each[None, :]))

    def high(self) -> Floats:
        """The lower of the upper bounds. `[failure, failure]`"""
        each = self.lost.sum(axis=1)
        stop = each[:, None] - self.lost @ self.reach.T + (self.reach @ self.fall)[None, :]
        worse = np.array([np.maximum(one, self.lost).sum(axis=1) for one in self.lost])
        return np.asarray(np.minimum(np.where(self._meet(), np.inf, worse), np.minimum(stop, stop.T)))

    def _meet(self) -> NDArray[np.bool_]:
        """Whether two answers cannot simply be given at once. `[failure, failure]`"""
        draws, feeds, several = _entries(self.matrix)
        more, fed, apart = self.raised @ draws.T, self.changed @ feeds.T, self.changed @ several.T
        either = (more @ (more + fed).T + self.raised @ (self.changed + self.hit).T).toarray() > 0.0
        return np.asarray(either | either.T | ((apart @ apart.T).toarray() > 0.0))


def _sparse(rows: Sequence[Ints], width: int) -> Any:
    from scipy.sparse import csr_array

    start = np.concatenate([[0], np.cumsum([len(each) for each in rows])])
    index = np.concatenate(rows)
    return csr_array((np.ones(len(index)), index, start), shape=(len(rows), width))


def _entries(m: Matrix) -> tuple[Any, Any, Any]:
    """1 for each column that draws from a row; that feeds it, or gives a customer; that does so beside others. `[row, column]`"""
    from scipy.sparse import coo_array, csr_array

    entries = coo_array(m.rows)
    row, column = entries.coords
    owed = row >= m.first_demand
    lost, stock = np.isin(column, m.alias[m.first_lost :]), column == m.haste
    feeds = np.where(owed, ~lost, entries.data < 0.0) & ~stock
    several = feeds & (np.bincount(row[feeds], minlength=len(m.right))[row] > 1)
    return tuple(
        csr_array((np.ones(int(some.sum())), (row[some], column[some])), shape=m.rows.shape)
        for some in (~owed & (entries.data > 0.0), feeds, several)
    )  # type: ignore[return-value]


def _columns(m: Matrix, by_row: Any, failure: Failure) -> Ints:
    """Columns of the program that a failure bounds, those of its limits included."""
    rows = by_row[m.first_limit + failure.limits]
    return different(np.concatenate([m.alias[failure.columns], rows.indices.astype(np.int64)]))


def reached(m: Matrix, by_row: Any, columns: Ints) -> NDArray[np.bool_]:
    """The demands that may go short when columns stop: of all that is downstream of them; `by_row` is the matrix. `[demand]`"""
    a = m.rows
    seen = np.zeros(len(m.most), dtype=bool)
    rows_seen = np.zeros(len(m.right), dtype=bool)
    wave = columns[columns != m.haste]
    while len(wave):
        seen[wave] = True
        entries = ranges(a.indptr[wave].astype(np.int64), a.indptr[wave + 1].astype(np.int64))
        fed = a.indices[entries][a.data[entries] < 0.0].astype(np.int64)
        fed = different(fed[~rows_seen[fed]])
        rows_seen[fed] = True
        entries = ranges(by_row.indptr[fed].astype(np.int64), by_row.indptr[fed + 1].astype(np.int64))
        users = by_row.indices[entries][by_row.data[entries] > 0.0].astype(np.int64)
        wave = different(users[~seen[users]])
    demands = by_row[m.first_demand :]
    return np.asarray((abs(demands) @ seen.astype(np.float64)) > 0.0)


def same_window(failures: Sequence[Failure], days: float) -> list[Failure]:
    """Failures that are down as long as the longest: of a pair, both are.

    >>> from echelon.study.static.model import failing
    >>> [each.days for each in same_window([failing("a", 3.0, [0]), failing("b", 9.0, [1])], 9.0)]
    [9.0, 9.0]
    """
    return [
        replace(each, days=days, able_columns=each.able_columns * (days / each.days),
                able_limits=each.able_limits * (days / each.days))
        for each in failures
    ]  # fmt: skip


def worst_of(impact: Impact, failures: Sequence[Failure], count: int) -> list[Failure]:
    """The worst pairs of failures, each pair down for the longer of its two windows."""
    found: list[tuple[float, str, Failure]] = []
    for days in sorted({each.days for each in failures}):
        mine = [each for each in failures if each.days <= days]
        window = same_window(mine, days)
        longest = [at for at, each in enumerate(mine) if each.days == days]
        for pair in worst_pairs(impact, window, count, must=longest):
            both = together(window[pair.first], window[pair.second])
            found.append((-pair.lost, both.name, both))
    return [each for _, _, each in sorted(found, key=lambda entry: entry[:2])[:count]]
