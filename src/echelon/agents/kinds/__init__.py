"""Agents that are built in, one file each, and the table that names them in documents.

To add one: a frozen dataclass with the seam of `agent.Agent`, whose fields are its document, and a line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from echelon.agents.agent import Agent
from echelon.agents.kinds.stock_keeper import StockKeeper
from echelon.agents.plan.library import library_of
from echelon.agents.plan.planner import Planner
from echelon.core.errors import BadScenario, Finding, nearest

BUILT_IN: dict[str, Callable[..., Agent]] = {"stock_keeper": StockKeeper}
"""Name in documents (`agent = "stock_keeper"`) → what makes it of its fields; a `planner` is made of a plan library."""


def agent_of(document: Mapping[str, Any]) -> Agent:
    """The built-in agent that a document says; `BadScenario` for an unknown one or an unknown field.

    >>> agent_of({"agent": "stock_keeper", "every": 7}).every
    7
    """
    said = dict(document)
    word = str(said.pop("agent", ""))
    if word == "planner":
        return Planner(library_of(said))
    if word not in BUILT_IN:
        known_words = [*BUILT_IN, "planner"]
        close = nearest(word, known_words)
        raise BadScenario(Finding("E577", "The `agent` of an agent", f"must be one of {', '.join(known_words)}", f"`{word}`",
                                  f"Did you mean `{close}`?" if close else "Your own are given in Python"))  # fmt: skip
    known = {each.name for each in fields(BUILT_IN[word])}  # type: ignore[arg-type]
    unknown = sorted(set(said) - known)
    if unknown:
        raise BadScenario(Finding("E578", f"A key of agent `{word}`", f"must be one of {', '.join(sorted(known))}",
                                  ", ".join(unknown), "Leave it out"))  # fmt: skip
    try:
        return BUILT_IN[word](**said)
    except (TypeError, ValueError) as error:
        raise BadScenario(Finding("E578", f"The agent `{word}`", "must be given what it takes", str(error),
                                  "See the reference of agents")) from None  # fmt: skip
