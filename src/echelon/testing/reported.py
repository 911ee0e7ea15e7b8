"""Reports and truths: networks whose times to recover and demand are said with errors, and what they really are.

For tests of what it is worth to verify a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from echelon.network.model import Network
from echelon.study.information.inputs import Known, Uncertain, drawn, every_input
from echelon.study.information.losses import Losses
from echelon.study.information.worth import top
from echelon.testing.planted.supply import supply

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reported:
    """A network with what is reported of it, and truths: true value over reported one. truths `[truth, input]`"""

    network: Network
    inputs: list[Uncertain]
    truths: Floats


def reported(seed: int, truths: int = 10, *, size: int = 3) -> Reported:
    """The same numbers give the same; with `size` 3 about 50 to 80 inputs, of 1 about 15 to 30.

    Sites recover in 8 to 60 days; some reports are good, others wrong, each with an error of its own that is known.

    >>> found = reported(1)
    >>> found.truths.shape == (10, len(found.inputs))
    True
    """
    net, chance = supply(seed, size=size), np.random.default_rng([seed, 3])
    inputs = []
    for each in every_input(net):
        days = each.kind == "ttr"
        value = float(chance.integers(8, 61)) if days else each.reported
        error = float(chance.choice([0.1, 0.3, 0.6, 1.0] if days else [0.05, 0.2, 0.4]))
        inputs.append(Uncertain(each.kind, each.name, value, error))
    return Reported(net, inputs, drawn(inputs, truths, seed + 1))


def regrets(world: Reported, verified: Sequence[Uncertain], protect: int = 3) -> Floats:
    """Loss a year beyond that of the best choice, of who chooses by the reports, with some verified, and with all. `[truth, 3]`

    Who verifies an input puts its true value in place of the reported one; the sites with the largest losses are protected.
    """
    sites = sorted({each.name for each in world.inputs if each.kind == "ttr"})
    losses = Losses(world.network, Known(world.inputs, sites, 30.0, {}))
    labels = {each.label for each in verified}
    known = np.array([each.label in labels for each in world.inputs])
    true = losses.under(world.truths)
    guesses = (
        losses.under(np.ones((1, len(world.inputs)))).repeat(len(true), axis=0),
        losses.under(np.where(known, world.truths, 1.0)),
    )
    best = spared(true, true, protect)
    return np.column_stack([best - spared(true, guess, protect) for guess in (*guesses, true)])


def spared(losses: Floats, guess: Floats, protect: int) -> Floats:
    """What each truth spares who protects the sites that a guess ranks highest. `[truth]`"""
    return np.asarray(np.take_along_axis(losses, top(guess, protect), axis=1).sum(axis=1))
