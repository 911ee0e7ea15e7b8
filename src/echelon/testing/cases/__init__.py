"""Case documents (schema `sc-case/1`): the ordinary World asked what another simulator was asked.

Here: translations of documents into a network, its disruptions and settings, and readings of the World's arrays in the
structure of a document's `expected`. Not here: laws of motion. The peers' conventions are columns and timetables that any
network may use (docs/background/known-answers.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from echelon.core.errors import BadData, Finding
from echelon.testing.cases import orgym, orgym_net, stockpyl, stockpyl_answer, supplynetpy
from echelon.testing.cases.observe import observe

Case = Mapping[str, Any]


def _stockpyl(case: Case) -> dict[str, Any]:
    return stockpyl_answer.answer(stockpyl.layout(case), observe(stockpyl.scenario(case)))


def _orgym(case: Case) -> dict[str, Any]:
    return orgym_net.net(case) if "network" in case else orgym.serial(case)


SEMANTICS: dict[str, Callable[[Case], dict[str, Any]]] = {
    "stockpyl": _stockpyl,
    "or-gym": _orgym,
    "supplynetpy": supplynetpy.answer,
}
"""First word of a document's `semantics` → how it is answered."""


def run_case(case: Case) -> dict[str, Any]:
    """The answer to a case document, in the structure of its `expected` (which it may lack), without the tolerance.

    Raises `BadData` where the document's semantics are none of those known.
    """
    name = str(case.get("semantics", ""))
    known = next((kind for kind in SEMANTICS if name.startswith(kind)), None)
    if known is None:
        raise BadData(Finding("E290", "The `semantics` of a case", f"must begin with one of {', '.join(SEMANTICS)}", name,
                              "Name the peer whose conventions the case follows"))  # fmt: skip
    return SEMANTICS[known](case)
