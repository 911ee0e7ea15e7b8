"""Did it do what it should? Criteria of success, judged on a run with an interval: met, not met, or not yet known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.study.measure import MEASURES
from echelon.study.statistics import Interval, mean_interval

if TYPE_CHECKING:
    from echelon.study.many import Run

AFTER = "net_of_responses"
"""Margin less costs, and less what the responses cost."""
MET, NOT_MET, UNKNOWN = "met", "not met", "not yet known"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What an answer must show.

    measure     of `MEASURES`, or `net_of_responses`;  bound  exactly one of at_least and at_most
    confidence  (0, 1), of the interval
    in_share    [0, 1], part of replications that must be within the bound; None: their mean must

    >>> print(Criterion("fill_rate", at_least=0.95))
    fill_rate at least 0.95
    """

    measure: str
    at_least: float | None = None
    at_most: float | None = None
    confidence: float = 0.95
    in_share: float | None = None

    def __post_init__(self) -> None:
        found = []
        what = f"The criterion on `{self.measure}`"
        if self.measure not in (*MEASURES, AFTER):
            close = nearest(self.measure, [*MEASURES, AFTER])
            remedy = f"Did you mean `{close}`?" if close else f"Known: {', '.join([*MEASURES, AFTER])}"
            found.append(
                Finding(
                    "E520", "The `measure` of a criterion", "must be one of runs", f"`{self.measure}`", remedy
                )
            )
        if (self.at_least is None) == (self.at_most is None):
            found.append(
                Finding("E520", what, "must have one of `at_least` and `at_most`", "", "Give one of them")
            )
        if not 0.0 < self.confidence < 1.0 or not 0.0 <= (self.in_share or 0.0) <= 1.0:
            found.append(Finding("E520", what, "must have a `confidence` in (0, 1) and an `in_share` in [0, 1]",
                                 f"{self.confidence:g} and {self.in_share}", "Write parts, such as 0.95"))  # fmt: skip
        if found:
            raise BadScenario(found)

    def __str__(self) -> str:
        sign, bound = ("at least", self.at_least) if self.at_least is not None else ("at most", self.at_most)
        part = "" if self.in_share is None else f" in {self.in_share:.0%} of replications"
        return f"{self.measure} {sign} {bound:g}{part}"

    def within(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which values are within the bound."""
        if self.at_least is not None:
            return np.asarray(values >= self.at_least)
        return np.asarray(values <= self.at_most)  # type: ignore[operator]  # one of them is given

    def document(self) -> dict[str, Any]:
        """As documents say it."""
        said = {"at_least": self.at_least, "at_most": self.at_most, "in_share": self.in_share}
        return {"measure": self.measure, "confidence": self.confidence,
                **{name: value for name, value in said.items() if value is not None}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run does by a criterion.

    found    the interval of the mean, or of the part of replications within the bound
    verdict  met or not met where the whole interval says so, else not yet known: ask for more replications
    """

    criterion: Criterion
    found: Interval
    verdict: str


def judge(run: Run) -> tuple[Verdict, ...]:
    """A verdict for each criterion of the run's scenario."""
    return tuple(_verdict(criterion, value_of(run, criterion.measure)) for criterion in run.scenario.success)


def value_of(run: Run, measure: str) -> NDArray[np.float64]:
    """One number per replication of a measure, or of `net_of_responses`. `[replication]`"""
    if measure != AFTER:
        return run.measure(measure)
    return run.measure("net") - run.scenario.cost


def criterion_of(said: Mapping[str, Any]) -> Criterion:
    """A criterion as a document says it."""
    return Criterion(**said)


def _verdict(criterion: Criterion, values: NDArray[np.float64]) -> Verdict:
    inside = criterion.within(values)
    if criterion.in_share is not None:
        found = _share(int(inside.sum()), len(inside), criterion.confidence)
        good, bad = found.low >= criterion.in_share, found.high < criterion.in_share
    else:
        found = mean_interval(values, criterion.confidence)
        ends = criterion.within(np.array([found.low, found.high]))
        good, bad = bool(ends.all()), not ends.any() and not np.isnan(found.low)
    return Verdict(criterion, found, MET if good else NOT_MET if bad else UNKNOWN)


def _share(hits: int, count: int, confidence: float) -> Interval:
    from echelon.study.statistics.exceedance import clopper_pearson

    low, high = clopper_pearson(np.array([hits]), count, confidence)
    return Interval(hits / count, float(low[0]), float(high[0]))
