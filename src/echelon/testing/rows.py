"""A network that differs from another in a few cells: tables themselves cannot be written into."""

from __future__ import annotations

from echelon.network.model import Network, network


def with_cells(net: Network, noun: str, *rows: int, **cells: object) -> Network:
    """The same network with other cells in some rows of a noun, in all where none is named.

    >>> from echelon.testing.networks import hand_made
    >>> with_cells(hand_made(), "demand", 0, due_days=2)["demand"]["due_days"].tolist()
    [2.0, 0.0]
    """
    tables = {each: [dict(row) for row in net.rows(each)] for each in net.tables}
    for row in rows or range(len(tables[noun])):
        tables[noun][row] |= cells
    return network(net.settings, tables)
