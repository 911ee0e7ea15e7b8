"""A question asked at every point of a design with the same luck: a table of answers, and their paired differences to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.study.compare import compare
from echelon.study.design import Factor, Value, named
from echelon.study.judge import Verdict, judge
from echelon.study.many import Run
from echelon.study.measure import Measure, Units, shown_measures
from echelon.study.scenario import Scenario
from echelon.study.statistics import Interval

AGAINST = ("first", "calm")
"""What a point may be set against: the first point, or itself with nothing disrupted."""
PAIRED = ("seed", "days", "replications", "first_replication")


@dataclass(frozen=True, slots=True)
class Answer:
    """One point.

    values       by the path of the factor;  kpis  measure → mean and interval
    differences  measure → paired difference to what it is set against; empty where nothing pairs with it
    verdicts     of the criteria of success;  costs  what its responses cost
    """

    values: Mapping[str, Value]
    kpis: Mapping[str, Interval]
    differences: Mapping[str, Interval]
    verdicts: tuple[Verdict, ...]
    costs: float
    question: str
    answer: str


@dataclass(frozen=True)
class Sweep:
    """All points, in the order of the design."""

    scenario: Scenario
    factors: tuple[Factor, ...]
    against: str
    measures: tuple[Measure, ...]
    units: Units
    answers: tuple[Answer, ...]

    def __len__(self) -> int:
        return len(self.answers)

    def __getitem__(self, at: int) -> Answer:
        return self.answers[at]

    def rows(self) -> list[dict[str, object]]:
        """One flat row per point, for data frames: factors, `NAME`, `NAME_low`, `NAME_high`, `NAME_difference` and so on."""
        return [_flat(each, self.measures, self.criteria) for each in self.answers]

    @property
    def criteria(self) -> tuple[str, ...]:
        """What columns of verdicts are called: each criterion in words, by its path where it is swept over or stands twice."""
        columns = zip(
            *([str(each.criterion) for each in answer.verdicts] for answer in self.answers), strict=True
        )
        words = [column[0] if len(set(column)) == 1 else "" for column in columns]
        return tuple(
            said if words.count(said) == 1 and said else f"success.{at}" for at, said in enumerate(words)
        )

    def __repr__(self) -> str:
        first = self.answers[0].values if self.answers else {}
        head = "  ".join([*first, "fill_rate", "net"])
        lines = ("  ".join([*(f"{value}" for value in each.values.values()), f"{each.kpis['fill_rate'].mean:.4f}",
                            f"{each.kpis['net'].mean:,.0f}"]) for each in self.answers)  # fmt: skip
        return "\n".join([f"{len(self)} points", head, *lines])


def sweep(
    base: Scenario,
    asked: Sequence[tuple[Sequence[Value], Scenario]],
    factors: Sequence[Factor],
    *,
    ask: Callable[[Scenario], Run],
    against: str = "first",
) -> Sweep:
    """Answer every point.

    asked    values of the factors, in their order, and the question of the point
    ask      answers a question
    against  "first": differences to the first point; "calm": of each point to itself with nothing disrupted
    """
    if against not in AGAINST:
        close = nearest(against, AGAINST)
        raise BadScenario(Finding("E523", "What points are set against", f"must be one of {', '.join(AGAINST)}", against,
                                  f"Did you mean `{close}`?" if close else "Choose one of them"))  # fmt: skip
    calm = _Calm(ask)
    answers, shown, first = [], dict[str, Measure](), None
    units = Units(base.network.settings.currency, "")
    for values, scenario in asked:
        run = ask(scenario)
        first = first or run
        other = first if against == "first" else calm.of(scenario)
        shown |= {measure.name: measure for measure in shown_measures(run.daily)}
        units = first.units
        answers.append(_answer(run, other, named(factors, values)))
    return Sweep(base, tuple(factors), against, tuple(shown.values()), units, tuple(answers))


def _answer(run: Run, other: Run, values: Mapping[str, Value]) -> Answer:
    differences = (
        {row.measure.name: row.difference for row in compare(other, run).rows} if _pair(other, run) else {}
    )
    return Answer(values, run.kpis(), differences, judge(run), run.scenario.cost, run.question, run.answer)


def _pair(first: Run, second: Run) -> bool:
    return first.unit == second.unit and all(
        getattr(first.scenario, name) == getattr(second.scenario, name) for name in PAIRED
    )


class _Calm:
    """Calm runs, each question once: points that differ in what breaks share theirs. The latest is kept."""

    def __init__(self, ask: Callable[[Scenario], Run]) -> None:
        self.ask, self.known = ask, ("", 0, None)  # type: tuple[Callable[[Scenario], Run], tuple[str, int, Run | None]]

    def of(self, scenario: Scenario) -> Run:
        """The point with nothing disrupted."""
        calm = scenario.calm()
        question, count, run = self.known
        if run is None or (question, count) != (calm.question(""), calm.replications):
            run = self.ask(calm)
            self.known = calm.question(""), calm.replications, run
        return run


def _flat(answer: Answer, measures: Iterable[Measure], criteria: Sequence[str]) -> dict[str, object]:
    row: dict[str, object] = dict(answer.values)
    for measure in measures:
        parts = {"": answer.kpis.get(measure.name), "_difference": answer.differences.get(measure.name)}
        for ending, interval in parts.items():
            cells = interval or (None, None, None)
            row |= {
                f"{measure.name}{ending}{end}": cell
                for end, cell in zip(("", "_low", "_high"), cells, strict=True)
            }
    row["responses_cost"] = answer.costs
    return row | {name: each.verdict for name, each in zip(criteria, answer.verdicts, strict=True)}
