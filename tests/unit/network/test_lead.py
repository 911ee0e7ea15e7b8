"""Lead times as probabilities of whole days."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.network.lead import lead_table, lead_weights


def mean(weights: list[float]) -> float:
    return float(np.arange(len(weights)) @ weights)


def test_a_whole_constant_is_sure() -> None:
    assert lead_weights("constant", 3.0, 0.0, "") == [0.0, 0.0, 0.0, 1.0]
    assert lead_weights("constant", 0.0, 0.0, "") == [1.0]


def test_a_fraction_is_the_mix_with_its_mean() -> None:
    assert lead_weights("constant", 1.25, 0.0, "") == [0.0, 0.75, 0.25]


def test_a_table_is_itself() -> None:
    assert lead_weights("table", 0.0, 0.0, "0:0.25; 2:0.75") == [0.25, 0.0, 0.75]


def test_a_gamma_keeps_its_mean() -> None:
    weights = lead_weights("gamma", 9.5, 4.0, "")
    assert sum(weights) == pytest.approx(1.0, abs=1e-6)
    assert mean(weights) == pytest.approx(9.5, rel=1e-5)


@pytest.mark.parametrize(("days", "sd"), [(4.0, 0.0), (0.0, 2.0)])
def test_a_gamma_that_cannot_vary_is_constant(days: float, sd: float) -> None:
    assert lead_weights("gamma", days, sd, "") == lead_weights("constant", days, 0.0, "")


def test_the_last_weight_of_a_spread_is_below_1() -> None:
    """The world takes a last weight of 1 for a constant."""
    for shape, days, sd, table in (
        ("gamma", 3.0, 1.0, ""),
        ("constant", 2.5, 0.0, ""),
        ("table", 0.0, 0.0, "1:0.5;4:0.5"),
    ):
        assert 0.0 < lead_weights(shape, days, sd, table)[-1] < 1.0


@pytest.mark.parametrize("cell", ["", "3", "3:0.5:1", "a:1", "2:0.7,5:0.3"])
def test_a_cell_of_another_form_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        lead_table(cell)
