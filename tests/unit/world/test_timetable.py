"""The timetable says what the daily clock does."""

from __future__ import annotations

import inspect
import re
from itertools import groupby
from pathlib import Path

import pytest

from echelon.core.errors import BadScenario
from echelon.network.events import TYPES
from echelon.network.schema import SETTINGS
from echelon.world import daily, law
from echelon.world.timetable import DOWNSTREAM, MORNING, RESOURCES, STANDARD, TIMETABLES, document, timetable


def source(name: str) -> str:
    return inspect.getsource(getattr(daily, name).py_func)


def test_steps_are_the_functions_of_the_daily_clock_in_its_order() -> None:
    called = [name for name in re.findall(r"(\w+)\(", source("advance")) if hasattr(daily, name)]
    steps = [name for name in called if name in {step.name for step in STANDARD}]
    assert steps == [step.name for step in STANDARD]
    helpers = {"advance", "copy"}
    assert {name for name in called if hasattr(getattr(daily, name), "py_func")} - helpers == set(steps)


def test_walks_are_passes_in_the_order_of_the_day() -> None:
    passes = [walk for walk, _ in groupby(step.walk for step in STANDARD)]
    assert [passes[0], passes[2], passes[3]] == [MORNING, RESOURCES, DOWNSTREAM]
    assert "count - 1 - back" in source("advance")
    assert (
        source("advance").index("count - 1 - back")
        < source("advance").index("for r in")
        < source("advance").index("make(")
    )


def test_laws_are_those_that_the_step_uses() -> None:
    folder = Path(str(law.__file__)).parent
    for step in STANDARD:
        text = source(step.name)
        names = re.findall(r"\b(\w+)\(", text)
        for helper in ("may_leave", "send", "narrow"):
            names += re.findall(r"\b(\w+)\(", source(helper)) if helper in names else []
        modules = {
            getattr(daily, name).py_func.__module__
            for name in names
            if hasattr(getattr(daily, name, None), "py_func")
        }
        used = {module.rpartition(".")[2] for module in modules if ".law." in module}
        assert used == set(step.laws), step.name
        assert all((folder / f"{file}.py").is_file() for file in step.laws)


def test_steps_are_told_by_known_types() -> None:
    assert {f"twin.{name}.v1" for step in STANDARD for name in step.says} <= set(TYPES)


def test_settings_offer_the_timetables_that_exist() -> None:
    assert tuple(TIMETABLES) == next(
        column.choices for column in SETTINGS.columns if column.name == "timetable"
    )


def test_the_digest_does_not_depend_on_wording() -> None:
    assert all("stock goes" not in " ".join(line).lower() for line in document("standard"))
    assert [line[0] for line in document("standard")] == [step.name for step in timetable("standard")]


def test_an_unknown_timetable_names_the_nearest() -> None:
    with pytest.raises(
        BadScenario, match=r"timetable` must be one of standard\. Got standart\. Did you mean `standard`"
    ):
        timetable("standart")
