"""The contract of every process of occurrences: what `sample(process, chance, days)` promises.

Each promise is a function that takes a process and raises `AssertionError` with the promise that was broken.
"""

from __future__ import annotations

import datetime
import math

import numpy as np

from echelon.disruption.hazard import Chance, Events, Process, sample

DAYS, LANES, SEED = 1000, 2000, 5
START = datetime.date(2026, 3, 15)


def check_hazard(process: Process) -> None:
    """Hold a process to every promise; `AssertionError` names the first that is broken.

    >>> from echelon.disruption.hazard import process_of
    >>> check_hazard(process_of("poisson(per_year=2)"))
    """
    for promise in PROMISES:
        promise(process)


def _sampled(process: Process, first: int = 0, lanes: int = LANES, days: int = DAYS) -> Events:
    return sample(process, Chance(SEED, "x", np.arange(first, first + lanes), START), days)


def is_deterministic(process: Process) -> None:
    """The same address gives the same occurrences."""
    for one, other in zip(_sampled(process), _sampled(process), strict=True):
        assert np.array_equal(one, other), f"{process} must give the same occurrences twice"


def is_in_order(process: Process) -> None:
    """Occurrences lie within lanes and horizon, and come by lane and day."""
    found = _sampled(process)
    assert len({len(column) for column in found}) == 1, (
        f"{process} must give a lane, a day and a length for each"
    )
    inside = ((found.lane >= 0) & (found.lane < LANES) & (found.day >= 0) & (found.day < DAYS)).all()
    assert inside, f"{process} must keep within lanes and days"
    assert (np.diff(found.lane * DAYS + found.day) >= 0).all(), f"{process} must give them by lane and day"


def is_alone_as_in_the_crowd(process: Process) -> None:
    """What one replication meets depends on no other."""
    crowd = _sampled(process)
    for first, lanes in ((0, 1), (700, 3), (LANES - 1, 1)):
        mine = (crowd.lane >= first) & (crowd.lane < first + lanes)
        alone = _sampled(process, first, lanes)
        same = np.array_equal(alone.lane + first, crowd.lane[mine]) and np.array_equal(
            alone.day, crowd.day[mine]
        )
        assert same, f"{process} must give replication {first} the same alone as in the crowd"


def keeps_its_past(process: Process) -> None:
    """A longer horizon adds occurrences and changes none."""
    long, short = _sampled(process), _sampled(process, days=DAYS // 2)
    early = long.day < DAYS // 2
    same = np.array_equal(long.lane[early], short.lane) and np.array_equal(long.day[early], short.day)
    assert same, f"{process} must give the same days before a later horizon"


def has_its_rate(process: Process) -> None:
    """The mean number of occurrences is what `expected` says, within three standard errors."""
    found = _sampled(process)
    counts = np.bincount(found.lane, minlength=LANES)
    expected = process.expected(Chance(SEED, "x", np.arange(LANES), START), DAYS)
    error = math.sqrt(max(float(counts.var()), 1e-12) / LANES)
    assert abs(float(counts.mean()) - expected) <= 3.0 * error + 1e-9, (
        f"{process} must occur {expected:g} times on average, and did {counts.mean():g} ± {error:g}"
    )


PROMISES = (is_deterministic, is_in_order, is_alone_as_in_the_crowd, keeps_its_past, has_its_rate)
