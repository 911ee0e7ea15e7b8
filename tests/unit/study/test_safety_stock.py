"""Guaranteed service on small networks: every answer against all service times there are."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from echelon.core.errors import BadScenario
from echelon.study.safety_stock import Placement, place, pooled
from echelon.study.stages import Arc, Stage

Question = tuple[list[Stage], list[Arc]]


@st.composite
def trees(draw: st.DrawFn, extra: int = 0) -> Question:
    """Up to five stages joined as a tree, flows either way, and up to `extra` flows that meet again."""
    count = draw(st.integers(1, 5))
    rank = draw(st.permutations(range(count)))
    pairs = {(draw(st.integers(0, at - 1)), at) for at in range(1, count)}
    if count > 2:
        more = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] != p[1])
        pairs |= set(draw(st.lists(more, max_size=extra)))
    ends = {tuple(sorted(pair, key=rank.__getitem__)) for pair in pairs}
    arcs = [
        Arc(f"s{a}", f"s{b}", draw(st.sampled_from((0.5, 1.0, 2.0))), draw(st.integers(0, 1)))
        for a, b in sorted(ends)
    ]
    sources = {arc.source for arc in arcs}
    return [draw(stages(f"s{at}", f"s{at}" not in sources)) for at in range(count)], arcs


@st.composite
def stages(draw: st.DrawFn, name: str, last: bool) -> Stage:
    asks = last or draw(st.booleans())
    return Stage(
        name,
        days=draw(st.integers(0, 3)),
        cost=draw(st.integers(0, 9)),
        mean=draw(st.integers(1, 5)) if asks else 0,
        sd=draw(st.integers(0, 5)) if asks else 0,
        z=draw(st.sampled_from((1.0, 1.645))),
        promise=draw(st.none() | st.integers(0, 2)),
        inbound=draw(st.integers(0, 1)),
    )


def least_cost(question: Question) -> float:
    """The least cost over all service times, each stage's inbound time being what its sources make it."""
    listed, arcs = question
    unit = place([replace(stage, promise=0, days=stage.days + 1) for stage in listed], arcs)
    excess = {h.name: h.safety_stock / math.sqrt(h.net) for h in unit.stages}
    longest = sum(stage.days + stage.inbound for stage in listed) + len(arcs)
    asked = [stage.mean > 0 or stage.sd > 0 for stage in listed]
    most = [
        min(longest, stage.promise) if stage.promise is not None else 0 if asks else longest
        for stage, asks in zip(listed, asked, strict=True)
    ]
    best = math.inf
    for promises in product(*(range(limit + 1) for limit in most)):
        given_by = dict(zip((stage.name for stage in listed), promises, strict=True))
        cost = 0.0
        for stage in listed:
            waits = [given_by[arc.source] + arc.days for arc in arcs if arc.target == stage.name]
            net = max([stage.inbound, *waits]) + stage.days - given_by[stage.name]
            cost += stage.cost * excess[stage.name] * math.sqrt(net) if net >= 0 else math.inf
        best = min(best, cost)
    return best


def keeps_promises(question: Question, placed: Placement) -> None:
    listed, arcs = question
    for stage in listed:
        held = placed[stage.name]
        waits = [placed[arc.source].outbound + arc.days for arc in arcs if arc.target == stage.name]
        assert held.inbound == max([stage.inbound, *waits])
        assert held.net == held.inbound + stage.days - held.outbound >= 0
        assert stage.promise is None or held.outbound <= stage.promise
        assert held.cost == pytest.approx(stage.cost * held.safety_stock)


