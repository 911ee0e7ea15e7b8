"""What is on hand, owed, ordered and under way before day 0, by id: an opening that comes from outside the network's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from echelon.core.errors import Finding, nearest
from echelon.core.table import Column, Schema, Table
from echelon.network.build import Structure
from echelon.network.ids import input_id
from echelon.network.model import Network

KINDS = {
    "stock": "stock point: on hand; of points that are not named, what the network says",
    "backlog": "demand: asked by a customer and not delivered",
    "due": "flow: ordered and not shipped",
    "transit": "flow: under way, arriving on `day`",
    "posted": "flow: ordered, reaching its sender on `day`",
    "pending": "stock point: production that is ordered and not started",
    "making": "stock point: started, finished on `day`",
    "staged": "input of a recipe: waiting for a full set",
}
"""What a row of an opening can be of, and of which kind its id is."""
DATED = ("transit", "posted", "making")
MOST, LATEST = 1e15, 3650
"""The largest quantity of a row, and the last day."""

OPENING = Schema("opening", "opening.csv", ("what", "id", "day"), (
    Column("what", "choice", "What the quantity is", choices=tuple(KINDS)),
    Column("id", "name", "Of what: the id of a stock point `Kobe/drill`, demand `Japan@Kobe/drill`, flow `Kobe→Oslo:drill` or "
           "input `Kobe:motor>drill`"),
    Column("day", "number", "Day on which it arrives, reaches its sender or is finished; 0 for the first", "day", default=0.0,
           low=0.0, high=float(LATEST)),
    Column("quantity", "number", "How much, in the item's own unit", "unit", low=0.0, high=MOST),
), "What is on hand, owed, ordered and under way before day 0.")  # fmt: skip

Row = tuple[str, str, int, float]


@dataclass(frozen=True, slots=True)
class Opening:
    """Rows (what, id, day, quantity), as `KINDS` says; several of one kind, id and day add up.

    >>> Opening((("stock", "Kobe/drill", 0, 12.0), ("transit", "Kobe→Oslo:drill", 3, 5.0))).of("transit")
    {'Kobe→Oslo:drill': {3: 5.0}}
    """

    rows: tuple[Row, ...] = ()
    lines: tuple[int, ...] = field(default=(), compare=False)
    """The line of each row in its file, if it came from one."""

    def of(self, what: str) -> dict[str, dict[int, float]]:
        """Quantities of one kind by id and day."""
        found: dict[str, dict[int, float]] = {}
        for kind, name, day, units in self.rows:
            if kind == what:
                days = found.setdefault(name, {})
                days[day] = days.get(day, 0.0) + units
        return found

    def document(self) -> list[list[object]]:
        """Everything that counts for a question's digest."""
        return [list(row) for row in sorted(self.rows)]


NOTHING = Opening()


def ordered(opening: Opening, bought: Mapping[str, str]) -> dict[str, float]:
    """What is ordered and not yet in stock, by stock point. `bought` flow → the stock point whose stock it fills."""
    found: dict[str, float] = {}
    due, posted, transit = (opening.of(what) for what in ("due", "posted", "transit"))
    for flow, point in bought.items():
        for days in (due.get(flow, {}), posted.get(flow, {}), transit.get(flow, {})):
            for _, units in sorted(days.items()):
                found[point] = found.get(point, 0.0) + units
    for what in ("pending", "making"):
        for point, days in opening.of(what).items():
            for _, units in sorted(days.items()):
                found[point] = found.get(point, 0.0) + units
    return found


def opening_from(table: Table) -> Opening:
    """The rows of a table that was read without errors."""
    columns = (table[name].tolist() for name in ("what", "id", "day", "quantity"))
    rows = tuple(
        (str(what), str(name), int(day), float(units))
        for what, name, day, units in zip(*columns, strict=True)
    )
    return Opening(rows, tuple(table.lines.tolist()))


def findings(opening: Opening, net: Network, s: Structure) -> Iterator[Finding]:
    """Rows of what the network does not have, or that cannot be (E228)."""
    known = _known(net, s)
    quanta = _quanta(net, s)
    never = {s.demands[d] for d in np.flatnonzero(net["demand"]["unmet"][s.demand_row] == "lost").tolist()}
    for at, (what, name, day, units) in enumerate(opening.rows):
        quantum = quanta.get(name, 0.0)
        if what not in KINDS:
            problem = f"must be one of {', '.join(KINDS)}", f"`{what}`", _near(what, list(KINDS))
        elif name not in known[what]:
            noun = KINDS[what].partition(":")[0]
            problem = f"must be of a {noun} of the network", f"`{name}`", _near(name, known[what])
        elif not 0.0 <= units <= MOST:
            problem = f"must be in [0, {MOST:g}]", f"{units:g}", "Correct it"
        elif not isinstance(day, int | np.integer) or day > LATEST:
            problem = f"must be of a whole day in [0, {LATEST}]", f"day {day}", "Correct the day"
        elif day < 0 or (day and what not in DATED):
            problem = f"must be of day 0, but for {', '.join(DATED)}", f"day {day}", "Correct the day"
        elif what == "backlog" and name in never and units > 0.0:
            problem = "must not be of a customer who does not wait", f"{units:g}", "Leave it out"
        elif quantum > 0.0 and units % quantum != 0.0:
            problem = f"must be whole quanta of {quantum:g}", f"{units:g}", "Round it"
        else:
            continue
        line = opening.lines[at] if at < len(opening.lines) else 0
        yield Finding(
            "E228",
            f"The {what} of `{name}` in the opening",
            *problem,
            OPENING.file if line else "",
            line,
        )


def _known(net: Network, s: Structure) -> dict[str, Sequence[str]]:
    made = [point for point, row in zip(s.points, s.recipe_row.tolist(), strict=True) if row >= 0]
    return {"stock": s.points, "backlog": s.demands, "due": s.flows, "transit": s.flows, "posted": s.flows, "pending": made,
            "making": made, "staged": list(input_ids(net, s).values())}  # fmt: skip


def input_ids(net: Network, s: Structure) -> dict[int, str]:
    """Group → id, of the groups that feed a recipe."""
    sites, items = net["site"]["name"], net["item"]["name"]
    return {
        g: input_id(sites[s.site[p]], str(items[s.group_item[g]]), items[s.item[p]])
        for g, p in enumerate(s.group_point.tolist())
        if s.recipe_row[p] >= 0
    }


def _quanta(net: Network, s: Structure) -> Mapping[str, float]:
    """Quantum by id, of all that has one."""
    quantum = net["item"]["quantum"]
    group = np.repeat(np.arange(len(s.quantity)), np.diff(s.flow_start))
    found = dict(zip(s.points, quantum[s.item].tolist(), strict=True))
    found |= dict(zip(s.demands, quantum[s.item[s.demand_point]].tolist(), strict=True))
    found |= dict(zip(s.flows, quantum[s.group_item[group]].tolist(), strict=True))
    return found | {name: float(quantum[s.group_item[g]]) for g, name in input_ids(net, s).items()}


def _near(name: str, known: Sequence[str]) -> str:
    close = nearest(name, known)
    return f"Did you mean `{close}`?" if close else "See the ids in `echelon trace`"
