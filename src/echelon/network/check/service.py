"""Checks of what customers accept: waiting, later days, other items, parts of an order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.core.table import Table
from echelon.network.check.facts import Facts
from echelon.network.numbering import found
from echelon.network.units import shared


def due_days(facts: Facts) -> Iterator[Finding]:
    """Days until delivery that are not whole (E371)."""
    demands = facts["demand"]
    for row in np.flatnonzero(np.isfinite(demands["due_days"]) & (demands["due_days"] % 1 != 0)).tolist():
        yield demands.finding(
            "E371", row, "due_days", "must be whole days", remedy="Round it: the clock moves by days"
        )


def patience(facts: Facts) -> Iterator[Finding]:
    """Customers of whom `unmet` says that none waits and `patience` that all do (E370)."""
    demands = facts["demand"]
    for row in np.flatnonzero((demands["unmet"] == "lost") & (demands["patience"] == 1.0)).tolist():
        yield demands.finding("E370", row, "patience", "says that all wait, and `unmet` that all is lost",
                              remedy="Choose unmet backorder, or lower the part that waits", level="warning")  # fmt: skip


def totals(facts: Facts) -> Iterator[Finding]:
    """Customers who count for nothing in totals that are weighed by worth (E372), or all of them (E380)."""
    demands, items, known = facts["demand"], facts["item"], facts.known["item"]
    item = found(demands.coded("item"), known)
    rows = np.flatnonzero(item >= 0)
    at = item[rows]
    units = list(dict.fromkeys(items["unit"][at].tolist()))
    if shared(units) is not None:
        return
    free = (np.nan_to_num(demands["price"][rows]) <= 0.0) & (np.nan_to_num(items["unit_value"][at]) <= 0.0)
    if free.all():
        yield demands.finding("E380", int(rows[0]), "price", "must be given, or a `unit_value`: customers ask in "
                              f"{_listed(units)} and totals of them are weighed by worth", got="no worth of any item",
                              remedy="Say what the items are worth, or give them one unit")  # fmt: skip
        return
    for row in rows[free].tolist():
        yield demands.finding("E372", row, "price", f"is 0, and so is the item's `unit_value`: with customers who ask in "
                              f"{_listed(units)} it counts for nothing in totals", level="warning",
                              remedy="Say what the item is worth, or give all items one unit")  # fmt: skip


def _listed(units: list[str]) -> str:
    return " and ".join(f"`{unit}`" for unit in units)


def parts(facts: Facts) -> Iterator[Finding]:
    """Customers who take no part where nobody looks (E373), and customers beside receivers who are all promised all (E374)."""
    demands, whole = facts["demand"], facts["demand"].among("partial", "no")
    if not (whole.any() or facts["stock point"].among("allocation", "promised").any()):
        return
    rule = _rules(facts)
    fed = set(zip(facts["lane"]["from"].tolist(), facts["lane"]["item"].tolist(), strict=True))
    fed |= set(
        zip(facts["recipe input"]["site"].tolist(), facts["recipe input"]["input"].tolist(), strict=True)
    )
    for row, pair in enumerate(_pairs(demands, "item")):
        if whole[row] and rule.get(pair, "priority") not in ("priority", "promised"):
            yield demands.finding("E373", row, "partial", f"is not looked at where the allocation is {rule[pair]}",
                                  remedy="Choose allocation priority at the stock point, or leave it empty",
                                  level="warning")  # fmt: skip
        if rule.get(pair) == "promised" and pair in fed:
            yield demands.finding("E374", row, "", "must not be where receivers are promised all that is there",
                                  got="allocation promised",
                                  remedy="Choose another allocation, or give customers a stock point of their own")  # fmt: skip


def _pairs(table: Table, item: str) -> list[tuple[str, str]]:
    """Site and item of each row."""
    return list(zip(table["site"].tolist(), table[item].tolist(), strict=True))


def _rules(facts: Facts) -> dict[tuple[str, str], str]:
    """Stock point → its allocation."""
    points = facts["stock point"]
    return dict(zip(_pairs(points, "item"), points["allocation"].tolist(), strict=True))


def substitutes(facts: Facts) -> Iterator[Finding]:
    """Substitutes that the site does not hold (E375), that are the item itself (E376), that lie in a store (E377), whose quanta
    do not fit (E378), or of which something is said and none is named (E379).
    """  # fmt: skip
    demands, none = facts["demand"], facts["demand"].among("substitute", "")
    for row in np.flatnonzero(
        none & ((demands["substitute_ratio"] != 1.0) | np.isfinite(demands["substitute_price"]))
    ).tolist():
        yield from _idle(demands, row)
    if none.all():
        return
    rule, pairs = _rules(facts), _pairs(demands, "substitute")
    quanta = dict(zip(facts["item"]["name"].tolist(), facts["item"]["quantum"].tolist(), strict=True))
    for row in np.flatnonzero(~none).tolist():
        pair, item = pairs[row], demands["item"][row]
        if pair[1] == item:
            yield demands.finding("E376", row, "substitute", "must be another item", remedy="Leave it empty")
        elif pair[1] in quanta and pair not in rule:
            yield demands.finding("E375", row, "substitute", "must be held at the site",
                                  remedy="Add a stock point of it, or leave it empty")  # fmt: skip
        elif rule.get(pair) == "drawn":
            yield demands.finding("E377", row, "substitute", "must not be a store of inputs",
                                  remedy="Choose another allocation at its stock point")  # fmt: skip
        else:
            yield from _fits(demands, row, quanta.get(item, 0.0), quanta.get(pair[1], 0.0))


def _idle(demands: Table, row: int) -> Iterator[Finding]:
    said = {"substitute_ratio": demands["substitute_ratio"][row] != 1.0,
            "substitute_price": np.isfinite(demands["substitute_price"][row])}  # fmt: skip
    for column in (name for name, is_said in said.items() if is_said):
        yield demands.finding("E379", row, column, "is given without a `substitute`",
                              remedy="Name the substitute, or leave it empty", level="warning")  # fmt: skip


def _fits(demands: Table, row: int, quantum: float, other: float) -> Iterator[Finding]:
    ratio = float(demands["substitute_ratio"][row])
    if quantum > 0 and other > 0 and (quantum * ratio) % other != 0:
        yield demands.finding("E378", row, "substitute_ratio", f"must make a quantum of {quantum:g} whole quanta of {other:g}",
                              remedy="Change the ratio, or one of the quanta")  # fmt: skip
