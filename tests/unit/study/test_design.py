"""Designs: every point of a grid, hypercubes with one point per stratum, Sobol sequences that fill evenly."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.study.design import Factor, factor_of, parse_factor, points

A = Factor("a", ends=(0.0, 1.0))
B = Factor("b", ends=(1, 10))
C = Factor("c", ("x", "y"))


def test_a_full_design_has_every_combination_once() -> None:
    found = points([A, B, C], "full", 4)
    assert len(found) == len(set(found)) == 4 * 4 * 2
    assert {b for _, b, _ in found} == {1, 4, 7, 10}
    assert found[0] == (0.0, 1, "x")


def test_levels_of_a_short_range_are_not_said_twice() -> None:
    assert points([Factor("d", ends=(1, 2))], "full", 5) == [(1,), (2,)]
    assert points([Factor("d", ends=(1, 9))], "full", 1) == [(1,)]


@pytest.mark.parametrize("count", [1, 7, 10, 40])
def test_a_hypercube_has_one_point_in_every_stratum(count: int) -> None:
    found = points([A, Factor("b", ends=(1, count))], "lhs", count, seed=3)
    assert sorted(int(a * count) for a, _ in found) == list(range(count))
    assert sorted(b for _, b in found) == list(range(1, count + 1))  # type: ignore[type-var]


def test_a_sobol_sequence_fills_every_box() -> None:
    found = np.array(points([A, Factor("b", ends=(0.0, 1.0))], "sobol", 64, seed=5))
    boxes = np.histogram2d(found[:, 0], found[:, 1], bins=8, range=((0, 1), (0, 1)))[0]
    assert (boxes == 1).all()
    assert len(points([A], "sobol", 5)) == 5


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_a_seed_names_a_design(design: str) -> None:
    assert points([A, C], design, 8, seed=1) == points([A, C], design, 8, seed=1)
    assert points([A, C], design, 8, seed=1) != points([A, C], design, 8, seed=2)
    assert {c for _, c in points([A, C], design, 8, seed=1)} == {"x", "y"}


@pytest.mark.parametrize("text", ["", "a", "a=", "=3", "a=1,,2", "a=5..3"])
def test_what_is_no_factor_is_refused(text: str) -> None:
    with pytest.raises(BadScenario, match="E522"):
        parse_factor(text)


def test_factors_are_read_as_typed() -> None:
    assert parse_factor("a=gamma(mean=9, sd=3),4").values == ("gamma(mean=9, sd=3)", 4)
    assert parse_factor("a= -1.5 .. 2e3").ends == (-1.5, 2000.0)
    assert parse_factor("a=x..y").values == ("x..y",)
    assert factor_of("a", [1, 2.5, True]).values == (1, 2.5, True)
    assert factor_of("a", "3..9").ends == (3, 9)
    with pytest.raises(BadScenario, match="E522"):
        factor_of("a", [[1]])


@pytest.mark.parametrize(("factors", "design", "count", "words"), [
    ([A], "fulll", 3, "Did you mean `full`?"), ([], "full", 3, "must be given"), ([C, C], "full", 0, "each once"),
    ([A], "full", 0, "number of points"), ([C], "lhs", 0, "number of points"), ([C], "sobol", 10_001, "10000"),
    ([A, Factor("d", ends=(0, 99999))], "full", 200, "40000"),
])  # fmt: skip
def test_designs_that_make_no_sense_are_refused(
    factors: list[Factor], design: str, count: int, words: str
) -> None:
    with pytest.raises(BadScenario, match="E523") as caught:
        points(factors, design, count)
    assert words in str(caught.value)
