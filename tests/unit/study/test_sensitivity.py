"""Sensitivity without SALib says what to install; with it, the order of inputs is that of their names."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from echelon.core.errors import Unavailable
from echelon.study.sensitivity import morris, sobol

BOUNDS = {"lead days": (1.0, 5.0), "demand": (0.0, 10.0)}


@pytest.mark.parametrize("ask", [morris, sobol])
def test_without_salib_it_says_what_to_install(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(Unavailable, match=r"pip install 'echelon\[sensitivity\]'"):
        ask(lambda x: x[:, 0], BOUNDS)


def test_inputs_are_met_as_they_stand() -> None:
    met = []

    def model(x: np.ndarray) -> np.ndarray:
        met.append(x)
        return 2.0 * x[:, 1]

    first = morris(model, BOUNDS)
    assert [effect.name for effect in first] == list(BOUNDS)
    assert (first[0].mu_star, round(first[1].mu, 9)) == (0.0, 20.0)  # over the whole range
    assert first == morris(model, BOUNDS)
    assert met[0][:, 0].min() >= 1.0
    assert met[0][:, 0].max() <= 5.0
    shares = sobol(model, BOUNDS, samples=64)
    assert [share.name for share in shares] == list(BOUNDS)
    assert shares[1].total == pytest.approx(1.0, abs=0.05)


def test_luck_of_others_is_left_alone() -> None:
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    sobol(lambda x: x[:, 0], BOUNDS, samples=16)
    morris(lambda x: x[:, 0], BOUNDS)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_inputs_of_a_model_that_never_varies_account_for_nothing() -> None:
    bounds = {"a": (0.0, 1.0), "b": (0.0, 1.0)}
    assert [each[1:] for each in sobol(lambda x: np.full(len(x), 3.0), bounds, samples=64)] == [
        (0.0,) * 4
    ] * 2
    assert [each.mu_star for each in morris(lambda x: np.full(len(x), 3.0), bounds)] == [0.0, 0.0]
