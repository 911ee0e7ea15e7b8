"""Names as row numbers, and the order of ids without making them: what turns a million rows into arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.coded import Coded
from echelon.core.table import Table

if TYPE_CHECKING:
    from echelon.network.model import Network

Ints = NDArray[np.int64]


def rows_by_name(table: Table) -> dict[str, int]:
    """Name → row; the last one where a name stands twice."""
    return {str(name): row for row, name in enumerate(table["name"].tolist())}


def found(column: Coded, known: Mapping[str, int]) -> Ints:
    """The row that each cell names, -1 where none has that name. `[row]`

    >>> from echelon.core.coded import coded
    >>> found(coded(["Kobe", "Kobe", "?"]), {"Kobe": 5}).tolist()
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


def in_order(columns: Sequence[NDArray[Any]], name: Callable[[int], str]) -> Ints:
    """Rows sorted by columns, the first column first; those that are equal in all of them by name.

    >>> in_order([np.array([1, 0, 0])], ["a", "c", "b"].__getitem__).tolist()
    [2, 1, 0]
    """
    order = np.lexsort(columns[::-1])
    same = np.logical_and.reduce([column[order][1:] == column[order][:-1] for column in columns])
    edges = np.diff(np.concatenate([[0], same.astype(np.int8), [0]]))
    for first, last in zip(
        np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True
    ):
        order[first : last + 1] = sorted(order[first : last + 1].tolist(), key=name)
    return order


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


def different(numbers: Ints) -> Ints:
    """The different numbers in order; sorting is several times as fast as what `np.unique` does with a million.

    >>> different(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    found = np.sort(numbers)
    return np.asarray(found[np.diff(found, prepend=found[:1] - 1) != 0])


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


def first_seen(numbers: Ints) -> Ints:
    """The different numbers in the order in which they come.

    >>> first_seen(np.array([3, 1, 3])).tolist()
    [3, 1]
    """
    different, first = np.unique(numbers, return_index=True)
    return np.asarray(different[np.argsort(first)])


def alike(table: Table, columns: Sequence[str]) -> tuple[Ints, Ints]:
    """Rows that differ in these columns, one of each kind, and the kind of every row.

    >>> from echelon.core.table import table_of
    >>> from echelon.network.schema import ITEM
    >>> table = table_of(ITEM, [{"name": "a", "unit_value": 1}, {"name": "b"}, {"name": "c", "unit_value": 1}])[0]
    >>> [each.tolist() for each in alike(table, ["unit", "unit_value"])]
    [[1, 0], [1, 0, 1]]
    """
    kind, first = np.zeros(len(table), dtype=np.int64), np.zeros(min(1, len(table)), dtype=np.int64)
    for name in columns:
        values = table[name]
        text = not np.issubdtype(values.dtype, np.number)
        each = table.coded(name).at if text else np.unique(values, return_inverse=True)[1]
        if len(each) and each.min() != each.max():
            _, first, kind = np.unique(
                kind * (int(each.max()) + 1) + each, return_index=True, return_inverse=True
            )
    return first, kind


def lane_labels(net: Network) -> list[str]:
    """What people call each lane, with its mode where several have its ends and item.

    >>> from echelon.testing.networks import hand_made
    >>> lane_labels(hand_made())[0]
    'Osaka Glass→Izmir Works→glass'
    """
    lanes = net["lane"]
    names = [lanes.label(row) for row in range(len(lanes))]
    seen = Counter(names)
    modes = lanes["mode"]
    return [f"{name}→{modes[row]}" if seen[name] > 1 else name for row, name in enumerate(names)]
