"""The canonical text of a network's tables, in the words of `core.digest`, without a document of a million lists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.digest import canonical
from echelon.core.table import Table
from echelon.network.numbering import ranks

_BATCH = 20_000


class _Column(NamedTuple):
    """A column's different cells as canonical text, what rows are sorted by (`repr` of the cell), and which each row has."""

    texts: list[str]
    shown: list[str]
    at: NDArray[np.int64]


def digest_of(document: dict[str, object], tables: Iterable[Table]) -> str:
    """`core.digest.digest` of a document that has also, by noun, the column names and the rows of each table, sorted by `repr`.

    A million rows take a second or two.

    >>> from echelon.core.digest import digest
    >>> from echelon.core.table import table_of
    >>> from echelon.network.schema import ITEM
    >>> empty = table_of(ITEM, [])[0]
    >>> digest_of({"a": 1}, [empty]) == digest({"a": 1, "item": [list(ITEM.names)]})
    True
    """
    found: dict[str, Table | None] = {
        **dict.fromkeys(document),
        **{table.schema.noun: table for table in tables},
    }
    sha = hashlib.sha256()
    for mark, key in zip(["{", *[","] * len(found)], sorted(found), strict=False):
        sha.update(mark.encode() + canonical(key) + b":")
        table = found[key]
        for piece in [canonical(document[key])] if table is None else _rows(table):
            sha.update(piece)
    sha.update(b"}")
    return sha.hexdigest()


def _rows(table: Table) -> Iterator[bytes]:
    """Pieces of the list of column names and sorted rows."""
    columns = [_column(table, name) for name in table.schema.names]
    varying = [column for column in columns if len(column.texts) > 1]
    order = (
        np.lexsort([ranks(each.shown)[each.at] for each in reversed(varying)])
        if varying
        else np.arange(len(table))
    )
    yield b"[" + canonical(list(table.schema.names))
    texts = [np.array(column.texts, dtype=object) for column in columns]
    for first in range(0, len(table), _BATCH):
        rows = order[first : first + _BATCH]
        cells = [text[column.at[rows]].tolist() for text, column in zip(texts, columns, strict=True)]
        yield "".join([f",[{','.join(row)}]" for row in zip(*cells, strict=True)]).encode()
    yield b"]"


def _column(table: Table, name: str) -> _Column:
    values = table[name]
    if values.dtype == object:
        cells = table.coded(name)
        return _Column(
            [canonical(text).decode() for text in cells.names], [repr(text) for text in cells.names], cells.at
        )
    # By their bits, for 0.0 and -0.0 are shown differently.
    bits = np.ascontiguousarray(values[:1] if values.strides == (0,) else values, dtype=np.float64).view(
        np.int64
    )
    different, at = np.unique(bits, return_inverse=True)
    numbers = different.view(np.float64)
    spread = np.broadcast_to(at, (len(values),)) if len(bits) != len(values) else at
    return _Column(
        [canonical(float(each)).decode() for each in numbers], [repr(each) for each in numbers], spread
    )
