"""What is done about it: edits of a network's tables, and of what is disrupted, as data, with what they cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.core.table import Schema, Table, parse
from echelon.network.model import Network

VERBS = ("set", "scale", "add", "drop")
DISRUPTION = "disruption"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one table.

    verb    set, scale, add or drop;  noun  of the network's tables, or `disruption` for set
    where   column → value or list of values that a row must have;  cells  column → new value, or factor
    rows    to add
    """

    verb: str
    noun: str
    where: Mapping[str, Any]
    cells: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...] = ()

    def document(self) -> dict[str, Any]:
        """As documents say it."""
        said = {
            "where": dict(self.where),
            "cells": dict(self.cells),
            "rows": [dict(row) for row in self.rows],
        }
        return {"noun": self.noun, **{name: value for name, value in said.items() if value}}


@dataclass(frozen=True, slots=True)
class Response:
    """Edits that are done together.

    cost   once, cost_per_day every day of the horizon, in the network's currency;  on  whether it is done

    >>> Response("stock up", (Edit("scale", "stock point", {}, {"target_stock": 1.2}),), cost_per_day=100.0).costs(365)
    36500.0
    """

    name: str
    edits: tuple[Edit, ...]
    cost: float = 0.0
    cost_per_day: float = 0.0
    on: bool = True

    def costs(self, days: int) -> float:
        """What it costs over so many days; nothing where it is not done."""
        return self.cost + self.cost_per_day * days if self.on else 0.0

    def document(self) -> dict[str, Any]:
        """As documents say it."""
        said: dict[str, Any] = {
            "name": self.name,
            "on": self.on,
            "cost": self.cost,
            "cost_per_day": self.cost_per_day,
        }
        for verb in VERBS:
            if mine := [edit.document() for edit in self.edits if edit.verb == verb]:
                said[verb] = mine
        return said


def response_of(said: Mapping[str, Any]) -> Response:
    """A response as a document says it, its edits in the order set, scale, add, drop."""
    edits = [Edit(verb, each["noun"], each.get("where", {}), each.get("cells", {}), tuple(each.get("rows", ())))
             for verb in VERBS for each in said.get(verb, ())]  # fmt: skip
    if not edits:
        raise BadScenario(Finding("E519", f"The response `{said['name']}`", "must do something", "no edit",
                                  "Give `set`, `scale`, `add` or `drop`"))  # fmt: skip
    return Response(said["name"], tuple(edits), float(said.get("cost", 0.0)), float(said.get("cost_per_day", 0.0)),
                    bool(said.get("on", True)))  # fmt: skip


def answered(net: Network, responses: Sequence[Response]) -> Network:
    """The network with everything done to it that is on, in their order; `BadScenario` with every edit that cannot be done.

    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}], "item": [{"name": "drill"}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 50}]})
    >>> more = Response("more", (Edit("scale", "stock point", {"site": "Kobe"}, {"target_stock": 1.2}),))
    >>> answered(net, [more])["stock point"]["target_stock"].tolist()
    [60.0]
    """
    tables, found = dict(net.tables), list[Finding]()
    for response in responses:
        for edit in response.edits if response.on else ():
            if edit.noun != DISRUPTION:
                wrong = list(_wrong(edit, response.name, tables))
                found += wrong
                if not wrong:
                    tables[edit.noun], errors = _edited(tables[edit.noun], edit)
                    found += errors
    if found:
        raise BadScenario(found)
    same = all(tables[noun] is table for noun, table in net.tables.items())
    return net if same else replace(net, tables=tables)


def disruptions_answered(
    said: Sequence[dict[str, Any]], responses: Sequence[Response]
) -> list[dict[str, Any]]:
    """Fields of disruptions with what responses set in them; `BadScenario` where none has what an edit looks for."""
    made, found = [dict(each) for each in said], list[Finding]()
    for response in responses:
        for edit in response.edits if response.on else ():
            if edit.noun == DISRUPTION:
                hit = [
                    each
                    for each in made
                    if all(_same(each.get(name), wanted) for name, wanted in edit.where.items())
                ]
                for each in hit:
                    each.update(edit.cells)
                if edit.verb != "set":
                    found.append(Finding("E518", f"The `{edit.verb}` of response `{response.name}`",
                                         "must be of a table of the network", "`disruption`",
                                         "Disruptions are only set"))  # fmt: skip
                elif not hit:
                    found.append(_nothing(edit, response.name, [str(each.get("name", "")) for each in made]))
    if found:
        raise BadScenario(found)
    return made


