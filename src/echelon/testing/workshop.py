"""The laws of manufacturing for any network: which cells switch them on, chosen by chance."""

from __future__ import annotations

import numpy as np

from echelon.network.model import Network, network

Row = dict[str, object]


def manufacture(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Make some recipes start in batches."""
    for recipe in rows["recipe"]:
        if chance.random() < 0.4:
            recipe["batch_size"] = float(chance.choice([0.0, 3.0, 8.5]))
            recipe["batch_minimum"] = float(chance.choice([0.0, 5.0]))


def manufactured(net: Network, seed: int) -> Network:
    """The same network with the laws of manufacturing used somewhere, and no others.

    >>> from echelon.testing.networks import random_network
    >>> len(set(manufactured(random_network(7), 1)["recipe"]["batch_size"])) > 1
    True
    """
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    manufacture(rows, np.random.default_rng(seed))
    return network(net.settings, rows)
