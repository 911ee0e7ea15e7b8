"""Every built-in agent keeps its promises; agents that break one are caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from echelon.agents.decision import Move
from echelon.agents.kinds import BUILT_IN, StockKeeper
from echelon.testing import check_agent
from echelon.testing.adversaries import WAYS, Adversary
from echelon.testing.agents import (
    fits,
    has_a_document,
    is_alone_as_in_the_crowd,
    is_pure,
    is_within_authority,
)
from echelon.testing.networks import hand_made

ZERO = np.zeros


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in(name: str) -> None:
    check_agent(BUILT_IN[name]())


@pytest.mark.parametrize("way", WAYS)
def test_even_adversaries_are_pure(way: str) -> None:
    check_agent(Adversary(way=way))


@dataclass(frozen=True, slots=True)
class Broken(StockKeeper):
    """Does what its function says in place of deciding."""

    does: Callable[[Any, Any], Any] = lambda view, memory: ((), memory)
    calls: Any = None

    def decide(self, view: Any, memory: Any) -> Any:
        return self.does(view, memory)


def forgets(view: Any, memory: Any) -> Any:
    return (), {}


def scribbles(view: Any, memory: Any) -> Any:
    memory["belief.demand"] += 1.0
    return (), memory


def invents(view: Any, memory: Any) -> Any:
    return [Move("extra_stok", [0], ZERO((1, view.lanes)), ZERO((1, view.lanes)))], memory


def oversteps(view: Any, memory: Any) -> Any:
    return [Move("price", [0], ZERO((1, view.lanes)), ZERO((1, view.lanes)))], memory


def averages(view: Any, memory: Any) -> Any:
    mean = np.full((1, view.lanes), view.own["backlog"].mean() + view.own["asked"].mean())
    return [Move("extra_stock", [0], mean, ZERO((1, view.lanes)))], memory


@pytest.mark.parametrize(
    ("does", "promise"),
    [
        (forgets, fits),
        (scribbles, is_pure),
        (invents, fits),
        (oversteps, is_within_authority),
        (averages, is_alone_as_in_the_crowd),
    ],
)
def test_broken_promises_are_caught(
    does: Callable[[Any, Any], Any], promise: Callable[[Any, Any], None]
) -> None:
    with pytest.raises(AssertionError, match="keeper"):
        promise(Broken(does=does), hand_made())


def test_an_unknown_kind_is_caught() -> None:
    with pytest.raises(AssertionError, match="kind"):
        has_a_document(StockKeeper(kind="wizard"), hand_made())
