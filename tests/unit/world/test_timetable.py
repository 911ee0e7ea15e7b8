"""The timetable says what the daily clock does."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from echelon.core.errors import BadScenario
from echelon.network.events import TYPES
from echelon.network.schema import SETTINGS
from echelon.world import daily, law, step as steps, timetable as made
from echelon.world.timetable import CODE, STEPS, TIMETABLES, WALKS, document, posts, program, timetable

MODULES = [import_module(f"echelon.world.step.{each.name}") for each in iter_modules(steps.__path__)]
FUNCTIONS: dict[str, Any] = {
    name: thing for module in MODULES for name, thing in vars(module).items()
    if hasattr(thing, "py_func") and thing.py_func.__module__ == module.__name__
}  # fmt: skip
CALLED = {"serve": "leave", "supply": "leave", "sell": "leave"}
"""Steps that share a function."""


def used(name: str, seen: set[str] | None = None) -> set[str]:
    """Files of `world.law` that a function of `world.step` uses, by itself or through others there."""
    seen = seen if seen is not None else set()
    seen.add(name)
    function = FUNCTIONS[name].py_func
    module = inspect.getmodule(function)
    found: set[str] = set()
    for called in set(re.findall(r"\b(\w+)\(", inspect.getsource(function))):
        thing = getattr(module, called, None)
        home = getattr(getattr(thing, "py_func", None), "__module__", "")
        if ".law." in home:
            found.add(home.rpartition(".")[2])
        elif called in FUNCTIONS and called not in seen:
            found |= used(called, seen)
    return found


def test_the_clock_knows_every_step() -> None:
    text = inspect.getsource(daily.advance.py_func)
    assert [getattr(made, step.name.upper()) for step in STEPS] == list(range(len(STEPS)))
    for step in STEPS:
        assert f"{CALLED.get(step.name, step.name)}(" in text
    assert (WALKS.index(made.UPSTREAM), WALKS.index(made.RESOURCES)) == (daily.UPSTREAM, daily.RESOURCES)


def test_every_timetable_is_a_whole_day_in_an_order_that_makes_sense() -> None:
    for name, passes in TIMETABLES.items():
        order = [step for each in passes for step in each.steps]
        assert set(order) <= set(CODE)
        assert len(set(order)) == len(order), name
        assert {"ask", "hear", "review", "share_capacity", "arrive", "value"} <= set(order)
        assert ("serve" in order) != ({"supply", "sell"} <= set(order))
        assert order[-1] == "value"
        sums = {"supply", "sell", "serve", "value"}
        assert all(each.walk == made.DOWNSTREAM for each in passes if sums & set(each.steps)), (
            "sums keep one order"
        )
        if "sell" in order:
            assert order.index("sell") == order.index("ask") + 1, "what is asked is sold before anything else"


def test_programs_hold_the_passes() -> None:
    rows, codes = program("ship_first")
    assert [STEPS[code].name for code in codes] == [
        step for each in TIMETABLES["ship_first"] for step in each.steps
    ]
    assert rows[0].tolist() == [0, 0, 2]
    assert rows[-1].tolist() == [2, 5, 8]


def test_orders_travel_overnight_where_a_point_hears_first() -> None:
    assert [name for name in TIMETABLES if posts(name)] == ["board"]


def test_laws_are_those_that_the_step_uses() -> None:
    folder = Path(str(law.__file__)).parent
    for step in STEPS:
        assert used(CALLED.get(step.name, step.name)) == set(step.laws), step.name
        assert all((folder / f"{file}.py").is_file() for file in step.laws)


def test_steps_are_told_by_known_types() -> None:
    assert {f"twin.{name}.v1" for step in STEPS for name in step.says} <= set(TYPES)


def test_settings_offer_the_timetables_that_exist() -> None:
    assert tuple(TIMETABLES) == next(
        column.choices for column in SETTINGS.columns if column.name == "timetable"
    )


def test_the_digest_does_not_depend_on_wording() -> None:
    assert all("stock goes" not in " ".join(line).lower() for line in document("standard"))
    assert [name for _, *names in document("standard") for name in names] == [
        step.name for _, step in timetable("standard")
    ][1:]


def test_an_unknown_timetable_names_the_nearest() -> None:
    with pytest.raises(
        BadScenario, match=r"timetable` must be one of standard, .*Got standart\. Did you mean `standard`"
    ):
        timetable("standart")
