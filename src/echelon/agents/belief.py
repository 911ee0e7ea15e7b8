"""What agents hold true, and the rules by which they learn it: each with its uncertainty, each a rule of numbers.

A belief is a row `[row, lane]` of an agent's memory; the rule that updates it gives its new value and a code that says what was
done: 0 left as it was, 1 moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from echelon.agents.rule import rule


@rule
def smooth(believed: float, seen: float, weight: float) -> tuple[float, int]:
    """Exponential smoothing: a part of the way to what was seen.

    weight   [0, 1], of what was seen
    Source: Brown, Smoothing, Forecasting and Prediction of Discrete Time Series, 1963, chapter 7.

    >>> smooth(10.0, 20.0, 0.25)
    (12.5, 1)
    """
    return believed + weight * (seen - believed), 1 if seen != believed else 0


@rule
def spread(variance: float, believed: float, seen: float, weight: float) -> tuple[float, int]:
    """Variance of what is seen around what was believed, exponentially smoothed as the belief is.

    Source: West, "Updating mean and variance estimates", Communications of the ACM 22 (1979) 532, with a fixed weight.

    >>> spread(4.0, 10.0, 14.0, 0.5)
    (6.0, 1)
    """
    error = seen - believed
    return (1.0 - weight) * (variance + weight * error * error), 1


@rule
def kalman_level(level: float, variance: float, seen: float, drift: float, noise: float) -> tuple[float, int]:
    """Mean of a demand level that wanders, after one more day was seen: the Kalman filter of a local level.

    variance   of the belief before;  drift variance of a day's change of the level;  noise of what is seen around it
    Source: Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, section 3.2.

    >>> kalman_level(10.0, 3.0, 18.0, 1.0, 4.0)
    (14.0, 1)
    """
    before = variance + drift
    gain = before / (before + noise) if before + noise > 0.0 else 0.0
    return level + gain * (seen - level), 1


@rule
def kalman_variance(variance: float, drift: float, noise: float) -> tuple[float, int]:
    """Variance of that belief after the day (see `kalman_level`).

    >>> kalman_variance(3.0, 1.0, 4.0)
    (2.0, 1)
    """
    before = variance + drift
    return (before * noise / (before + noise) if before + noise > 0.0 else 0.0), 1


@rule
def bayes_down(
    down: float, silent: float, fails: float, mends: float, false_alarm: float
) -> tuple[float, int]:
    """Probability that a place is down, after a day on which it was silent (1) or did what it should (0).

    fails, mends   probability that a place goes down, and is up again, in a day
    false_alarm    probability that a place that is up is silent for another reason;  one that is down always is
    Source: Bayes' rule for a two-state hidden Markov chain; Rabiner, Proceedings of the IEEE 77 (1989), section III.A.

    >>> bayes_down(0.01, 1.0, 0.01, 0.1, 0.2)[0] < bayes_down(0.5, 1.0, 0.01, 0.1, 0.2)[0]
    True
    >>> bayes_down(0.9, 0.0, 0.01, 0.1, 0.2)
    (0.0, 4)
    """
    before = down * (1.0 - mends) + (1.0 - down) * fails
    if silent <= 0.0:
        return 0.0, 4 if down > 0.5 else 0
    total = before + (1.0 - before) * false_alarm
    after = before / total if total > 0.0 else 0.0
    return after, 3 if after > 0.5 else 0


@rule
def lead_seen(
    believed: float, on_order: float, received: float, weight: float, most: float
) -> tuple[float, int]:
    """Days that goods take, from what is on order and what arrives, smoothed; where nothing arrives, a day longer.

    on_order   unit, what is under way;  received unit a day, smoothed over some days;  most  days believed at most
    Source: Little, "A proof for the queuing formula L = λW", Operations Research 9 (1961) 383.

    >>> lead_seen(4.0, 60.0, 10.0, 0.5, 90.0)
    (5.0, 7)
    >>> lead_seen(4.0, 0.0, 10.0, 0.5, 90.0)
    (4.0, 0)
    """
    if on_order <= 0.0:
        return believed, 0
    seen = on_order / received if received > 0.0 else believed + 1.0
    after = min(most, believed + weight * (min(seen, most) - believed))
    return after, 7 if after > believed else (8 if after < believed else 0)


def days_left(weights: Sequence[float]) -> Any:
    """Mean days that a disruption still lasts after so many days of it, from the probabilities of how long it lasts. `[days]`

    weights   probability of 0, 1, 2 … days, fitted to what has been seen;  beyond the last it is believed to end tomorrow

    >>> days_left([0.0, 0.5, 0.0, 0.5]).tolist()
    [2.0, 2.0, 1.0, 1.0]
    """
    chance = np.asarray(weights, dtype=np.float64)
    days = np.arange(len(chance))
    left = np.ones(len(chance))
    for gone in range(len(chance)):
        longer = chance[gone + 1 :].sum()
        if longer > 0.0:
            left[gone] = float((chance[gone + 1 :] * (days[gone + 1 :] - gone)).sum() / longer)
    return left


def still(left: Any, gone: Any) -> Any:
    """Days left after `gone` days, any shape, looked up in what `days_left` gives."""
    return left[np.minimum(np.asarray(gone, dtype=np.int64), len(left) - 1)]
