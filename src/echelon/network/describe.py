"""The schema in words: tables of columns for the documentation, renewed between markers of a page."""

from __future__ import annotations

import math
import re

from echelon.core.table import REQUIRED, Column, Schema
from echelon.network.opening import OPENING
from echelon.network.schema import NOUNS, SETTINGS

_BLOCK = re.compile(r"<!-- columns: (?P<file>\S+) -->\n.*?<!-- end -->", re.DOTALL)


def describe(schema: Schema) -> str:
    """The columns of a noun as a Markdown table; the columns that name a row in bold.

    >>> print(describe(SETTINGS).splitlines()[2])
    | **`name`** | text | must be given | What the network is called |
    """
    head = ["| column | value | if empty | meaning |", "|---|---|---|---|"]
    return "\n".join([*head, *(_row(schema, column) for column in schema.columns)])


def renew(page: str) -> str:
    """A page with every block `<!-- columns: FILE --> … <!-- end -->` filled from the schema; `KeyError` for an unknown file.

    >>> renew("<!-- columns: calendars.csv -->\\n<!-- end -->").count("\\n")
    9
    """
    schemas = {schema.file: schema for schema in (*NOUNS, OPENING, SETTINGS)}

    def filled(block: re.Match[str]) -> str:
        file = block["file"]
        return f"<!-- columns: {file} -->\n\n{describe(schemas[file])}\n\n<!-- end -->"

    return _BLOCK.sub(filled, page)


def _row(schema: Schema, column: Column) -> str:
    name = f"**`{column.name}`**" if column.name in schema.key else f"`{column.name}`"
    cells = (name, _value(column), _default(column), column.help)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _value(column: Column) -> str:
    if column.kind == "choice":
        return ", ".join(f"`{choice}`" for choice in column.choices)
    if column.kind == "number":
        bounded = not (math.isinf(column.low) and math.isinf(column.high))
        return f"{column.unit}{', ' + column.bounds.removeprefix('must be ') if bounded else ''}"
    return f"name of a {column.refers}" if column.refers and column.kind == "name" else "text"


def _default(column: Column) -> str:
    if column.default is REQUIRED:
        return "must be given"
    if isinstance(column.default, float):
        known = {"nan": "worked out", "inf": "no limit"}
        return known.get(str(column.default), f"{column.default:g}")
    return f"`{column.default}`" if column.default != "" else "nothing"
