"""The glossary and the code use the same words, each for one thing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import get_type_hints

import pytest

from echelon.disruption.recovery import SHAPES
from echelon.network import schema
from echelon.study.exposure import FailureExposure
from echelon.study.measure import MEASURES
from echelon.world.counted import CUSTOMER, KPIS
from echelon.world.policy import POLICIES
from echelon.world.timetable import DISRUPT, STEPS

ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<meaning>[^|]+) \| (?P<code>`.+) \|$", re.MULTILINE)
GENERIC = {"failure", "disruption", "range", "customers", "reason"}


@pytest.fixture(scope="module")
def page() -> str:
    root = Path(__file__).resolve().parents[2]
    return (root / "docs" / "reference" / "glossary.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sources() -> str:
    root = Path(__file__).resolve().parents[2]
    return "\n".join(path.read_text("utf-8") for path in sorted((root / "src").rglob("*.py")))


def code_words(page: str) -> list[str]:
    return [name for row in ROW.finditer(page) for name in re.findall(r"`([^`]+)`", row["code"])]


def vocabulary() -> set[str]:
    """What planners meet in tables, KPIs and rankings."""
    named = {*schema.SCHEMAS, *schema.ROLES, *schema.MODES, *schema.LEAD_SHAPES, *schema.DEMAND_SHAPES}
    named |= {*schema.DEMAND.column("unmet").choices, *schema.STOCK_POINT.column("policy").choices}
    named |= {*POLICIES, *SHAPES, *KPIS, *CUSTOMER, *MEASURES}
    named |= {step.name for step in (DISRUPT, *STEPS)}
    return named | (set(get_type_hints(FailureExposure)) - GENERIC)


def test_every_word_of_the_code_is_in_the_glossary(page: str) -> None:
    assert vocabulary() - set(code_words(page)) == set()


def test_every_word_of_the_glossary_is_in_the_code(page: str, sources: str) -> None:
    unknown = [
        name for name in code_words(page) if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sources)
    ]
    assert unknown == []


def test_a_word_has_one_meaning(page: str) -> None:
    words = Counter(row["word"] for row in ROW.finditer(page))
    meanings = Counter(row["meaning"] for row in ROW.finditer(page))
    names = Counter(code_words(page))
    assert [one for counted in (words, meanings, names) for one, count in counted.items() if count > 1] == []


def test_the_table_is_read_whole(page: str) -> None:
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| word")]
    assert len(rows) == len(list(ROW.finditer(page))) > 50


def test_choices_in_the_schema_are_words(page: str) -> None:
    choices = {
        choice
        for each in schema.NOUNS
        for column in each.columns
        if column.kind == "choice"
        for choice in column.choices
    }
    assert choices - set(code_words(page)) <= {"yes", "no", "standard"}
