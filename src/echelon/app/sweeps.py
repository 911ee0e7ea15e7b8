"""Sweeps of scenario documents: every point is made and checked before the first is run; results come whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from echelon.app import catalogue, runs
from echelon.app.commands import Files, csv_bytes
from echelon.app.kept import finite, interval_document
from echelon.app.scenarios import Opened, open_document, opened
from echelon.connect.atomic import free_folder, write_whole_folder
from echelon.connect.document import read_document
from echelon.core.errors import BadScenario, EchelonError, Finding
from echelon.disruption import parse_disruption
from echelon.study.design import Factor, Value, factor_of, named, points
from echelon.study.document import flat, replaced
from echelon.study.document.reading import Reading
from echelon.study.scenario import Scenario

if TYPE_CHECKING:
    from echelon.app.questions import Question
    from echelon.study.sweep import Sweep

TABLE, DOCUMENT = "sweep.csv", "sweep.json"
SWEEP_FILES = frozenset({TABLE, DOCUMENT})
SHOWN = 20
"""Findings of points that are shown; a wrong path is wrong at every point."""
Over = Mapping[str, object]
Asked = list[tuple[tuple[Value, ...], Scenario]]


def sweep(scenario: str | Path | Scenario, over: Over, *, design: str = "full", points: int = 0, against: str = "first",
          seed: int = 1, threads: int | None = None, progress: runs.Progress | None = None) -> Sweep:  # fmt: skip
    """Ask a scenario at many points with the same luck: a grid, a Latin hypercube or a Sobol sequence of any of its fields.

    scenario  a document by path or `catalog:NAME`, or a `Scenario`
    over      path of a field, such as `disruption.0.lasts` → its values, or a range as text: "5..30"
    design    full, lhs or sobol;  points  how many of the latter two; of full, levels of each range;  seed  of the design
    against   first, or calm: what differences are to
    raises    BadScenario with everything that is wrong with any point; else as `run`
    """
    factors = [factor_of(path, said) for path, said in over.items()]
    wanted = SweepScenario(_base(scenario), factors, design, points, against, seed, threads=threads)
    return make_sweep(wanted, progress)


@dataclass(frozen=True, slots=True)
class SweepScenario:
    """Ask a document at the points of a design, and perhaps keep the table.

    seed  of the design;  out  folder for sweep.csv and sweep.json, "" to keep nothing
    """

    base: Opened
    factors: Sequence[Factor]
    design: str = "full"
    points: int = 0
    against: str = "first"
    seed: int = 1
    out: str = ""
    threads: int | None = None


def make_sweep(wanted: SweepScenario, progress: runs.Progress | None = None) -> Sweep:
    """The table; its folder comes whole, and replaces an older one there."""
    from echelon.study.sweep import sweep as ask

    if wanted.out:
        free_folder(Path(wanted.out), ours=SWEEP_FILES)
    asked = points_of(wanted)
    for _, scenario in asked:
        runs.must_be_sound(scenario.network)
        runs.must_fit(scenario.network, scenario.days, 2 * scenario.replications, 0)
    answer = _counted(runs.asking(wanted.threads), len(asked), progress)
    found = ask(asked[0][1], asked, wanted.factors, ask=answer, against=wanted.against)
    if wanted.out:
        write_whole_folder(Path(wanted.out), iter(files_of(found)), ours=SWEEP_FILES, replace=True)
    return found


def _counted(
    ask: Callable[[Scenario], Any], total: int, progress: runs.Progress | None
) -> Callable[[Scenario], Any]:
    done = 0

    def answer(scenario: Scenario) -> Any:
        nonlocal done
        found = ask(scenario)
        done += 1
        if progress:
            progress(min(done, total), total)
        return found

    return answer


def points_of(wanted: SweepScenario) -> Asked:
    """Values and question of every point; `BadScenario` with everything that is wrong with any of them, once."""
    asked: Asked = []
    found: dict[Finding, None] = {}
    for point in points(wanted.factors, wanted.design, wanted.points, wanted.seed):
        try:
            asked.append((point, _at(wanted.base, named(wanted.factors, point))))
        except EchelonError as bad:
            found |= dict.fromkeys(bad.findings)
    if found:
        raise BadScenario(list(found)[:SHOWN])
    return asked


def _at(base: Opened, values: Mapping[str, Value]) -> Scenario:
    said: Mapping[str, Any] = base.said
    for path, value in values.items():
        said = replaced(said, path, value)
    reading = Reading(base.reading.file, base.reading.line_of, list(base.reading.found))
    if said.get("network") != base.said.get("network"):  # one that no response has changed
        bare = base.asked and replace(base.asked, responses=())
        return replace(opened(said, base.folder, reading), asked=bare).scenario()
    if said.get("opening") != base.said.get("opening"):
        again = opened(said, base.folder, reading, base.network)
        return replace(again, source=base.source, asked=base.asked).scenario()
    return replace(base, said=said, reading=reading).scenario()


def _base(scenario: str | Path | Scenario) -> Opened:
    if not isinstance(scenario, Scenario):
        return open_document(read_document(catalogue.scenario_place(str(scenario))))
    said = {name: value for name, value in scenario.document().items() if name != "response"}
    said.setdefault("network", scenario.network.name)
    return Opened(said, scenario.network, scenario.source, Reading(), Path(), scenario)


def base_of(question: Question) -> Opened:
    """The document of what was typed: a document with more disruptions, or of a network."""
    if catalogue.is_scenario(question.network):
        document = read_document(catalogue.scenario_place(question.network))
        said, folder, reading = flat(document.said), document.folder, Reading(document.file, document.line_of)
    else:
        said, folder, reading = {"network": question.network}, Path(), Reading()
    typed = {name: getattr(question, name) for name in ("days", "replications", "seed")}
    said |= {name: value for name, value in typed.items() if value is not None}
    hit = [
        each for line in question.disrupt if (each := reading.attempt("", partial(parse_disruption, line)))
    ]
    said["disruption"] = [*said.get("disruption", ()), *(each.document() for each in hit)]
    said["use"] = [*said.get("use", ()), *question.use]
    return opened(said, folder, reading)


def files_of(found: Sweep) -> Files:
    """sweep.csv with a row per point, and sweep.json with everything."""
    rows = found.rows()
    table: list[list[object]] = (
        [list(rows[0]), *([_cell(each) for each in row.values()] for row in rows)] if rows else []
    )
    text = json.dumps(sweep_document(found), indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    return [(TABLE, [csv_bytes(table)]), (DOCUMENT, [text.encode()])]


def _cell(value: object) -> object:
    if isinstance(value, float):
        return repr(value) if finite(value) is not None else ""
    return "" if value is None else value


def sweep_document(found: Sweep) -> dict[str, object]:
    """A sweep as JSON values."""
    return {
        "scenario": found.scenario.name, "network": found.scenario.network.name, "against": found.against,
        "factors": [{"path": each.path, "values": list(each.values), "range": list(each.ends) if each.ends else None}
                    for each in found.factors],
        "measures": {each.name: {"label": each.label_in(found.units), "unit": each.unit_in(found.units), "better": each.better}
                     for each in found.measures},
        "points": list(_points_document(found)),
    }  # fmt: skip


def _points_document(found: Sweep) -> Iterator[dict[str, object]]:
    for each in found.answers:
        yield {
            "values": dict(each.values), "question": each.question, "answer": each.answer, "responses_cost": each.costs,
            "measures": {measure.name: {**interval_document(each.kpis[measure.name]),
                                        "difference": interval_document(each.differences[measure.name])
                                        if measure.name in each.differences else None}
                         for measure in found.measures},
            "success": [{**verdict.criterion.document(), "found": interval_document(verdict.found), "verdict": verdict.verdict}
                        for verdict in each.verdicts],
        }  # fmt: skip
