"""Lead times as probabilities of whole days."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.network.lead import lead_table, lead_weights, observed


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


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_other_spreads_keep_their_mean(shape: str) -> None:
    weights = lead_weights(shape, 9.5, 2.0, "")
    assert sum(weights) == pytest.approx(1.0, abs=1e-6)
    assert mean(weights) == pytest.approx(9.5, rel=1e-5)
    assert lead_weights(shape, 9.5, 0.0, "") == lead_weights("constant", 9.5, 0.0, "")


def test_observed_times_are_equally_likely() -> None:
    assert lead_weights("empirical", 0.0, 0.0, "3 4 4 7") == [0.0, 0.0, 0.0, 0.25, 0.5, 0.0, 0.0, 0.25]
    assert lead_weights("empirical", 0.0, 0.0, "1.5") == [0.0, 0.5, 0.5]


def test_equal_observations_are_sure() -> None:
    """Ten tenths are not 1 in floating point; the world takes a last weight of 1 for a constant."""
    assert lead_weights("empirical", 0.0, 0.0, " ".join(["2"] * 10)) == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("cell", ["", " ", "3;4", "3 four"])
def test_observations_of_another_form_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        observed(cell)


@pytest.mark.parametrize(("shape", "days", "sd", "table"), [
    ("constant", 3.0, 0.0, ""), ("gamma", 4.0, 1.0, ""), ("normal", 4.0, 1.0, ""), ("lognormal", 4.0, 1.0, ""),
    ("table", 0.0, 0.0, "1:0.5;4:0.5"), ("empirical", 0.0, 0.0, "2 6"),
])  # fmt: skip
def test_a_part_of_zeros_leaves_the_rest_as_it_is(shape: str, days: float, sd: float, table: str) -> None:
    usual, some = (lead_weights(shape, days, sd, table, zero_part=part) for part in (0.0, 0.25))
    assert some[0] == pytest.approx(0.25 + 0.75 * usual[0])
    assert some[1:] == pytest.approx([0.75 * weight for weight in usual[1:]])
    assert mean(some) == pytest.approx(0.75 * mean(usual))
    assert some[-1] < 1.0


def test_only_zeros_are_sure() -> None:
    assert lead_weights("gamma", 4.0, 1.0, "", zero_part=1.0) == [1.0]


@pytest.mark.parametrize("cell", ["", "3", "3:0.5:1", "a:1", "2:0.7,5:0.3"])
def test_a_cell_of_another_form_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        lead_table(cell)
