"""Severities that go together: a Gaussian copula whose rank correlations are those asked for.

Spearman's rho of two normal numbers of correlation r is 6/pi arcsin(r/2), so r = 2 sin(pi rho/6). Source: W. H. Kruskal,
Ordinal Measures of Association, Journal of the American Statistical Association 53(284):814-861, 1958.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.core.quantile import normal_table
from echelon.core.words import Words, quantiles

Floats = NDArray[np.float64]
Matrix = tuple[tuple[float, ...], ...]
CELLS = 1 << 14
"""Quantiles that are told apart when a normal number becomes a word again."""
SLACK = 1e-9


def matrix_of(rows: Sequence[Sequence[float]], size: int, name: str) -> Matrix:
    """Rank correlations as given; `BadScenario` where they are not of `size`, or no numbers can have them."""
    found = tuple(tuple(float(cell) for cell in row) for row in rows)
    what = f"The `correlation` of hazard `{name}`"
    square = len(found) == size and all(len(row) == size for row in found)
    if not square or not _correlations(np.array(found)):
        must = f"must be {size} rows of {size} numbers in [-1, 1], symmetric, with 1 on the diagonal"
        raise BadScenario(
            Finding(
                "E421",
                what,
                must,
                str([list(row) for row in found]),
                "One row for each effect, in their order",
            )
        )
    if factor(found) is None:
        close = "; ".join(" ".join(f"{cell:.3f}" for cell in row) for row in _nearest(found))
        raise BadScenario(Finding("E422", what, "must be one that numbers can have (positive semidefinite)", "one that none have",
                                  f"The nearest that can be is {close}"))  # fmt: skip
    return found


def _correlations(rank: Floats) -> bool:
    within = bool((np.abs(rank) <= 1.0).all())
    return within and bool((rank == rank.T).all()) and bool((np.diag(rank) == 1.0).all())


def _normal(rank: Matrix) -> list[list[float]]:
    """Correlations of the normal numbers, rounded to 2^-30 so that last bits of a sine do not show."""
    return [
        [math.ldexp(round(math.ldexp(2.0 * math.sin(math.pi * cell / 6.0), 30)), -30) for cell in row]
        for row in rank
    ]


@lru_cache(maxsize=64)
def factor(rank: Matrix) -> Matrix | None:
    """The Cholesky factor (lower), None where there is none. In plain Python: a library's last bits depend on the machine.

    >>> factor(((1.0, 0.0), (0.0, 1.0)))
    ((1.0, 0.0), (0.0, 1.0))
    """
    wanted, size = _normal(rank), len(rank)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = wanted[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j:
                if rest < -SLACK:
                    return None
                lower[i][i] = math.sqrt(max(rest, 0.0))
            elif lower[j][j] > math.sqrt(SLACK):
                lower[i][j] = rest / lower[j][j]
            elif abs(rest) > math.sqrt(SLACK):
                return None
    return tuple(tuple(row) for row in lower)


def _nearest(rank: Matrix) -> Floats:
    """Rank correlations near those asked for that numbers can have: negative eigenvalues cut, the diagonal scaled back."""
    values, vectors = np.linalg.eigh(np.array(_normal(rank)))
    cut = (vectors * np.maximum(values, 0.0)) @ vectors.T
    scale = np.sqrt(np.diag(cut))
    rank_again = 6.0 / math.pi * np.arcsin(np.clip(cut / np.outer(scale, scale), -1.0, 1.0) / 2.0)
    # A little towards independence, so that what is rounded to three digits still can be.
    return np.asarray(0.995 * rank_again + 0.005 * np.eye(len(rank)))


@lru_cache(maxsize=1)
def _edges() -> Floats:
    normal = NormalDist()
    exact = np.array([normal.inv_cdf(at / CELLS) for at in range(1, CELLS)])
    return np.asarray(np.ldexp(np.round(np.ldexp(exact, 26)), -26))


def correlated(rank: Matrix, independent: Sequence[Words]) -> list[Words]:
    """Words with these rank correlations, each again evenly distributed, from as many independent ones. `[word]`

    >>> same = correlated(((1.0, 1.0), (1.0, 1.0)), [np.array([7 << 28], dtype=np.uint32), np.array([5], dtype=np.uint32)])
    >>> bool(same[0][0] == same[1][0])
    True
    """
    lower = factor(rank)
    if lower is None:
        raise ValueError("no numbers have these correlations")
    table = normal_table()
    normal = [quantiles(table, each) for each in independent]
    found = []
    for row in lower:
        total = np.zeros(len(independent[0]))
        for weight, each in zip(row, normal, strict=True):
            total = total + weight * each
        cell = np.searchsorted(_edges(), total, side="right").astype(np.uint32)
        found.append(cell * np.uint32(2**32 // CELLS) + np.uint32(2**31 // CELLS))
    return found
