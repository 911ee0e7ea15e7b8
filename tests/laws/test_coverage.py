"""Every interval holds the truth as often as it promises, on truths that are known."""

from __future__ import annotations

import pytest

from echelon.testing.coverage import PROMISES, Promise, measure


def named(promise: Promise) -> str:
    return f"{promise.interval}, {promise.truth}".replace(" ", "_")


@pytest.mark.parametrize("promise", PROMISES, ids=named)
def test_an_interval_holds_the_truth_as_often_as_promised(promise: Promise) -> None:
    assert measure(promise, 500, seed=3).kept


@pytest.mark.drill
@pytest.mark.parametrize("promise", PROMISES, ids=named)
def test_an_interval_holds_the_truth_in_twenty_thousand_trials(promise: Promise) -> None:
    assert measure(promise, 20_000).kept


def test_an_interval_that_is_too_narrow_is_found_out() -> None:
    narrow = Promise("half as wide", "normal", lambda chance: abs(chance.standard_normal()) < 0.98)
    assert not measure(narrow, 500).kept
    wide = Promise("twice as wide", "normal", lambda chance: abs(chance.standard_normal()) < 3.92)
    assert not measure(wide, 500).kept
