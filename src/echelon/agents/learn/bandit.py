"""Bandits that choose among a few sources or modes by Thompson sampling: draw a belief of each arm, take the best.

Beliefs are `[arm, lane]`: every lane is a bandit of its own and has its own luck, whatever lanes are beside it.
Source: Thompson, Biometrika 25 (1933); Kaufmann, Korda, Munos, Thompson Sampling: An Asymptotically Optimal Finite-Time
Analysis, ALT 2012; Normal-Gamma: DeGroot, Optimal Statistical Decisions (1970), section 9.6.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.luck import Luck

Floats = NDArray[np.float64]
Arms = NDArray[np.intp]
"""Which arm each lane takes. `[lane]`"""


class Beta(NamedTuple):
    """Belief of a chance of success: successes and failures seen, each + 1 at first. `[arm, lane]`"""

    won: Floats
    lost: Floats


class NormalGamma(NamedTuple):
    """Belief of a mean reward whose spread is unknown too. `[arm, lane]`

    mean, weight   expected mean, and of how many rewards it counts;  shape, rate  of the Gamma belief of the precision
    """

    mean: Floats
    weight: Floats
    shape: Floats
    rate: Floats


def no_successes(arms: int, lanes: int) -> Beta:
    """Nothing seen: every chance is as likely."""
    return Beta(np.ones((arms, lanes)), np.ones((arms, lanes)))


def no_rewards(arms: int, lanes: int, *, mean: float = 0.0, spread: float = 1.0) -> NormalGamma:
    """Nothing seen: a guess of mean and spread > 0 that counts as one reward."""
    one = np.ones((arms, lanes))
    return NormalGamma(mean * one, one, one, spread * spread * one)


def choose(belief: Beta | NormalGamma, luck: Luck, tick: int, lanes: NDArray[np.int64]) -> Arms:
    """The arm of each lane: the best of one draw of each belief. lanes: their replication numbers. `[lane]`

    >>> sure = Beta(np.array([[1.0], [1e9]]), np.array([[1e9], [1.0]]))
    >>> choose(sure, Luck(7, "source"), 0, np.array([5])).tolist()
    [1]
    """
    uniform = luck.uniform("arm", tick, len(belief[0]), lanes)
    drawn = _beta(belief, uniform) if isinstance(belief, Beta) else _mean(belief, uniform)
    return np.asarray(np.argmax(drawn, axis=0))


def _beta(belief: Beta, uniform: Floats) -> Floats:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(belief.won, belief.lost, uniform))


def _mean(belief: NormalGamma, uniform: Floats) -> Floats:
    """The mean under its marginal belief: Student's distribution with twice the shape as degrees of freedom."""
    from scipy.special import stdtrit

    scale = np.sqrt(belief.rate / (belief.shape * belief.weight))
    return np.asarray(belief.mean + scale * stdtrit(2.0 * belief.shape, uniform))


def succeeded(belief: Beta, arms: Arms, success: Floats) -> Beta:
    """The belief after each lane saw its arm succeed, in [0, 1]. `[lane]`"""
    taken = _taken(belief.won, arms)
    return Beta(belief.won + taken * success, belief.lost + taken * (1.0 - success))


def rewarded(belief: NormalGamma, arms: Arms, reward: Floats) -> NormalGamma:
    """The belief after each lane got a reward from its arm. `[lane]`"""
    taken = _taken(belief.mean, arms)
    weight = belief.weight + taken
    off = reward - belief.mean
    mean = belief.mean + taken * off / weight
    rate = belief.rate + taken * belief.weight * off * off / (2.0 * weight)
    return NormalGamma(mean, weight, belief.shape + taken / 2.0, rate)


def _taken(like: Floats, arms: Arms) -> Floats:
    """1 where a lane took an arm. `[arm, lane]`"""
    return np.asarray(np.arange(len(like))[:, None] == arms, dtype=np.float64)
