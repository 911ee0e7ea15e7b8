"""Which inputs matter over their whole range: Morris' screening and Sobol's shares of the variance, by SALib."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import Finding, Unavailable

Floats = NDArray[np.float64]
Model = Callable[[Floats], Floats]
"""Inputs `[sample, input]` → one number each `[sample]`."""
Bounds = Mapping[str, tuple[float, float]]
"""Least and greatest value of every input; all between are as likely."""


class Effect(NamedTuple):
    """What moving one input does, by Morris: mean size of its elementary effects, their mean with sign, and their spread.

    sigma above mu_star tells of curvature or of inputs that work together; mu_star_half is half its 95 % interval.
    """

    name: str
    mu_star: float
    mu_star_half: float
    mu: float
    sigma: float


class Share(NamedTuple):
    """The part of the variance that an input accounts for, alone (first) and with all it works together with (total).

    first_half, total_half   half of their intervals
    """

    name: str
    first: float
    first_half: float
    total: float
    total_half: float


def morris(
    model: Model, bounds: Bounds, *, trajectories: int = 20, levels: int = 4, seed: int = 1
) -> tuple[Effect, ...]:
    """Rank inputs by few runs: trajectories x (inputs + 1). Inputs as they stand in `bounds`, over their range as unit.

    Source: Morris, Factorial sampling plans for preliminary computational experiments, Technometrics 33 (1991).
    Raises `Unavailable` where SALib is not installed.

    >>> [round(each.mu_star, 6) for each in morris(lambda x: 3 * x[:, 0] - 2 * x[:, 1], {"a": (0, 1), "b": (0, 1)})]
    [3.0, 2.0]
    """
    _must_have_salib()
    from SALib.analyze import morris as analysing
    from SALib.sample import morris as sampling

    problem = _problem(bounds)
    inputs = sampling.sample(problem, trajectories, num_levels=levels, seed=seed)
    found = analysing.analyze(problem, inputs, np.asarray(model(inputs)), num_levels=levels, seed=seed)
    columns = (found["names"], found["mu_star"], found["mu_star_conf"], found["mu"], found["sigma"])
    return tuple(Effect(str(name), *map(float, rest)) for name, *rest in zip(*columns, strict=True))


def sobol(
    model: Model, bounds: Bounds, *, samples: int = 1024, confidence: float = 0.95, seed: int = 1
) -> tuple[Share, ...]:
    """Shares of the variance, by samples x (inputs + 2) runs. Inputs as they stand in `bounds`.

    samples   a power of 2, else the points are not balanced;  of a model that never varies every share is 0
    Sources: Sobol' (2001); Saltelli et al., Variance based sensitivity analysis of model output, Comput. Phys. Commun. 181
    (2010). Raises `Unavailable` where SALib is not installed.

    >>> [round(each.first, 1) for each in sobol(lambda x: 3 * x[:, 0] + x[:, 1], {"a": (0, 1), "b": (0, 1)})]
    [0.9, 0.1]
    """
    _must_have_salib()
    from SALib.analyze import sobol as analysing
    from SALib.sample import sobol as sampling

    problem = _problem(bounds)
    inputs = sampling.sample(problem, samples, calc_second_order=False, seed=seed)
    outputs = np.asarray(model(inputs))
    if not float(np.ptp(outputs)) > 0.0:
        return tuple(Share(name, 0.0, 0.0, 0.0, 0.0) for name in bounds)
    found = analysing.analyze(problem, outputs, calc_second_order=False, conf_level=confidence, seed=seed)
    columns = (bounds, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"])
    return tuple(Share(str(name), *map(float, rest)) for name, *rest in zip(*columns, strict=True))


def _problem(bounds: Bounds) -> dict[str, object]:
    return {
        "num_vars": len(bounds),
        "names": list(bounds),
        "bounds": [list(ends) for ends in bounds.values()],
    }


def _must_have_salib() -> None:
    try:
        import SALib  # noqa: F401
    except ModuleNotFoundError:
        raise Unavailable(Finding("E460", "Global sensitivity", "needs SALib", "",
                                  "Install it with: pip install 'echelon[sensitivity]'")) from None  # fmt: skip
