"""A run that was kept is the run that was made, and whatever was altered is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from echelon.app import commands
from echelon.app.commands import CompareRuns, compare_runs
from echelon.app.kept import files_of, load_run
from echelon.app.queries import cautions
from echelon.app.questions import Question
from echelon.core.digest import digest
from echelon.core.errors import BadData, BadScenario, Conflict
from echelon.study.compare import compare
from echelon.study.many import Run

KESTVOLD = "catalog:kestvold"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, Run]:
    folder = tmp_path_factory.mktemp("runs")
    calm = commands.make_run(commands.MakeRun(Question(KESTVOLD, (), 60, 20, 7), str(folder / "calm")))
    hit = Question(KESTVOLD, ("Ningbo Port:0.0@10+5~3", "Germany.demand:1.5@20+10"), 60, 20, 7)
    return folder, calm, commands.make_run(commands.MakeRun(hit, str(folder / "hit")))


def test_what_is_read_is_what_was_made(made: tuple[Path, Run, Run]) -> None:
    folder, _, hit = made
    read = load_run(folder / "hit")
    assert (read.question, read.answer, read.laws, read.demands) == (
        hit.question,
        hit.answer,
        hit.laws,
        hit.demands,
    )
    assert np.array_equal(read.daily, hit.daily)
    assert np.array_equal(read.customer, hit.customer)
    assert [d.document() for d in read.scenario.disruptions] == [
        d.document() for d in hit.scenario.disruptions
    ]
    assert read.scenario.network.settings == hit.scenario.network.settings


def test_comparing_what_was_kept_needs_no_network(made: tuple[Path, Run, Run]) -> None:
    folder, calm, hit = made
    found = compare_runs(CompareRuns((str(folder / "calm"), str(folder / "hit"))))[0]
    assert repr(found) == repr(compare(calm, hit))
    assert cautions(found.first, found.second) == []
    assert cautions(calm, calm) == ["Both runs answer the same question."]


def test_the_same_run_gives_the_same_bytes(made: tuple[Path, Run, Run]) -> None:
    folder, calm, _ = made
    again = dict(files_of(calm, KESTVOLD))
    assert {name: b"".join(pieces) for name, pieces in again.items()} == {
        path.name: path.read_bytes() for path in (folder / "calm").iterdir()
    }


def test_a_run_replaces_a_run_and_nothing_else(made: tuple[Path, Run, Run], tmp_path: Path) -> None:
    question = Question(KESTVOLD, (), 5, 2, 1)
    for _ in range(2):
        commands.make_run(commands.MakeRun(question, str(tmp_path / "run")))
    (tmp_path / "run" / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(Conflict, match="thesis"):
        commands.make_run(commands.MakeRun(question, str(tmp_path / "run")))
    assert (tmp_path / "run" / "thesis.docx").read_bytes() == b"mine"
    assert load_run(tmp_path / "run").scenario.days == 5


def edited(folder: Path, change: Callable[[dict[str, object]], object], *, sealed: bool) -> None:
    document = json.loads((folder / "run.json").read_text("utf-8"))
    change(document)
    if sealed:
        document["seal"] = digest({name: value for name, value in document.items() if name != "seal"})
    (folder / "run.json").write_text(json.dumps(document), "utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no run.json": lambda f: (f / "run.json").unlink(),
    "no columns": lambda f: (f / "daily.npy").unlink(),
    "empty run.json": lambda f: (f / "run.json").write_bytes(b""),
    "not JSON": lambda f: (f / "run.json").write_bytes(b"\xff\x00{"),
    "deep": lambda f: (f / "run.json").write_text("[" * 200_000, "utf-8"),
    "a list": lambda f: (f / "run.json").write_text("[]", "utf-8"),
    "another schema": lambda f: edited(f, lambda d: d.update(schema="echelon-run/0"), sealed=True),
    "a better KPI": lambda f: edited(f, lambda d: d["kpis"]["fill_rate"].update(mean=1.0), sealed=False),  # type: ignore[index]
    "no seal": lambda f: edited(f, lambda d: d.pop("seal"), sealed=False),
    "one bit": lambda f: (f / "daily.npy").write_bytes((f / "daily.npy").read_bytes()[:-1] + b"\x01"),
    "cut short": lambda f: (f / "customer.npy").write_bytes((f / "customer.npy").read_bytes()[:100]),
    "sealed, no scenario": lambda f: edited(f, lambda d: d.pop("scenario"), sealed=True),
    "sealed, no files": lambda f: edited(f, lambda d: d.update(files=3), sealed=True),
    "sealed, other days": lambda f: edited(f, lambda d: d["scenario"].update(days=61), sealed=True),  # type: ignore[index]
    "sealed, wrong type": lambda f: edited(f, lambda d: d.update(network=[1]), sealed=True),
    "sealed, strange name": lambda f: edited(f, lambda d: d["scenario"].update(colour=1), sealed=True),  # type: ignore[index]
    "sealed, bad seed": lambda f: edited(f, lambda d: d["scenario"].update(seed="x"), sealed=True),  # type: ignore[index]
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_was_altered_is_refused(damage: str, made: tuple[Path, Run, Run], tmp_path: Path) -> None:
    shutil.copytree(made[0] / "hit", tmp_path / "hit")
    DAMAGE[damage](tmp_path / "hit")
    with pytest.raises(BadData, match=r"E31[12]"):
        load_run(tmp_path / "hit")


def test_runs_that_do_not_pair_are_refused(made: tuple[Path, Run, Run], tmp_path: Path) -> None:
    commands.make_run(commands.MakeRun(Question(KESTVOLD, (), 60, 20, 8), str(tmp_path / "other")))
    with pytest.raises(BadScenario, match="`seed`"):
        compare_runs(CompareRuns((str(made[0] / "calm"), str(tmp_path / "other"))))
