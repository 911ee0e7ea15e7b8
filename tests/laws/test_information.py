"""Reports and truths: the regret of choosing by reports, and how much of it goes when the recommended inputs are verified."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.study.information import verify
from echelon.testing.reported import Reported, regrets, reported

FIRST_OF_THE_TEST = 10_000
"""Seeds from here on were not looked at while this was built; those below 1,000 were."""
WORLDS = 12


def removed(world: Reported, found: np.ndarray) -> tuple[float, float]:
    """Regret removed by what was verified, and regret that could be."""
    by_reports, verified, with_all = found.sum(axis=0)
    return float(by_reports - verified), float(by_reports - with_all)


def measured(seed: int, *, size: int, count: int, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Regret removed and removable: by the recommended inputs, and by as many with the largest errors of their days."""
    world = reported(seed, size=size)
    first = verify(world.network, world.inputs, protect=3, count=count, draws=draws, seed=7).first
    assert len(first) == count
    largest = sorted(world.inputs, key=lambda each: (each.kind != "ttr", -each.error))[:count]
    return tuple(np.array(removed(world, regrets(world, chosen))) for chosen in (first, largest))  # type: ignore[return-value]


def test_a_few_verified_reports_remove_most_of_the_regret() -> None:
    found = sum(measured(seed, size=1, count=5, draws=80)[0] for seed in (2, 5))
    assert found[1] > 0.0
    assert found[0] >= 0.8 * found[1]


@pytest.mark.drill
def test_ten_verified_reports_remove_most_of_the_regret(capsys: pytest.CaptureFixture[str]) -> None:
    both = [
        measured(seed, size=3, count=10, draws=200)
        for seed in range(FIRST_OF_THE_TEST, FIRST_OF_THE_TEST + WORLDS)
    ]
    ours, largest = (np.array(column) for column in zip(*both, strict=True))
    parts = ours[:, 0] / np.maximum(ours[:, 1], 1e-9)
    total, theirs = (each[:, 0].sum() / each[:, 1].sum() for each in (ours, largest))
    with capsys.disabled():
        print(f"\nof the removable regret ten recommended remove {total:.1%} (worst world {parts.min():.1%}, "
              f"{(parts >= 0.8).sum()} of {WORLDS} at 80 % or more), ten with the largest errors {theirs:.1%}")  # fmt: skip
    assert total >= 0.8
