"""The error tree and the one sentence."""

from __future__ import annotations

import pickle

import pytest

from echelon.core.errors import (
    BadData,
    BadNetwork,
    BadScenario,
    Conflict,
    EchelonError,
    Finding,
    Forbidden,
    Unavailable,
    nearest,
)

LEAD = Finding(
    "E005", "The `lead_days` of lane `a→b`", "must be in [0, 365]", "-2", "Enter days", "lanes.csv", 17
)


def test_a_finding_reads_as_one_sentence() -> None:
    said = "The `lead_days` of lane `a→b` must be in [0, 365]. Got -2. Enter days (E005, lanes.csv line 17)."
    assert str(LEAD) == said


def test_what_is_missing_leaves_no_marks() -> None:
    assert (
        str(Finding("E106", "The network `n`", "has no demand")) == "The network `n` has no demand. (E106)."
    )
    assert str(Finding("E106", "The network `n`", "has no demand", file="demands.csv")).endswith(
        "(E106, demands.csv)."
    )


@pytest.mark.parametrize("kind", [BadNetwork, BadScenario, BadData, Conflict, Forbidden, Unavailable])
def test_every_error_is_an_echelon_error_with_its_findings(kind: type[EchelonError]) -> None:
    error = kind([LEAD, LEAD])
    assert isinstance(error, EchelonError)
    assert error.findings == (LEAD, LEAD)
    assert str(error) == f"{LEAD}\n{LEAD}"
    assert kind("No.").findings == ()


def test_findings_survive_the_way_to_another_process() -> None:
    for error in (BadNetwork([LEAD]), BadData("Not a table.")):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), copy.findings) == (type(error), str(error), error.findings)


def test_nearest_names() -> None:
    assert nearest("Roterdam", ["Kobe", "Rotterdam"]) == "Rotterdam"
    assert nearest("xyz", ["Kobe", "Rotterdam"]) == ""
    assert nearest("Kobe", []) == ""
