"""What an event will do, from what others did: a hurdle, and past outcomes moved by what was known of each beforehand.

Whether there is an outage at all is a logistic regression; given one, the logarithm of its length, its depth and the rebound
are linear regressions, each with a ridge. A member of the ensemble is a past event drawn with the probability of its kind
(outage or none), its outcomes moved by the difference of the two events' predictions: so length, depth and rebound stay
together as they came together, and their scatter is that which was seen; that of the rebound grows and shrinks with what was
known, for it is a highest day, and the higher the more a series swings by itself. Chance is addressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import key
from echelon.core.words import words

Floats = NDArray[np.float64]
RIDGE = 3.0
"""Chosen on other storms than those of the validation, with the features, by their CRPS: docs/background/validation.md."""
STEADY = 20.0
"""Ridge of the regression of scatter; a scatter is never taken for more than `STRETCH` (natural logarithm) times another."""
STRETCH = 1.5
FEW = 30
"""Events below which what was known of them is not regressed upon: the ensemble is then the mix of all."""
MEMBERS = 4000


class Outcomes(NamedTuple):
    """What events did: columns of `[event]` or `[member]`: days, part, part, days after the start (first day of the outage)."""

    length: Floats
    depth: Floats
    rebound: Floats
    onset: Floats

    def take(self, at: NDArray[np.int64]) -> Outcomes:
        """Some of them."""
        return Outcomes(*(column[at] for column in self))


@dataclass(frozen=True, slots=True)
class Foreteller:
    """A fitted model.

    known    features of the past events, standardised, with a leading 1 `[event, 1 + feature]`
    centre, scale   that standardised them
    outage   coefficients of the logistic regression;  moved  of each outcome given an outage, and given none
    scatter  of the logarithm of the rebound's distance from its regression, given an outage, and given none
    """

    past: Outcomes
    known: Floats
    centre: Floats
    scale: Floats
    outage: Floats
    moved: dict[str, tuple[Floats, Floats]]
    scatter: tuple[Floats, Floats]

    def probability(self, features: Floats) -> float:
        """Of an outage."""
        return float(1.0 / (1.0 + np.exp(-self._row(features) @ self.outage)))

    def weights(self, features: Floats) -> Floats:
        """Probability of each past event to be drawn; those of one kind are equally likely. `[event]`"""
        on = self.past.length > 0.0
        p = 1.0 if on.all() else 0.0 if not on.any() else self.probability(features)
        return np.where(on, p / max(int(on.sum()), 1), (1.0 - p) / max(int((~on).sum()), 1))

    def moved_to(self, features: Floats) -> Outcomes:
        """Every past event as it would have been here. `[event]`"""
        on = self.past.length > 0.0
        row = self._row(features) - self.known
        shift = {name: np.where(on, row @ given, row @ none) for name, (given, none) in self.moved.items()}
        length = np.where(on, np.maximum(np.round(self.past.length * np.exp(shift["length"])), 1.0), 0.0)
        depth = np.minimum(self.past.depth + shift["depth"], 1.0)
        more = np.where(on, row @ self.scatter[0], row @ self.scatter[1])
        apart = self._apart(on) * np.expm1(np.clip(more, -STRETCH, STRETCH))
        return Outcomes(length, depth, self.past.rebound + shift["rebound"] + apart, self.past.onset)

    def _apart(self, on: NDArray[np.bool_]) -> Floats:
        """How far each rebound lay from its regression. `[event]`"""
        given, none = self.moved["rebound"]
        return self.past.rebound - np.where(on, self.known @ given, self.known @ none)

    def members(self, features: Floats, *, seed: int, who: str, count: int = MEMBERS) -> Outcomes:
        """An ensemble. `[member]`"""
        sums = np.cumsum(self.weights(features))
        at = np.searchsorted(sums / sums[-1], uniform(seed, who, "which past", count), side="right")
        return self.moved_to(features).take(np.minimum(at, len(sums) - 1))

    def _row(self, features: Floats) -> Floats:
        """Standardised, no farther out than a normal sample as large would reach twice over."""
        return np.concatenate([[1.0], np.clip((features - self.centre) / self.scale, -6.0, 6.0)])


def fit_foreteller(past: Outcomes, features: Floats, *, scaled: bool = True) -> Foreteller:
    """The model of past events; of fewer than `FEW` it is their mix.

    features   [event, feature];  scaled  whether the scatter of the rebound is regressed too
    Source: of scatter, Harvey (1976), Estimating regression models with multiplicative heteroscedasticity, Econometrica 44.

    >>> few = Outcomes(*(np.array(column) for column in ([2.0, 0.0], [0.8, 0.1], [0.3, 0.0], [0.0, -1.0])))
    >>> fit_foreteller(few, np.zeros((2, 1))).members(np.zeros(1), seed=1, who="here", count=1000).length.max()
    np.float64(2.0)
    """
    if len(past.length) < FEW:
        features = np.zeros_like(features)
    centre, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 1e-9, scale, np.inf)
    known = np.column_stack([np.ones(len(features)), (features - centre) / scale])
    on = past.length > 0.0
    moved = {
        name: (_ridge(known[on], values[on], RIDGE), _ridge(known[~on], values[~on], RIDGE))
        for name, values in (
            ("length", np.log(np.maximum(past.length, 1.0))),
            ("depth", past.depth),
            ("rebound", past.rebound),
        )
    }
    outage = _logistic(known, on.astype(np.float64), RIDGE)
    scatter = tuple(
        _scatter(known[kind], past.rebound[kind], given) if scaled else np.zeros(known.shape[1])
        for kind, given in zip((on, ~on), moved["rebound"], strict=True)
    )
    return Foreteller(past, known, centre, scale, outage, moved, (scatter[0], scatter[1]))


def climatology(past: Outcomes, *, seed: int, who: str, count: int = MEMBERS) -> Outcomes:
    """The mix of all past events without regard to what was known of them. `[member]`"""
    at = np.floor(uniform(seed, who, "climatology", count) * len(past.length)).astype(np.int64)
    return past.take(at)


def uniform(seed: int, who: str, why: str, count: int) -> Floats:
    """Numbers in (0, 1). `[count]`"""
    return np.asarray((words(key(seed, who, why), np.arange(count), np.zeros(count)) + 0.5) / 2.0**32)


def _penalty(columns: int, ridge: float) -> Floats:
    penalty = ridge * np.eye(columns)
    penalty[0, 0] = 1e-9
    return penalty


def _ridge(x: Floats, y: Floats, ridge: float) -> Floats:
    if not len(y):
        return np.zeros(x.shape[1])
    return np.asarray(np.linalg.solve(x.T @ x + _penalty(x.shape[1], ridge), x.T @ y))


def _scatter(x: Floats, y: Floats, beta: Floats) -> Floats:
    """Coefficients of the logarithm of the distance from a regression."""
    return _ridge(x, np.log(np.maximum(np.abs(y - x @ beta), 1e-3)), STEADY)


def _logistic(x: Floats, y: Floats, ridge: float) -> Floats:
    """Newton's method, its steps bounded. Source: Hastie, Tibshirani and Friedman, section 4.4, with a ridge."""
    beta = np.zeros(x.shape[1])
    penalty = _penalty(x.shape[1], ridge)
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ beta, -30.0, 30.0)))
        step = np.linalg.solve(x.T @ (x * (p * (1.0 - p))[:, None]) + penalty, x.T @ (y - p) - penalty @ beta)
        beta = beta + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(beta)


