"""Plans as data: expressions, libraries, and what deliberation makes of them, row by row and lane by lane."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from echelon.agents.plan.deliberate import NONE, deliberate, evaluated, program_of, working_rows
from echelon.agents.plan.expression import expression
from echelon.agents.plan.library import Library, library_of
from echelon.agents.plan.planner import Scores
from echelon.agents.plan.sights import POINTS
from echelon.core.errors import BadScenario

NAMES = ("a", "b", "c")
UP = {
    "name": "stock up",
    "when": "announced_in < 14",
    "until": "announced_in > 900",
    "do": {"extra_stock": "demand * announced_days"},
}


def library(*plans: dict[str, Any], **more: Any) -> Library:
    return library_of(
        {"name": "keeper", "kind": "inventory", "noun": "stock point", "plan": list(plans), **more}
    )


def wake(
    of: Library, plan: Any, days: Any, beliefs: dict[str, float], since: float = 1.0
) -> tuple[list[float], list[int]]:
    """One wake of one row in as many lanes as `plan` has; wished values of the first lever, and reasons."""
    lanes = plan.shape[1]
    array = np.zeros((len(POINTS), 1, lanes))
    for name, value in beliefs.items():
        array[POINTS.index(name)] = value
    wished, why = np.empty((len(of.levers), 1, lanes)), np.empty((1, lanes), dtype=np.int64)
    deliberate(program_of(of), array, since, plan, days, wished, why, *working_rows(of, lanes))
    return wished[0, 0].tolist(), why[0].tolist()


def nothing(lanes: int = 1) -> tuple[Any, Any]:
    return np.full((1, lanes), NONE), np.zeros((1, lanes))


PAIRS = st.sampled_from(["+", "-", "*", "<", "<=", ">", ">=", "=="])
LEAVES = st.one_of(st.sampled_from(NAMES), st.integers(-5, 5).map(str), st.sampled_from(["0.5", "2.25"]))
TEXTS = st.recursive(LEAVES, lambda inner: st.one_of(
    st.tuples(inner, PAIRS, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
    st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} > 0 {t[1]} {t[2]} > 0)"),
    st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} > 0 else {t[2]})"),
    inner.map(lambda t: f"(-{t})"), inner.map(lambda t: f"abs({t})")), max_leaves=8)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.tuples(*[st.integers(-8, 8).map(float)] * 3))
def test_an_expression_means_what_it_means_in_python_alone_and_in_lanes(
    text: str, values: tuple[float, float, float]
) -> None:
    known = dict(zip(NAMES, values, strict=True))
    meant = float(eval(text, {"min": min, "max": max, "abs": abs}, dict(known)))
    one = expression(text, NAMES)
    assert one.of(known) == meant
    beliefs = np.repeat(np.array(values), 6).reshape(3, 2, 3)
    assert (evaluated(one, beliefs) == meant).all()


@pytest.mark.parametrize(("text", "got"), [
    ("a +", "a +"), ("d < 3", "d"), ("a.b", "a.b"), ("__import__('os')", "__import__('os')"), ("a[0]", "a[0]"), ("'x'", "'x'"),
    ("lambda: 1", "lambda: 1"), ("min(a)", "min(a)"), ("a ** 2", "a ** 2"), ("1e999", "1e+999"), ("a != b", "NotEq"), ("", ""),
    ("(" * 300 + "a" + ")" * 300, "("), ("a" + "+(a" * 60 + ")" * 60, "a+"),
])  # fmt: skip
def test_what_an_expression_cannot_be_is_said(text: str, got: str) -> None:
    with pytest.raises(BadScenario, match="E620") as wrong:
        expression(text, NAMES)
    assert got.replace("+999", "") in str(wrong.value).replace("1e309", "1e") or text in str(wrong.value)


def test_dividing_by_nothing_leaves_a_lever_alone_or_at_its_bound() -> None:
    assert np.isnan(expression("a / b", NAMES).of({"a": 0.0, "b": 0.0, "c": 0.0}))
    assert expression("a / b", NAMES).of({"a": 1.0, "b": 0.0, "c": 0.0}) == np.inf


def test_a_plan_is_adopted_followed_and_given_up() -> None:
    keeper, (plan, days) = library(UP), nothing()
    calm = {"announced_in": 9_999.0, "demand": 5.0}
    wished, why = wake(keeper, plan, days, calm)
    assert np.isnan(wished[0])
    assert why == [0]
    storm = {"announced_in": 6.0, "announced_days": 4.0, "demand": 5.0}
    assert wake(keeper, plan, days, storm) == ([20.0], [13])
    assert wake(keeper, plan, days, {**storm, "announced_days": 6.0}) == ([30.0], [13]), "followed day by day"
    assert days[0, 0] == 1.0
    assert wake(keeper, plan, days, calm) == ([0.0], [14]), "the lever goes back"
    assert np.isnan(wake(keeper, plan, days, calm)[0][0]), "and is then left alone"


def test_lanes_decide_alone_as_in_the_crowd() -> None:
    keeper, (plan, days) = library(UP), nothing(3)
    announced = np.array([[6.0, 9_999.0, 2.0]])
    wished, why = wake(keeper, plan, days, {"announced_in": announced, "announced_days": 4.0, "demand": 5.0})  # type: ignore[dict-item]
    assert why == [13, 0, 13]
    assert wished[0] == wished[2] == 20.0
    assert np.isnan(wished[1])


def test_commitment_holds_against_a_wobble_and_expiry_ends_it() -> None:
    keeper, (plan, days) = library({**UP, "commit_days": 3, "expires_days": 5}), nothing()
    storm, calm = (
        {"announced_in": 6.0, "announced_days": 4.0, "demand": 5.0},
        {"announced_in": 9_999.0, "demand": 5.0},
    )
    wake(keeper, plan, days, storm)
    assert [wake(keeper, plan, days, calm)[1][0] for _ in range(3)] == [13, 13, 14]
    wake(keeper, plan, days, storm)
    assert [wake(keeper, plan, days, storm)[1][0] for _ in range(5)] == [13] * 4 + [14], "expired"
    assert wake(keeper, plan, days, storm)[1] == [13], "and adopted anew"


def test_the_better_plan_wins_and_another_must_be_better_by_more_than_a_wobble() -> None:
    small = {**UP, "name": "small", "worth": "10", "do": {"extra_stock": "1"}}
    large = {**UP, "name": "large", "worth": "value", "cost": "holding", "do": {"extra_stock": "2"}}
    keeper, (plan, days) = library(small, large, hysteresis=0.2), nothing()
    storm = {"announced_in": 6.0, "holding": 1.0}
    assert wake(keeper, plan, days, {**storm, "value": 5.0})[0] == [1.0]
    assert wake(keeper, plan, days, {**storm, "value": 12.5})[0] == [1.0], "11.5 is no fifth more than 10"
    assert wake(keeper, plan, days, {**storm, "value": 14.0})[0] == [2.0]
    assert wake(library({**small, "worth": "0"}), *nothing(), storm)[1] == [0], (
        "what earns nothing is not done"
    )


def test_a_bounded_mind_weighs_few_options_and_moves_few_rows() -> None:
    first = {**UP, "name": "first", "worth": "1", "do": {"extra_stock": "1"}}
    best = {**UP, "name": "best", "worth": "9", "do": {"extra_stock": "9"}}
    storm = {"announced_in": 6.0}
    assert wake(library(first, best, options=1), *nothing(), storm)[0] == [1.0]
    assert wake(library(first, best, options=2), *nothing(), storm)[0] == [9.0]
    keeper = library(first, moves=2)
    plan, days = np.full((4, 1), NONE), np.zeros((4, 1))
    beliefs = np.zeros((len(POINTS), 4, 1))
    wished, why = np.empty((1, 4, 1)), np.empty((4, 1), dtype=np.int64)
    deliberate(program_of(keeper), beliefs, 1.0, plan, days, wished, why, *working_rows(keeper, 1))
    assert plan[:, 0].tolist() == [0.0, 0.0, NONE, NONE]


def test_scores_are_those_that_plans_were_weighed_by() -> None:
    keeper = library({**UP, "worth": "value", "cost": "holding"}, {**UP, "name": "never", "if": "stock > 9"})
    beliefs = np.zeros((len(POINTS), 1, 2))
    beliefs[POINTS.index("value")], beliefs[POINTS.index("holding")] = 7.0, 3.0
    scores = Scores(keeper, beliefs)
    assert {name: array.tolist() for name, array in scores.items()} == {
        "do nothing": [[0.0, 0.0]], "stock up": [[4.0, 4.0]], "never": [[-np.inf, -np.inf]]}  # fmt: skip


def test_a_library_is_what_its_document_says() -> None:
    keeper = library({**UP, "if": "stock < target", "commit_days": 2}, every=7, options=3)
    assert library_of(keeper.document()) == keeper


def test_everything_wrong_with_a_library_is_said_at_once() -> None:
    with pytest.raises(BadScenario) as wrong:
        library_of({"name": "x", "kind": "inventry", "noun": "stock point", "every": 0, "colour": "red", "plan": [
            {"name": "p", "when": "1", "until": "0", "do": {"extra_order": "1"}, "commit_days": -1},
            {"name": "p", "do": {}}]})  # fmt: skip
    said = str(wrong.value)
    for part in (
        "inventory",
        "every",
        "colour",
        "extra_order",
        "commit_days",
        "`when` of plan `p`",
        "its own",
    ):
        assert part in said, part
    with pytest.raises(BadScenario, match="Did you mean `demand`") as several:
        library({**UP, "when": "demnd < 1", "until": "stok < 1"})
    assert len(several.value.findings) == 2
