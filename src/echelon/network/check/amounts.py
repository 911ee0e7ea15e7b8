"""Checks of quantities: shares, demand, targets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Bools, Facts
from echelon.network.check.procurement import REORDERING
from echelon.network.demand import patience

CLOSE = 1e-6
"""How far a sum of shares or probabilities may be from 1."""


def shares(facts: Facts) -> Iterator[Finding]:
    """Shares of one receiver's lanes that do not add up to 1 (E130), or leave nothing for the others (E131)."""
    lanes, targets = facts["lane"], facts.nodes["lane"][1]
    rows = np.flatnonzero(facts.moving)
    given = facts.shares[rows]
    total = np.bincount(targets[rows], np.nan_to_num(given), facts.size)
    empty = np.bincount(targets[rows], np.isnan(given), facts.size) > 0
    filled = rows[~np.isnan(given)]
    receivers, first = np.unique(targets[filled], return_index=True)
    sums, rest = total[receivers], empty[receivers]
    odd = (sums > 1 + CLOSE) | (~rest & (sums < 1 - CLOSE)) | (rest & (sums > 1 - CLOSE))
    for node, row in zip(receivers[odd].tolist(), filled[first][odd].tolist(), strict=True):
        where, said = f"the shares into {facts.place(node)}", f"a sum of {total[node]:g}"
        if total[node] > 1 + CLOSE or (not empty[node] and total[node] < 1 - CLOSE):
            yield lanes.finding("E130", row, "share", f"must make {where} add up to 1", got=said,
                                remedy="Correct them, or leave all empty for equal parts")  # fmt: skip
        elif empty[node] and total[node] > 1 - CLOSE:
            yield lanes.finding("E131", row, "share", f"makes {where} add up to 1, which leaves nothing for lanes without one",
                                got=said, remedy="Give every lane its share", level="warning")  # fmt: skip


def targets(facts: Facts) -> Iterator[Finding]:
    """Reorder points missing (E140), above the target (E141) or unused (E142); odd stocks (E143, E144)."""
    table = facts["stock point"]
    policy, point, target = table["policy"], table["reorder_point"], table["target_stock"]
    ordering = table.among("policy", *REORDERING)
    for row in np.flatnonzero(ordering & np.isnan(point)).tolist():
        yield table.finding("E140", row, "reorder_point", f"must be given for policy {policy[row]}", got="an empty cell",
                            remedy="Enter the position at which to order, or choose policy base_stock")  # fmt: skip
    for row in np.flatnonzero(table.among("policy", "s_S", "min_max") & (point > target)).tolist():
        yield table.finding("E141", row, "reorder_point", f"must be at most the `target_stock` of {target[row]:g}",
                            remedy="Swap the two if they stand in the wrong columns")  # fmt: skip
    for row in np.flatnonzero(~ordering & np.isfinite(point)).tolist():
        yield table.finding("E142", row, "reorder_point", f"is not used by policy `{policy[row]}`",
                            remedy="Choose policy s_S, or leave it empty", level="warning")  # fmt: skip
    for row in np.flatnonzero(table["initial_stock"] > 10 * target).tolist():
        yield table.finding("E143", row, "initial_stock", f"is above ten times the `target_stock` of {target[row]:g}",
                            remedy="Check the unit; the run begins by using it up", level="warning")  # fmt: skip
    for row in np.flatnonzero(_never_sold(facts)).tolist():
        yield facts["demand"].finding("E144", row, "unmet", "is lost where the target stock is zero: nothing is sold",
                                      remedy="Set a target stock, or let customers wait", level="warning")  # fmt: skip


def lots(facts: Facts) -> Iterator[Finding]:
    """Order quantities missing (E145) or unused (E146), and minima above the maximum (E147)."""
    table = facts["stock point"]
    policy, lot = table["policy"], table["order_quantity"]
    in_lots = (policy == "R_Q") | (policy == "R_nQ")
    for row in np.flatnonzero(in_lots & np.isnan(lot)).tolist():
        yield table.finding("E145", row, "order_quantity", f"must be given for policy {policy[row]}", got="an empty cell",
                            remedy="Enter the lot that one order holds, or choose another policy")  # fmt: skip
    for row in np.flatnonzero(~in_lots & np.isfinite(lot)).tolist():
        yield table.finding("E146", row, "order_quantity", f"is not used by policy `{policy[row]}`",
                            remedy="Choose policy R_Q or R_nQ, or leave it empty", level="warning")  # fmt: skip
    most = table["order_maximum"]
    least = np.maximum(table["order_minimum"], table["order_multiple"])
    for row in np.flatnonzero(least > most).tolist():
        yield table.finding("E147", row, "order_maximum", f"must be at least the minimum and the multiple, {least[row]:g}",
                            remedy="Raise it, or lower the others")  # fmt: skip


def yields(facts: Facts) -> Iterator[Finding]:
    """Yields whose spread no distribution between 0 and 1 has (E275)."""
    table = facts["recipe"]
    mean, sd = table["yield_mean"], table["yield_sd"]
    most = np.sqrt(np.maximum(mean * (1.0 - mean), 0.0))
    for row in np.flatnonzero((sd > 0) & (sd >= most)).tolist():
        yield table.finding("E275", row, "yield_sd", f"must be below {most[row]:.4g} for a mean yield of {mean[row]:g}",
                            remedy="Lower it: parts lie between 0 and 1")  # fmt: skip


def _never_sold(facts: Facts) -> Bools:
    """[demand row]: lost when not met at once, and no stock is ever aimed at."""
    points, demands = facts["stock point"], facts["demand"]
    highest = np.zeros(facts.size)
    np.maximum.at(highest, facts.nodes["stock point"][0], np.nan_to_num(points["target_stock"], nan=1.0))
    here = facts.nodes["demand"][0]
    return np.asarray((patience(demands) == 0) & facts.stocked[here] & (highest[here] == 0))
