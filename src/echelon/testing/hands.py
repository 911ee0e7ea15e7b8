"""Somebody who moves levers for no reason: what laws of the World must stand whoever steers it."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.network.model import Network, network
from echelon.world.law.lever import pull
from echelon.world.levers import LEVERS
from echelon.world.run import Moving
from echelon.world.state import State

CHOICES: dict[str, tuple[float, ...]] = {
    "extra_stock": (-30.0, -4.0, 0.0, 7.5, 60.0),
    "extra_order": (0.0, 3.0, 12.5, 80.0),
    "source_weight": (0.0, 0.0, 0.4, 1.0, 5.0),
    "allotment": (0.0, 0.3, 0.75, 1.0),
    "overtime": (0.0, 0.5, 1.0, 2.0),
    "expedite": (-1.0, 0.0, 1.0),
    "run_rate": (0.0, 0.5, 1.0),
    "release": (0.0, 0.25, 0.6, 1.0),
    "divert": (0.0, 1.0),
    "price": (0.5, 0.9, 1.0, 1.25, 2.0),
    "substitute": (0.0, 1.0),
}


def restless(seed: int, lane: int = 0, *, often: float = 0.5) -> Moving:
    """Moves some rows of some levers on some mornings, alike for the same replication whoever else is moved.

    lane    the first lane of the state within the run;  often  part of mornings on which a lever is moved
    """

    def moving(day: int, state: State) -> None:
        for number, (name, lever) in enumerate(LEVERS.items()):
            here: Any = getattr(state.levers, name)
            chance = np.random.default_rng([seed, day, number])
            if len(here) and chance.random() < often:
                rows = np.flatnonzero(chance.random(len(here)) < 0.2)
                values = chance.choice(CHOICES[name], (len(rows), lane + here.shape[1]))[:, lane:]
                pull(state, name, rows, values)
            elif chance.random() < 0.1:
                pull(state, name, slice(None), lever.neutral)

    return moving


def elastic(net: Network, seed: int) -> Network:
    """The same network with some customers who ask less at a higher price.

    >>> from echelon.testing.networks import random_network
    >>> sorted(set(elastic(random_network(7), 1)["demand"]["elasticity"].tolist()))
    [0.0, 0.5, 2.0]
    """
    chance = np.random.default_rng([seed, 580])
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    for demand in rows["demand"]:
        demand["elasticity"] = float(chance.choice([0.0, 0.5, 2.0]))
    return network(net.settings, rows)
