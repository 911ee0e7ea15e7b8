"""What it is worth to know some inputs before choosing: expected value of partial perfect information, by regression.

Some sites are chosen to be protected; a choice is worth what the chosen would have cost. Who knows a set of inputs chooses
those with the largest loss expected given them. That conditional expectation is a regression of the losses on the inputs of the
set, over one sample of all (Strong, Oakley & Brennan 2014, section 3). A choice made so is then paid by the losses themselves,
not by the regression's, so that what fits by chance earns nothing systematic.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
MOST_PRODUCTS = 12


class Worth:
    """A sample of truths, the losses under each, and the choice of `protect` sites.

    factors [draw, input];  losses [draw, site];  acts [input, site] whether an input may matter to a site
    """

    def __init__(self, factors: Floats, losses: Floats, acts: Flags, protect: int) -> None:
        self.losses, self.acts, self.protect = losses, acts, protect
        spread = np.std(factors, axis=0)
        known = np.log(factors)
        self.scaled = np.divide(
            known - known.mean(axis=0), known.std(axis=0), out=np.zeros_like(known), where=spread > 0.0
        )
        self.perfect = self.gain(losses)
        self._fitted = cache(self._fit)

    def gain(self, guess: Floats) -> float:
        """Mean loss spared by protecting the sites that a guess ranks highest. guess `[draw, site]` or `[site]`"""
        guess = np.broadcast_to(guess, self.losses.shape)
        chosen = np.argsort(-guess, axis=1, kind="stable")[:, : self.protect]
        return float(np.take_along_axis(self.losses, chosen, axis=1).sum(axis=1).mean())

    def regret(self, known: Sequence[int]) -> float:
        """Expected loss beyond that of the best choice, for one who knows these inputs and chooses by expectation."""
        return max(0.0, self.perfect - self.gain(self.expected(known)))

    def expected(self, known: Sequence[int]) -> Floats:
        """Losses expected given some inputs. `[draw, site]`"""
        sites = range(self.losses.shape[1])
        return np.column_stack(
            [self._fitted(site, tuple(sorted(at for at in known if self.acts[at, site]))) for site in sites]
        )

    def _fit(self, site: int, known: tuple[int, ...]) -> Floats:
        target = self.losses[:, site]
        if not known:
            return np.full(len(target), target.mean())
        columns = [np.ones(len(target))]
        for at in known:
            z = self.scaled[:, at]
            columns += [z, *(np.maximum(0.0, z - knot) for knot in (-0.7, 0.0, 0.7))]
        pairs = [(a, b) for a in known for b in known if a < b][:MOST_PRODUCTS]
        columns += [self.scaled[:, a] * self.scaled[:, b] for a, b in pairs]
        design = np.column_stack(columns)
        return np.asarray(design @ np.linalg.lstsq(design, target, rcond=None)[0])

    def first(self, count: int) -> list[tuple[int, float]]:
        """Inputs to verify one after another, each the one that leaves the least regret, and the regret left after it."""
        found: list[tuple[int, float]] = []
        known: list[int] = []
        left = [at for at in range(self.acts.shape[0]) if self.scaled[:, at].any() and self.acts[at].any()]
        while left and len(known) < count:
            regrets = {at: self.regret([*known, at]) for at in left}
            best = min(left, key=lambda at: (regrets[at], at))
            known.append(best)
            left.remove(best)
            found.append((best, regrets[best]))
        return found


def top(losses: Floats, count: int) -> NDArray[np.intp]:
    """The sites with the largest losses, most first. losses `[…, site]`

    >>> top(np.array([1.0, 5.0, 3.0]), 2).tolist()
    [1, 2]
    """
    return np.asarray(np.argsort(-losses, axis=-1, kind="stable")[..., :count])


def kendall(first: Floats, second: Floats) -> Floats:
    """Kendall's tau-b of each row of the second with the first. `[site]`, `[draw, site]` → `[draw]`

    >>> kendall(np.array([3.0, 2.0, 1.0]), np.array([[9.0, 5.0, 1.0], [1.0, 2.0, 3.0]])).tolist()
    [1.0, -1.0]
    """
    a, b = np.triu_indices(len(first), 1)
    x, y = np.sign(first[a] - first[b]), np.sign(second[:, a] - second[:, b])
    scale = np.sqrt((x != 0).sum() * (y != 0).sum(axis=1))
    return np.asarray(np.divide((x * y).sum(axis=1), scale, out=np.ones(len(second)), where=scale > 0.0))
