"""The settings of a network between a document (TOML or a sheet) and `Settings`."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from echelon.connect.grid import holdable
from echelon.core.errors import BadNetwork, Finding, nearest
from echelon.core.table import Column, parse
from echelon.network.model import Settings
from echelon.network.schema import SETTINGS

ASSUMPTIONS = "assumptions"
_KNOWN = (*SETTINGS.names, ASSUMPTIONS)


def settings_from(document: Mapping[str, object], file: str, fallback_name: str,
                  line_of: Callable[[str], int]) -> tuple[Settings, list[Finding]]:  # fmt: skip
    """Settings as a document gives them, and all findings; what cannot be used takes its default.

    Codes: E030 unknown setting (warning), E031 value of the wrong type, and those of `parse`.
    """
    found: list[Finding] = []
    for key in document:
        if key not in _KNOWN:
            close = nearest(key, _KNOWN)
            remedy = f"Did you mean `{close}`?" if close else f"Known: {', '.join(_KNOWN)}"
            found.append(Finding("E030", f"The setting `{key}`", "is not one that a network has", "", remedy,
                                 file, line_of(key), "warning"))  # fmt: skip
    values: dict[str, Any] = {}
    for column in SETTINGS.columns:
        cell, wrong = _cell(column, document.get(column.name))
        if wrong:
            found.append(Finding("E031", f"The setting `{column.name}`", wrong, repr(document[column.name]),
                                 column.help, file, line_of(column.name)))  # fmt: skip
        raw: dict[str, Sequence[object]] = {"name": [fallback_name], column.name: [cell]}
        table, typed = parse(SETTINGS, raw, file=file, lines=[line_of(column.name)])
        found += typed if not wrong else ()
        values[column.name] = table[column.name][0]
    sentences, wrong_sentences = _assumptions(document.get(ASSUMPTIONS, ()), file, line_of(ASSUMPTIONS))
    name = str(values.pop("name")) or fallback_name
    fictional = values.pop("fictional") == "yes"
    rate = float(values.pop("holding_rate_per_year"))
    texts = {key: str(value) for key, value in values.items()}
    return (
        Settings(name=name, fictional=fictional, holding_rate_per_year=rate, assumptions=sentences, **texts),
        found + wrong_sentences,
    )


def document_of(settings: Settings) -> dict[str, object]:
    """The document of settings, in schema order; an empty description and an untrue `fictional` are left out.

    `BadNetwork` for text that no file holds (NUL, half of a surrogate pair).

    >>> document_of(Settings("tiny"))["holding_rate_per_year"]
    0.2
    """
    document: dict[str, object] = {name: getattr(settings, name) for name in SETTINGS.names}
    for optional in ("description", "fictional"):
        if not document[optional]:
            del document[optional]
    if settings.assumptions:
        document[ASSUMPTIONS] = list(settings.assumptions)
    for text in (*map(str, document.values()), *settings.assumptions):
        if not holdable(text):
            raise BadNetwork(Finding("E035", "The settings", "must be text that a file can hold", ascii(text),
                                     "Take out the NUL or the broken character", SETTINGS.file))  # fmt: skip
    return document


def toml_line(text: str, key: str) -> int:
    """The 1-based line that sets a key of a TOML document; 0 if none visibly does.

    >>> toml_line('name = "a"\\ncurrency = "EUR"', "currency")
    2
    """
    match = re.search(rf"""(?m)^[ \t]*(?:\[+[ \t]*)?["']?{re.escape(key)}["']?[ \t]*[=.\]]""", text)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _cell(column: Column, value: object) -> tuple[object, str]:
    """A setting as a cell, and the rule it breaks by its type ("" if none)."""
    if value is None:
        return None, ""
    if column.name == "fictional" and isinstance(value, bool):
        return "yes" if value else "no", ""
    if column.name == "start_date":
        return _date(value)
    if column.kind == "number":
        plain = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return (value, "") if plain else (None, "must be a finite number")
    return (value, "") if isinstance(value, str) else (None, "must be text in quotes")


def _date(value: object) -> tuple[object, str]:
    wrong = "must be a date such as 2026-01-01"
    if isinstance(value, datetime.datetime):
        return None, wrong
    if isinstance(value, datetime.date):
        return value.isoformat(), ""
    if not isinstance(value, str):
        return None, wrong
    try:
        return datetime.date.fromisoformat(value.strip()).isoformat(), ""
    except ValueError:
        return None, wrong


def _assumptions(value: object, file: str, line: int) -> tuple[tuple[str, ...], list[Finding]]:
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(each, str) for each in value)
    ):
        return tuple(each.strip() for each in value if each.strip()), []
    return (), [Finding("E031", "The `assumptions`", "must be a list of sentences", "something else",
                        'Write `assumptions = ["One.", "Two."]`', file, line)]  # fmt: skip
