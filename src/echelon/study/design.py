"""Which points of a space of factors to ask: all of a grid, a Latin hypercube, or a Sobol sequence.

Sources: M. D. McKay, R. J. Beckman & W. J. Conover, Technometrics 21(2):239-245, 1979; I. M. Sobol', USSR Computational
Mathematics and Mathematical Physics 7(4):86-112, 1967, scrambled after Owen. The sequences are SciPy's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.disruption.entry import number_or_text

DESIGNS = ("full", "lhs", "sobol")
MOST = 10_000
"""Points of a design that are never exceeded."""
DIGITS = 6
"""Significant digits of real values, so that they can be read and typed again."""
FACTOR_GRAMMAR = "PATH=VALUE,VALUE,… or PATH=LOW..HIGH"
_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*")
_COMMA = re.compile(r",(?![^()]*\))")

Value = int | float | str | bool


@dataclass(frozen=True, slots=True)
class Factor:
    """What is swept over: a field of a document, and its values, or a range.

    path     such as `disruption.0.lasts`
    values   the levels;  ends  low and high of a range, whole numbers where both are whole
    """

    path: str
    values: tuple[Value, ...] = ()
    ends: tuple[float, float] | None = None

    def levels(self, count: int) -> tuple[Value, ...]:
        """Its values; of a range, `count` evenly spaced ones.

        >>> Factor("days", ends=(10, 30)).levels(3), Factor("x", ends=(0.0, 1.0)).levels(3)
        ((10, 20, 30), (0.0, 0.5, 1.0))
        """
        if self.ends is None:
            return self.values
        low, high = self.ends
        steps = [low + (high - low) * at / max(1, count - 1) for at in range(count)]
        whole = isinstance(low, int) and isinstance(high, int)
        return tuple(dict.fromkeys(math.floor(each + 0.5) if whole else _short(each) for each in steps))

    def at(self, part: float) -> Value:
        """Its value at a part in [0, 1) of the way.

        >>> Factor("days", ends=(10, 12)).at(0.99), Factor("x", values=("a", "b")).at(0.49), Factor("x", ends=(0.0, 2.0)).at(0.25)
        (12, 'a', 0.5)
        """
        if self.ends is None:
            return self.values[int(part * len(self.values))]
        low, high = self.ends
        if isinstance(low, int) and isinstance(high, int):
            return low + int(part * (high - low + 1))
        return _short(low + (high - low) * part)


def parse_factor(text: str) -> Factor:
    """A factor as typed.

    >>> parse_factor("disruption.0.lasts=10,20"), parse_factor("response.0.on=true,false").values
    (Factor(path='disruption.0.lasts', values=(10, 20), ends=None), (True, False))
    >>> parse_factor("use.0.with.capacity = 0.2 .. 1").ends
    (0.2, 1)
    """
    path, equals, rest = (part.strip() for part in text.partition("="))
    if not path or not equals or not rest or not all(each.strip() for each in _COMMA.split(rest)):
        raise BadScenario(Finding("E522", "A factor", f"must read {FACTOR_GRAMMAR}", f"`{text}`",
                                  "`disruption.0.lasts=10,20,30` is one, `seed=1..9` another"))  # fmt: skip
    return factor_of(
        path, rest if _RANGE.fullmatch(rest) else [_value(each.strip()) for each in _COMMA.split(rest)]
    )


def factor_of(path: str, said: object) -> Factor:
    """A factor of values, or of text LOW..HIGH; `BadScenario` where there is nothing to choose from."""
    if isinstance(said, str) and (match := _RANGE.fullmatch(said)):
        low, high = (number_or_text(each) for each in match.groups())
        if isinstance(low, str) or isinstance(high, str) or low > high:
            raise BadScenario(
                Finding("E522", f"The range of `{path}`", "must go from low to high", said, "Turn it round")
            )
        return Factor(path, ends=(low, high))
    values = tuple(said) if isinstance(said, Sequence) and not isinstance(said, str) else (said,)
    if not values or not all(isinstance(each, int | float | str | bool) for each in values):
        raise BadScenario(Finding("E522", f"The values of `{path}`", "must be numbers, texts, true or false", str(said),
                                  "Or a range such as `5..30`"))  # fmt: skip
    return Factor(path, values)


def points(
    factors: Sequence[Factor], design: str = "full", count: int = 0, seed: int = 1
) -> list[tuple[Value, ...]]:
    """The points of a design, each with a value per factor.

    count    points of lhs and sobol; of full, levels of each range
    seed     of lhs and sobol: the same gives the same points
    raises   BadScenario for no or equal factors, an unknown design, or too many points or none

    >>> points([Factor("a", (1, 2)), Factor("b", ("x", "y"))])
    [(1, 'x'), (1, 'y'), (2, 'x'), (2, 'y')]
    >>> sorted(a for a, in points([Factor("a", ends=(1, 4))], "lhs", 4))
    [1, 2, 3, 4]
    """
    _must_make_sense(factors, design, count)
    if design == "full":
        return list(product(*(factor.levels(count) for factor in factors)))
    parts = _parts(design, len(factors), count, seed)
    return [tuple(factor.at(part) for factor, part in zip(factors, row, strict=True)) for row in parts]


def _parts(design: str, factors: int, count: int, seed: int) -> list[list[float]]:
    from scipy.stats import qmc

    if design == "lhs":
        found = qmc.LatinHypercube(factors, rng=seed).random(count)
    else:
        power = max(0, math.ceil(math.log2(count)))  # even in powers of two: the first of the next one
        found = qmc.Sobol(factors, rng=seed).random_base2(power)[:count]
    return [[float(part) for part in row] for row in found]


def _must_make_sense(factors: Sequence[Factor], design: str, count: int) -> None:
    found = []
    if design not in DESIGNS:
        close = nearest(design, DESIGNS)
        remedy = f"Did you mean `{close}`?" if close else "Choose one of them"
        found.append(
            Finding("E523", "The design of a sweep", f"must be one of {', '.join(DESIGNS)}", design, remedy)
        )
    paths = [factor.path for factor in factors]
    if not paths or len(set(paths)) < len(paths):
        found.append(
            Finding(
                "E523",
                "The factors of a sweep",
                "must be given, each once",
                ", ".join(paths),
                "Name what to sweep over",
            )
        )
    ranged = [factor.path for factor in factors if factor.ends]
    if count < 1 and (design in ("lhs", "sobol") or ranged):
        found.append(Finding("E523", "The number of points", "must be given for lhs, sobol and ranges", str(count),
                             "Of full, it is the number of levels of each range"))  # fmt: skip
    elif design in DESIGNS:
        sizes = [len(factor.values) or count for factor in factors]
        total = math.prod(sizes) if design == "full" else count
        if total > MOST:
            found.append(
                Finding("E523", "The number of points", f"must be in [1, {MOST}]", str(total), "Ask fewer")
            )
    if found:
        raise BadScenario(found)


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _value(text: str) -> Value:
    return {"true": True, "false": False}.get(text.lower(), number_or_text(text))


def named(factors: Sequence[Factor], point: Sequence[Value]) -> Mapping[str, Value]:
    """A point by the paths of its factors."""
    return {factor.path: value for factor, value in zip(factors, point, strict=True)}
