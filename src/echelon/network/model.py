"""The Network: columns, and views of them. What exists before time starts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from echelon.core.errors import BadNetwork, BadScenario, Finding, nearest
from echelon.core.table import Table, table_of
from echelon.network.canon import digest_of
from echelon.network.measured import in_own_units
from echelon.network.schema import NOUNS, SETTINGS


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the whole network (see the schema `settings`)."""

    name: str
    description: str = ""
    currency: str = "EUR"
    start_date: str = "2026-01-01"
    holding_rate_per_year: float = 0.2
    timetable: str = "standard"
    fictional: bool = False
    assumptions: tuple[str, ...] = ()

    @property
    def start(self) -> datetime.date:
        """The date of day 0."""
        return datetime.date.fromisoformat(self.start_date)


@dataclass(frozen=True)
class Network:
    """A supply network as one table per noun.

    `net[noun]` and `net.rows(noun)` have every quantity in its item's own unit; `net.tables` is what was written.

    tables    noun → `Table` as written, every noun present (perhaps with no rows)
    findings  what reading them found; `echelon.check` adds what they say together
    """

    settings: Settings
    tables: Mapping[str, Table]
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """What the network is called."""
        return self.settings.name

    def __getitem__(self, noun: str) -> Table:
        return self._measured[noun]

    @cached_property
    def _measured(self) -> dict[str, Table]:
        return {noun: in_own_units(table, self.tables["item"]) for noun, table in self.tables.items()}

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self[s.noun])} {s.noun}s" for s in NOUNS if len(self[s.noun]))
        return f"Network({self.name!r}: {counts})"

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{s.noun}</td><td>{len(self[s.noun]):,}</td></tr>" for s in NOUNS if len(self[s.noun])
        )
        return f"<table><tr><th>{escape(self.name)}</th><th>rows</th></tr>{cells}</table>"

    def rows(self, noun: str) -> Iterator[dict[str, object]]:
        """The rows of a noun as mappings, in file order, quantities in the item's own unit."""
        yield from _rows(self[noun])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the settings and all tables, rows in the order of their keys; places in files do not count."""
        document: dict[str, object] = {"settings": {n: getattr(self.settings, n) for n in SETTINGS.names}}
        document["assumptions"] = list(self.settings.assumptions)
        return digest_of(document, [self.tables[schema.noun] for schema in NOUNS])

    @cached_property
    def _site_rows(self) -> dict[str, int]:
        return {str(name): row for row, name in enumerate(self["site"]["name"])}

    def site(self, name: str) -> Site:
        """The site of that name; `BadScenario` with the nearest known name if there is none."""
        if name not in self._site_rows:
            close = nearest(name, list(self._site_rows))
            remedy = f"Did you mean `{close}`?" if close else "See sites.csv for the names"
            raise BadScenario(
                Finding("E201", f"The site `{name}`", f"must be one of network `{self.name}`", "", remedy)
            )
        return Site(self, self._site_rows[name])


@dataclass(frozen=True, slots=True)
class Site:
    """A view of one row of the site table."""

    network: Network = field(repr=False)
    row: int

    @property
    def name(self) -> str:
        """What planners call it."""
        return str(self.network["site"]["name"][self.row])

    @property
    def role(self) -> str:
        """What it is for."""
        return str(self.network["site"]["role"][self.row])

    @property
    def items(self) -> tuple[str, ...]:
        """Items it holds, in file order."""
        points = self.network["stock point"]
        return tuple(
            str(item) for site, item in zip(points["site"], points["item"], strict=True) if site == self.name
        )

    @property
    def feeds(self) -> tuple[str, ...]:
        """Sites it ships to directly, sorted."""
        lanes = self.network["lane"]
        return tuple(
            sorted(
                {
                    str(to)
                    for source, to in zip(lanes["from"], lanes["to"], strict=True)
                    if source == self.name
                }
            )
        )

    @property
    def fed_by(self) -> tuple[str, ...]:
        """Sites that ship to it directly, sorted."""
        lanes = self.network["lane"]
        return tuple(
            sorted(
                {
                    str(source)
                    for source, to in zip(lanes["from"], lanes["to"], strict=True)
                    if to == self.name
                }
            )
        )

    def __repr__(self) -> str:
        return f"Site({self.name!r}, {self.role}, items={list(self.items)}, feeds={list(self.feeds)})"


def network(settings: Settings, rows: Mapping[str, Iterable[Mapping[str, object]]]) -> Network:
    """A network written in Python: noun → rows; `BadNetwork` with every finding if a cell is wrong.

    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}], "item": [{"name": "drill"}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 5}]})
    >>> net.site("Kobe").items
    ('drill',)
    """
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for schema in NOUNS:
        tables[schema.noun], found = table_of(schema, rows.get(schema.noun, ()))
        findings += found
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        raise BadNetwork(errors)
    return Network(settings, tables, tuple(findings))


def _rows(table: Table) -> Iterator[dict[str, object]]:
    for row in range(len(table)):
        yield {name: table[name][row] for name in table.schema.names}


def words(cell: object, separator: str = ";") -> Sequence[str]:
    """The names in a cell that holds several.

    >>> words("Suez; Rotterdam")
    ['Suez', 'Rotterdam']
    """
    return [word.strip() for word in str(cell).split(separator) if word.strip()]
