"""Storms at ports as a built-in history, for series that bring none of their own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from echelon.calibration.foretell import MEMBERS, Outcomes
from echelon.calibration.past import Exposure, Past, hidden, history, joined, others
from echelon.calibration.series import Series, Window
from echelon.calibration.storms_measured import DROP, EVENTS, RISE
from echelon.calibration.validate import Validation, hold, must_be_seen, outcomes, shapes_of

Floats = NDArray[np.float64]


def built_in() -> tuple[Outcomes, Floats]:
    """Outages of ports of the United States under tropical cyclones, 2015 to 2023, and what goes with any series.

    Only exposures that led to an outage: an event named without a word of its
    strength is taken for one that did something.

    returns   outcomes `[event]`; ln(days of exposure) `[event, 1]`
    Source: measured from Kuai et al., "U.S. Port Disruptions under Tropical Cyclones" (CyPort), CC BY 4.0,
    less Harvey, Ida and Ian.

    >>> past, known = built_in()
    >>> len(past.length) == len(known) > 150
    True
    """
    rows = np.array([float(word) for word in EVENTS.split()]).reshape(-1, 6)
    rows = rows[rows[:, 2] > 0.0]
    days, _, length, depth, rebound, onset = rows.T
    return Outcomes(length, depth / 100.0, rebound / 100.0, onset), np.log(days)[:, None]


def days_of(past: Past) -> list[float]:
    """What is known of an event of any series.

    Not its noise: that of ports comes from counts of few ships, which other series do not have.
    """
    return [math.log(past.exposure.window.days)]


def validate_with_storms(
    series: Mapping[str, Series],
    where: str,
    event: Window,
    exposures: Sequence[Exposure] = (),
    *,
    enough: int,
    seed: int = 1,
    count: int = MEMBERS,
) -> Validation:
    """The same as `validate`, the built-in storms added where one's own events are fewer than `enough`."""
    past = must_be_seen(series[where], where, event, exposures)
    own = history(hidden(series, [past.exposure]), joined(others(exposures, where, event)), least=0.0)
    x = np.array([days_of(each) for each in own]).reshape(-1, 1)
    if len(own) >= enough:
        return hold(
            past,
            outcomes(own),
            x,
            np.array(days_of(past)),
            shapes_of(own),
            seed=seed,
            count=count,
            kind="training windows",
        )
    storms, known = built_in()
    both = Outcomes(*(np.concatenate(pair) for pair in zip(outcomes(own), storms, strict=True)))
    given = len(joined(exposures))
    some = f"{len(own)} of " * (len(own) < given) + f"{given} training window{'s' * (given != 1)}"
    kind = f"{some} and the built-in storms" if given else "the built-in storms"
    course = np.array(DROP), np.array(RISE)
    return hold(
        past,
        both,
        np.concatenate([x, known]),
        np.array(days_of(past)),
        course,
        seed=seed,
        count=count,
        kind=kind,
    )
