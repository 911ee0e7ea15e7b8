"""Graph questions against slow, plain answers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from echelon.network.check.graph import Edges, cycles, drawn, ordered, parts, reached, waves

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16)


def edges(pairs: list[tuple[int, int]], recipe: list[bool] | None = None) -> Edges:
    tail = np.array([one for one, _ in pairs], dtype=np.int64)
    head = np.array([other for _, other in pairs], dtype=np.int64)
    kind = np.zeros(len(pairs), dtype=bool) if recipe is None else np.array(recipe, dtype=bool)
    return Edges(8, tail, head, np.ones(len(pairs)), kind, np.arange(len(pairs)))


@given(PAIRS)
def test_feeders_come_first_or_there_is_a_cycle(pairs: list[tuple[int, int]]) -> None:
    graph = edges(pairs)
    order = ordered(graph)
    place = {node: at for at, node in enumerate(order)}
    assert all(place[one] < place[other] for one, other in pairs if other in place)
    found = list(cycles(graph))
    assert bool(found) == (len(order) < 8)
    for ring in found:
        assert all(
            pairs[at][1] == pairs[after][0] for at, after in zip(ring, [*ring[1:], ring[0]], strict=True)
        )
    nodes = [pairs[at][0] for ring in found for at in ring]
    assert len(nodes) == len(set(nodes))


def test_no_more_cycles_than_asked_for() -> None:
    assert len(list(cycles(edges([(0, 1), (1, 0), (2, 3), (3, 2)]), most=1))) == 1


@given(
    PAIRS, st.lists(st.booleans(), min_size=16, max_size=16), st.lists(st.booleans(), min_size=8, max_size=8)
)
def test_reached_is_the_least_fixpoint(
    pairs: list[tuple[int, int]], kinds: list[bool], start: list[bool]
) -> None:
    recipe_at = dict(enumerate(kinds[:8]))  # a node is fed by lanes only or by a recipe only
    recipe = [recipe_at[head] for _, head in pairs]
    inside = set(np.flatnonzero(start).tolist())
    while True:
        more = {head for _, head in pairs if head not in inside and (
            all(tail in inside for tail, other in pairs if other == head) if recipe_at[head]
            else any(tail in inside for tail, other in pairs if other == head))}  # fmt: skip
        if not more:
            break
        inside |= more
    assert set(np.flatnonzero(reached(edges(pairs, recipe), np.array(start)))) == inside


@given(PAIRS)
def test_drawn_solves_the_balance(pairs: list[tuple[int, int]]) -> None:
    pairs = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    graph = edges(pairs)
    wanted = np.arange(8.0)
    need = drawn(graph, waves(graph), wanted)
    balance = wanted.copy()
    np.add.at(balance, graph.tail, need[graph.head])
    np.testing.assert_allclose(need, balance)


@given(PAIRS)
def test_parts_join_what_is_joined(pairs: list[tuple[int, int]]) -> None:
    part = parts(8, edges(pairs).tail, edges(pairs).head)
    assert all(part[one] == part[other] for one, other in pairs)
    label = list(range(8))
    for one, other in pairs:
        label = [label[other] if each == label[one] else each for each in label]
    assert len(set(part.tolist())) == len(set(label))
