"""Customers who want delivery on later days, wait in part and take other items, for tests of any network."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from echelon.network.model import Network, network

Row = dict[str, object]


def serve(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Give customers due days, patience and substitutes, some of them."""
    held: dict[object, list[object]] = {}
    for point in rows["stock point"]:
        if point.get("allocation") != "drawn":
            held.setdefault(point["site"], []).append(point["item"])
    for demand in rows["demand"]:
        others = [item for item in held[demand["site"]] if item != demand["item"]]
        if others and chance.random() < 0.6:
            demand |= {"substitute": chance.choice(np.array(others, dtype=object)),
                       "substitute_ratio": float(chance.choice([0.5, 1.0, 4.0])),
                       "substitute_price": float(chance.choice([math.nan, 7.0]))}  # fmt: skip
        demand["due_days"] = int(chance.choice([0, 0, 1, 3, 30]))
        if chance.random() < 0.4:
            demand["patience"] = float(chance.choice([0.0, 0.3, 0.75, 1.0]))


def served(net: Network, seed: int) -> Network:
    """The same network with other customers.

    >>> from echelon.testing.networks import random_network
    >>> sorted(set(served(random_network(7), 1)["demand"]["due_days"].tolist()))
    [0.0, 1.0, 3.0, 30.0]
    """
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    serve(rows, np.random.default_rng(seed))
    return network(replace(net.settings, name=f"{net.name} served {seed}"), rows)