def shapes(
    paths: Sequence[Floats], outages: Sequence[tuple[int, int, float]], before: int
) -> tuple[Floats, Floats]:
    """How outages run on average: what is missing of the depth from first to last day in tenths, and what is above normal in the
    fortnight after, as a part of its highest mean of three days. `[11]`, `[14]`

    outages   first and last day after the start and depth of each path
    """
    tenths, after = [], []
    for path, (first, last, depth) in zip(paths, outages, strict=True):
        inside = 1.0 - path[before + first : before + last + 1]
        if len(inside) >= 2 and depth > 0.0:
            tenths.append(
                np.interp(np.linspace(0.0, 1.0, 11), np.linspace(0.0, 1.0, len(inside)), inside / depth)
            )
        rest = path[before + last + 1 : before + last + 15] - 1.0
        if len(rest) == 14:
            after.append(rest)
    drop = np.clip(np.mean(tenths, axis=0), 0.05, 1.0) if tenths else np.ones(11)
    rise = np.maximum(np.mean(after, axis=0), 0.0) if after else np.zeros(14)
    peak = float(np.max((rise[2:] + rise[1:-1] + rise[:-2]) / 3.0))
    return drop / drop.max(), rise / peak if peak > 0.0 else np.linspace(1.0, 0.0, 14)


def paths(
    members: Outcomes,
    drop: Floats,
    rise: Floats,
    *,
    days: int,
    before: int,
    noise: float,
    memory: float,
    seed: int,
    who: str,
) -> Floats:
    """Ratios to what is expected that have these outcomes, with the noise of the series around them. `[member, before + days]`"""
    from scipy.special import ndtri

    count = len(members.length)
    day = np.arange(-before, days)[None, :]
    length, onset = members.length[:, None], members.onset[:, None]
    part = np.clip((day - onset) / np.maximum(length - 1.0, 1.0), 0.0, 1.0)
    inside = (length > 0.0) & (day >= onset) & (day < onset + length)
    missing = np.where(inside, members.depth[:, None] * np.interp(part, np.linspace(0.0, 1.0, 11), drop), 0.0)
    after = (day - onset - length).astype(np.int64)
    above = np.where(
        (length > 0.0) & (after >= 0) & (after < len(rise)),
        members.rebound[:, None] * rise[np.clip(after, 0, len(rise) - 1)],
        0.0,
    )
    steps = np.column_stack([ndtri(uniform(seed, who, f"noise {at}", count)) for at in range(before + days)])
    wave = np.empty_like(steps)
    wave[:, 0] = steps[:, 0]
    for at in range(1, steps.shape[1]):
        wave[:, at] = memory * wave[:, at - 1] + np.sqrt(1.0 - memory * memory) * steps[:, at]
    return np.asarray(np.maximum(1.0 - missing + above + noise * wave * (1.0 - missing), 0.0))
