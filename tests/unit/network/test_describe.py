"""The tables of the formats page are those of the schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from echelon.network.describe import describe, renew
from echelon.network.schema import NOUNS, RECIPE_INPUT, SETTINGS

PAGE = Path("docs/reference/formats.md")


def test_the_page_is_what_the_schema_makes(root: Path) -> None:
    page = (root / PAGE).read_text("utf-8")
    assert renew(page) == page, "renew it: see the end of the page"
    assert all(f"<!-- columns: {schema.file} -->" in page for schema in (*NOUNS, SETTINGS))


def test_bounds_and_defaults() -> None:
    table = describe(RECIPE_INPUT)
    assert "| `quantity` | unit/unit, in (0, inf) | 1 | Units of the input in one unit made |" in table


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(KeyError):
        renew("<!-- columns: nouns.csv -->\n<!-- end -->")
