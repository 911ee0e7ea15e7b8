"""Names as row numbers, and the order of ids without making them: what turns a million rows into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.core.table import Coded, Table

Ints = NDArray[np.int64]


def rows_by_name(table: Table) -> dict[str, int]:
    """Name → row; the last one where a name stands twice."""
    return {str(name): row for row, name in enumerate(table["name"].tolist())}


def found(column: Coded, known: Mapping[str, int]) -> Ints:
    """The row that each cell names, -1 where none has that name. `[row]`

    >>> found(Coded(["Kobe", "?"], np.array([0, 0, 1])), {"Kobe": 5}).tolist()
    [5, 5, -1]
    """
    return np.array([known.get(name, -1) for name in column.names], dtype=np.int64)[column.at]


def ranks(texts: Sequence[str]) -> Ints:
    """Which place each text has among the different ones in order of characters.

    >>> ranks(["b", "a", "b"]).tolist()
    [1, 0, 1]
    """
    place = {text: at for at, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts], dtype=np.int64)


def positions(keys: Ints, wanted: Ints) -> Ints:
    """Where each wanted key stands in `keys`, the last place of several, -1 where it does not.

    >>> positions(np.array([7, 5, 7]), np.array([7, 6])).tolist()
    [2, -1]
    """
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    at = np.maximum(np.searchsorted(keys[order], wanted, side="right") - 1, 0)
    return np.where(keys[order[at]] == wanted, order[at], -1)


def starts(owners: Ints | Sequence[int], count: int) -> Ints:
    """Where each owner's run starts in a list sorted by owner. `[count + 1]`"""
    return np.searchsorted(np.asarray(owners, dtype=np.int64), np.arange(count + 1)).astype(np.int64)


def ranges(first: Ints, last: Ints) -> Ints:
    """The whole numbers of several half-open ranges, joined.

    >>> ranges(np.array([5, 0]), np.array([7, 1])).tolist()
    [5, 6, 0]
    """
    lengths = last - first
    ends = np.cumsum(lengths)
    return np.asarray(
        np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths - first, lengths)
    )
