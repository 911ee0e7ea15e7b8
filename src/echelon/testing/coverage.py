"""Whether intervals keep their promise: how often they hold a truth that is known.

To add an interval: a function `(chance) → whether it held the truth` and a line in `PROMISES`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from echelon.study.rare import importance_sampling, splitting
from echelon.study.risk.measures import Measured as OfYears, measured
from echelon.study.statistics import (
    Stopping,
    cvar_interval,
    exceedance,
    mean_interval,
    paired_interval,
    quantile_interval,
    quantile_ranks,
)
from echelon.study.statistics.exceedance import expected_loss
from echelon.testing.truths import (
    ERLANG_TAIL,
    RARE,
    erlang_tail,
    rare_exceeds,
    rare_tail,
    rare_years,
    ruin,
    ruin_by_importance,
    ruin_by_splitting,
)

Trial = Callable[[np.random.Generator], bool]
Draw = Callable[[np.random.Generator], np.ndarray]
LOGNORMAL_CVAR = math.exp(0.5) * NormalDist().cdf(1.0 - NormalDist().inv_cdf(0.95)) / 0.05


@dataclass(frozen=True, slots=True)
class Promise:
    """An interval, a truth that it should hold, and how often.

    least      True where it promises so often or more, False where neither more nor less
    slow       how many times fewer trials it gets, because one takes so much longer
    """

    interval: str
    truth: str
    trial: Trial
    nominal: float = 0.95
    least: bool = False
    slow: int = 1


class Measured(NamedTuple):
    """How often it held the truth, and the standard error of that share if the promise is kept."""

    promise: Promise
    trials: int
    share: float
    error: float

    @property
    def kept(self) -> bool:
        """Whether the share is within 3 standard errors of what is promised, or above it where so much is the least."""
        above = self.share - self.promise.nominal
        return above >= -3.0 * self.error and (self.promise.least or above <= 3.0 * self.error)


def measure(promise: Promise, trials: int, seed: int = 1) -> Measured:
    """Try an interval many times, each time with other luck.

    >>> fair = Promise("a coin", "heads", lambda chance: bool(chance.random() < 0.5), nominal=0.5)
    >>> found = measure(fair, 400)
    >>> found.trials, found.kept
    (400, True)
    """
    chance = np.random.default_rng(seed)
    count = max(1, trials // promise.slow)
    share = sum(promise.trial(chance) for _ in range(count)) / count
    return Measured(promise, count, share, math.sqrt(promise.nominal * (1.0 - promise.nominal) / count))


def _normal(chance: np.random.Generator) -> bool:
    return mean_interval(chance.normal(2.0, 3.0, 12)).holds(2.0)


def _paired(chance: np.random.Generator) -> bool:
    demand = chance.normal(50.0, 10.0, 400)
    first, second = (np.maximum(s - demand, 0.0) + 4.0 * np.maximum(demand - s, 0.0) for s in (55.0, 58.0))
    return paired_interval(first, second).holds(14.010361687012944 - 14.889827860676672)


def _quantile(chance: np.random.Generator) -> bool:
    return quantile_interval(chance.exponential(1.0, 200), 0.95).holds(-math.log(0.05))


def _losses(chance: np.random.Generator) -> bool:
    years = np.where(chance.random(400) < 0.1, chance.exponential(10.0, 400), 0.0)
    return expected_loss(years).holds(1.0)


def _conditional(draw: Draw, truth: float, level: float) -> Trial:
    return lambda chance: cvar_interval(draw(chance), level).holds(truth)


def _few_losses(chance: np.random.Generator) -> np.ndarray:
    return np.where(chance.random(1000) < 0.1, chance.exponential(10.0, 1000), 0.0)


def _within(values: np.ndarray, truth: float, relative: float) -> tuple[bool, bool]:
    """Stop as the rule says on values drawn beforehand: whether the mean is as near as wished, and its interval holds."""
    rule = Stopping(relative, fewest=100, most=len(values))
    found = rule.look(values[: rule.fewest])
    while more := rule.more(found):
        found = rule.look(values[: found.count + more])
    return (
        abs(found.mean - truth) <= relative * truth,
        mean_interval(values[: found.count]).holds(truth),
    )


def _precise(draw: Draw, truth: float, relative: float, held: bool = False) -> Trial:
    return lambda chance: _within(draw(chance), truth, relative)[held]


def _relative(chance: np.random.Generator) -> bool:
    mean, low, high = mean_interval(chance.normal(10.0, 3.0, 50))
    half = (
        (high - low) / 2.0 / mean
    )  # |estimate - truth| / truth is below g / (1 - g) at most where half / mean is g
    return abs(mean - 10.0) / 10.0 <= half / (1.0 - half)


def _whole_curve(chance: np.random.Generator) -> bool:
    curve = exceedance(chance.exponential(1.0, 300))
    truth, before = np.exp(-curve.loss), np.concatenate(([1.0], curve.probability[:-1]))
    half = float(curve.high[len(truth) // 2] - curve.probability[len(truth) // 2])
    apart = np.maximum(np.abs(curve.probability - truth), np.abs(before - truth))
    return bool(np.max(apart) <= half)


def _one_loss(chance: np.random.Generator) -> bool:
    return exceedance(chance.exponential(1.0, 300)).at(2.5).holds(math.exp(-2.5))


def _ruin_weighed(chance: np.random.Generator) -> bool:
    return importance_sampling(*ruin_by_importance(0.5, 10, 200, chance)).interval.holds(ruin(0.5, 10))


def _erlang(chance: np.random.Generator) -> bool:
    return importance_sampling(*erlang_tail(200, chance)).interval.holds(ERLANG_TAIL)


def _ruin_split(chance: np.random.Generator) -> bool:
    found = splitting(
        **ruin_by_splitting(0.5, 10), particles=50, repeats=20, seed=int(chance.integers(2**62))
    )
    return found.interval.holds(ruin(0.5, 10))


def _rare(held: Callable[[OfYears], bool]) -> Trial:
    """Whether something measured of 300 years with hazards 20 times as frequent holds the truth of the true rate."""
    return lambda chance: held(measured(*rare_years(300, chance), [0.99]))


def _rare_curve(found: OfYears) -> bool:
    curve = found.curve
    truth = np.array([rare_exceeds(loss) for loss in curve.loss.tolist()])
    return bool(np.all((curve.low <= truth) & (truth <= curve.high)))


RARE_VAR, RARE_CVAR = rare_tail(0.99)
WEIGHED = "a loss every 20th year, 300 years 20 times as eventful"

PROMISES = (
    Promise("mean", "normal, 12 values", _normal),
    Promise("paired difference", "newsvendor at two levels, 400 values", _paired),
    Promise("quantile 0.95", "exponential, 200 values", _quantile,
            nominal=quantile_ranks(200, 0.95).coverage or 0.0),
    Promise("CVaR 0.9", "normal, 400 values",
            _conditional(lambda c: c.normal(0.0, 1.0, 400), 1.754983319324869, 0.9), least=True),
    Promise("CVaR 0.95", "exponential, 200 values",
            _conditional(lambda c: c.exponential(1.0, 200), 1.0 + math.log(20.0), 0.95), least=True),
    Promise("CVaR 0.95", "lognormal, 1,000 values",
            _conditional(lambda c: np.exp(c.normal(0.0, 1.0, 1000)), LOGNORMAL_CVAR, 0.95), least=True),
    Promise("CVaR 0.99", "a loss every tenth year, 1,000 values",
            _conditional(_few_losses, 10.0 + 10.0 * math.log(10.0), 0.99), least=True),
    Promise("expected annual loss", "a loss every tenth year, 400 values", _losses, least=True),
    Promise("mean to 2 %: within 2 % of the truth", "normal, deviation 0.3 of the mean",
            _precise(lambda c: c.normal(10.0, 3.0, 4000), 10.0, 0.02), least=True),
    Promise("mean to 2 %: its interval", "normal, deviation 0.3 of the mean",
            _precise(lambda c: c.normal(10.0, 3.0, 4000), 10.0, 0.02, held=True), least=True),
    Promise("mean to 10 %: within 10 % of the truth", "exponential",
            _precise(lambda c: c.exponential(1.0, 3000), 1.0, 0.1), least=True),
    Promise("mean to 10 %: its interval", "exponential",
            _precise(lambda c: c.exponential(1.0, 3000), 1.0, 0.1, held=True), least=True),
    Promise("relative half width", "normal, deviation 0.3 of the mean, 50 values", _relative, least=True),
    Promise("exceedance curve, all losses at once", "exponential, 300 values", _whole_curve, least=True),
    Promise("exceedance curve, one loss", "exponential, 300 values", _one_loss, least=True),
    Promise("importance sampling", "gambler's ruin of 0.00098, 200 walks", _ruin_weighed, least=True, slow=2),
    Promise("importance sampling", "Erlang tail of 0.000017, 200 draws", _erlang, least=True),
    Promise("expected loss, weighed", WEIGHED, _rare(lambda found: found.expected.holds(RARE)), least=True),
    Promise("VaR 0.99, weighed", WEIGHED, _rare(lambda found: found.tails[0].var.holds(RARE_VAR)), least=True),
    Promise("CVaR 0.99, weighed", WEIGHED, _rare(lambda found: found.tails[0].cvar.holds(RARE_CVAR)), least=True),
    Promise("exceedance curve, weighed", WEIGHED, _rare(_rare_curve), least=True),
    Promise("splitting", "gambler's ruin of 0.00098, 20 times 50 walks", _ruin_split, least=True, slow=10),
)  # fmt: skip
"""Every interval with a truth in closed form."""