@settings(max_examples=60, deadline=None)
@given(trees())
def test_a_tree_costs_what_the_best_of_all_service_times_costs(question: Question) -> None:
    placed = place(*question, branches=1)
    keeps_promises(question, placed)
    assert placed.cost == pytest.approx(least_cost(question), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(trees(extra=3))
def test_flows_that_meet_again_cost_the_best_too(question: Question) -> None:
    placed = place(*question)
    keeps_promises(question, placed)
    assert placed.gap == 0
    assert placed.cost == pytest.approx(least_cost(question), abs=1e-9)


def test_a_stage_alone_covers_its_own_days() -> None:
    held = place([Stage("shop", 4, cost=2, mean=10, sd=3, z=2)], [])["shop"]
    assert (held.inbound, held.outbound, held.net) == (0, 0, 4)
    assert (held.safety_stock, held.base_stock, held.cost) == (12, 52, 24)


def test_customers_who_wait_long_enough_need_no_stock() -> None:
    held = place([Stage("shop", 4, cost=2, mean=10, sd=3, promise=9)], [])["shop"]
    assert (held.outbound, held.net, held.base_stock) == (4, 0, 0)


def test_two_ways_to_one_customer_pool_nothing() -> None:
    """A diamond: what the shop asks for, both makers ask of the source on the same day."""
    listed = [
        Stage("source", 1, promise=0),
        Stage("a", 1),
        Stage("b", 1),
        Stage("shop", 1, mean=5, sd=3, z=1),
    ]
    ways = [Arc("source", "a"), Arc("source", "b"), Arc("a", "shop"), Arc("b", "shop")]
    held = place(listed, ways)["source"]
    assert (held.base_stock, held.safety_stock) == (16, 6)


def test_an_exponent_of_one_adds_and_a_higher_one_pools_more() -> None:
    assert pooled([3, 4], 1) == 7
    assert 4 < pooled([3, 4], 3) < pooled([3, 4], 2) == 5


def test_a_long_line_is_no_trouble() -> None:
    names = [f"s{at}" for at in range(1500)]
    listed = [Stage(name, 0, cost=at + 1) for at, name in enumerate(names[:-1])]
    listed.append(Stage(names[-1], 2, cost=9000, mean=1, sd=1))
    assert place(listed, list(map(Arc, names, names[1:])))[names[-1]].net == 2


@pytest.mark.parametrize(
    ("listed", "arcs", "says"),
    [
        ([Stage("a", -1)], [], "The `days` of stage `a` must be a whole number in [0, 3650]. Got -1."),
        ([Stage("a", 1.5)], [], "Got 1.5. Count whole days (E260)."),  # type: ignore[arg-type]
        ([Stage("a", 1, sd=math.nan)], [], "The `sd` of stage `a` must be in [0, inf). Got nan."),
        ([Stage("a", 1), Stage("a", 2)], [], "The stage `a` must be given once."),
        ([Stage("alpha", 1)], [Arc("alpa", "alpha")], "Did you mean `alpha`? (E260)"),
        ([Stage("a", 1), Stage("b", 1)], [Arc("a", "b"), Arc("b", "a")], "must not supply itself"),
    ],
)
def test_what_cannot_be_is_told(listed: list[Stage], arcs: list[Arc], says: str) -> None:
    with pytest.raises(BadScenario) as told:
        place(listed, arcs)
    assert says in str(told.value)


def test_an_unproven_answer_is_refused_unless_it_is_near_enough() -> None:
    sold = {"mean": 5, "sd": 3, "z": 1}
    listed = [Stage("p", 8, 8), Stage("q", 6, 6), Stage("m", 6, 16), Stage("n", 0, 15)]
    listed += [Stage("x", 1, 30, **sold), Stage("y", 1, 30, **sold)]
    arcs = [Arc(*pair) for pair in ("pm", "pn", "qm", "qn", "mx", "ny")]
    with pytest.raises(BadScenario, match="E261"):
        place(listed, arcs, branches=1)
    near, best = place(listed, arcs, branches=1, within=0.5), place(listed, arcs)
    assert best.gap == 0 < near.gap < 0.5
    assert near.cost * (1 - near.gap) <= best.cost <= near.cost
