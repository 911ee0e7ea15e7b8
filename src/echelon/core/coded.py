"""Columns of text as numbers: what compares a million cells compares numbers, and does to each different text once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Sequence[str]):
    """Cells of text, each different one once, in the order in which they come, and which of them each row has. `at [row]`

    >>> len(cells := coded(["Kobe", "Riga", "Kobe"])), cells[2], cells.names
    (3, 'Kobe', ['Kobe', 'Riga'])
    """

    names: Sequence[str]
    at: NDArray[np.int64]

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> Coded: ...
    def __getitem__(self, row: int | slice) -> str | Coded:
        return Coded(self.names, self.at[row]) if isinstance(row, slice) else self.names[self.at[row]]

    def __len__(self) -> int:
        return len(self.at)

    def __iter__(self) -> Iterator[str]:
        return map(self.names.__getitem__, self.at.tolist())

    def rows(self, wanted: Callable[[str], bool]) -> NDArray[np.int64]:
        """Rows whose cell is wanted, in order.

        >>> coded(["Kobe", "Riga", "Kobe"]).rows(lambda name: name == "Kobe").tolist()
        [0, 2]
        """
        chosen = np.array([wanted(name) for name in self.names], dtype=bool)
        return np.flatnonzero(chosen[self.at]) if chosen.any() else np.zeros(0, dtype=np.int64)


class _Numbers(dict[str, int]):
    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


@dataclass(slots=True)
class Coding:
    """A column that is coded as it is read.

    >>> column = Coding()
    >>> column.extend(["Kobe", "Riga"])
    >>> column.extend(["Riga"])
    >>> column.coded().at.tolist()
    [0, 1, 1]
    """

    numbers: _Numbers = field(default_factory=_Numbers)
    parts: list[NDArray[np.int64]] = field(default_factory=list)

    def extend(self, cells: Sequence[str]) -> None:
        """Append cells."""
        self.parts.append(np.fromiter(map(self.numbers.__getitem__, cells), np.int64, len(cells)))

    def coded(self) -> Coded:
        """All cells so far."""
        at = np.concatenate(self.parts) if self.parts else np.zeros(0, dtype=np.int64)
        return Coded(list(self.numbers), at)


def coded(cells: Iterable[str]) -> Coded:
    """Text as numbers."""
    column = Coding()
    column.extend(list(cells))
    return column.coded()


def same(name: str, rows: int) -> Coded:
    """One text in every row; takes no memory.

    >>> list(same("Kobe", 2))
    ['Kobe', 'Kobe']
    """
    return Coded([name] if rows else [], np.broadcast_to(np.int64(0), (rows,)))