def _wrong(edit: Edit, of: str, tables: Mapping[str, Table]) -> Iterator[Finding]:
    what = f"The `{edit.verb}` of response `{of}`"
    if edit.noun not in tables:
        remedy = _near(edit.noun, list(tables))
        yield Finding("E518", what, "must be of a table of the network", f"`{edit.noun}`", remedy)
        return
    table = tables[edit.noun]
    named = {**edit.where, **edit.cells, **{name: 0 for row in edit.rows for name in row}}
    unknown = [name for name in named if name not in table.schema.names]
    for name in unknown:
        yield Finding(
            "E518",
            what,
            f"must name columns of {table.schema.file}",
            f"`{name}`",
            _near(name, table.schema.names),
        )
    if unknown:
        return
    if edit.verb == "scale":
        for name, factor in edit.cells.items():
            plain = isinstance(factor, int | float) and not isinstance(factor, bool) and math.isfinite(factor)
            if not plain or table.schema.column(name).kind != "number":
                yield Finding("E518", what, "must multiply columns of numbers by numbers", f"`{name}` by {factor!r}",
                              "Use `set` for text")  # fmt: skip
    if edit.verb != "add" and not _hit(table, edit.where):
        first = next(iter(edit.where), table.schema.key[0])
        yield _nothing(edit, of, [str(cell) for cell in dict.fromkeys(table[first].tolist())])


def _nothing(edit: Edit, of: str, known: Sequence[str]) -> Finding:
    wanted = next(iter(edit.where.values()), "")
    said = ", ".join(f"{name} = {value!r}" for name, value in edit.where.items())
    return Finding("E518", f"The `{edit.verb}` of response `{of}`", f"must find a {edit.noun}", said or "none at all",
                   _near(str(wanted), known))  # fmt: skip


def _near(name: str, known: Sequence[str]) -> str:
    close = nearest(name, known)
    return f"Did you mean `{close}`?" if close else "See `echelon explain schema` and the network's tables"


def _same(cell: object, wanted: object) -> bool:
    several = wanted if isinstance(wanted, list | tuple) else [wanted]
    return any(cell == each or (isinstance(cell, str) and cell == str(each)) for each in several)


def _hit(table: Table, where: Mapping[str, Any]) -> list[int]:
    """The rows that have all these cells."""
    columns = [(table[name].tolist(), wanted) for name, wanted in where.items()]
    return [row for row in range(len(table)) if all(_same(cells[row], wanted) for cells, wanted in columns)]


def _edited(table: Table, edit: Edit) -> tuple[Table, list[Finding]]:
    raw: dict[str, list[object]] = {name: table[name].tolist() for name in table.schema.names}
    lines: list[int] = table.lines.tolist()
    hit = _hit(table, edit.where) if edit.verb != "add" else []
    if edit.verb == "drop":
        gone = set(hit)
        kept = [row for row in range(len(table)) if row not in gone]
        raw = {name: [cells[row] for row in kept] for name, cells in raw.items()}
        lines = [lines[row] for row in kept]
    for name, value in edit.cells.items():
        for row in hit:
            raw[name][row] = value if edit.verb == "set" else float(raw[name][row]) * value  # type: ignore[arg-type]
    for added in edit.rows:
        for name, cells in raw.items():
            cells.append(added.get(name))
        lines.append(0)
    return _typed(table.schema, raw, table.file, lines)


def _typed(
    schema: Schema, raw: Mapping[str, Sequence[object]], file: str, lines: Sequence[int]
) -> tuple[Table, list[Finding]]:
    made, found = parse(schema, raw, file=file, lines=lines)
    return made, [finding for finding in found if finding.level == "error"]
