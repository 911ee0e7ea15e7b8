"""Orders go upstream: position, policy, and the split of an order over what feeds the point. Rows are `[lane]`."""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.lanes import law
from echelon.world.policy import (
    BASE_STOCK,
    ECHELON,
    KANBAN,
    R_NQ,
    R_Q,
    base_stock_lane,
    kanban_lane,
    r_nq_lane,
    r_q_lane,
    s_s_lane,
)
from echelon.world.policy.own import call

DUST = 1e-9


@law
def owe(owed: Any, ordered: Any) -> None:
    """Add an order to what a point owes."""
    for lane in range(owed.size):
        owed[lane] += ordered[lane]


@law
def reviewed(point: Any, season: Any, day: Any) -> Any:
    """Whether today is a day on which the point looks at its stock."""
    since = day - point.review_first
    return since >= 0 and since % point.review_every == 0 and season[point.review_calendar, day] > 0.0


@law
def review(point: Any, stock: Any, on_order: Any, owed: Any, wanted: Any) -> None:
    """Write into `wanted` what the point's policy orders; a billionth of the target is rounding, not an order."""
    target, reorder, lot = point.target, point.reorder, point.quantity
    dust = (target + lot) * DUST
    if point.own != 0:
        call(point.own, stock, on_order, owed, wanted, target, reorder, lot, dust, wanted.size)
    elif point.policy == BASE_STOCK or point.policy == ECHELON:
        for lane in range(wanted.size):
            order = base_stock_lane(stock[lane] + on_order[lane] - owed[lane], target, reorder, lot)
            wanted[lane] = order if order > dust else 0.0
    elif point.policy == R_Q:
        for lane in range(wanted.size):
            wanted[lane] = r_q_lane(stock[lane] + on_order[lane] - owed[lane], target, reorder, lot)
    elif point.policy == R_NQ:
        for lane in range(wanted.size):
            wanted[lane] = r_nq_lane(stock[lane] + on_order[lane] - owed[lane], target, reorder, lot)
    elif point.policy == KANBAN:
        for lane in range(wanted.size):
            wanted[lane] = kanban_lane(stock[lane] + on_order[lane], target, reorder, lot)
    else:
        for lane in range(wanted.size):
            order = s_s_lane(stock[lane] + on_order[lane] - owed[lane], target, reorder, lot)
            wanted[lane] = order if order > dust else 0.0


@law
def in_lots(point: Any, wanted: Any) -> None:
    """Bound what is `wanted`: at least the minimum, in whole multiples, at most the maximum; nothing stays nothing."""
    least, multiple, most = point.least, point.multiple, point.most
    if multiple > 0.0 and most < np.inf:
        most = multiple * np.floor(most / multiple + DUST)
    for lane in range(wanted.size):
        order = max(wanted[lane], least)
        order = multiple * np.ceil(order / multiple - DUST) if multiple > 0.0 else order
        wanted[lane] = min(order, most) if wanted[lane] > 0.0 else 0.0


@law
def whole_lots_within(point: Any, room: Any, wanted: Any) -> None:
    """Where lots take an order above its `room`, order as many as fit, or nothing where that is less than the minimum."""
    least, multiple, quantum = point.least, point.multiple, point.quantum
    for lane in range(wanted.size):
        if wanted[lane] > 0.0 and wanted[lane] >= room[lane]:
            order = room[lane]
            order = multiple * np.floor(order / multiple + DUST) if multiple > 0.0 else order
            order = quantum * np.floor(order / quantum + DUST) if quantum > 0.0 else order
            wanted[lane] = order if order >= least * (1.0 - DUST) else 0.0


@law
def release(wanted: Any, on_order: Any, pending: Any) -> None:
    """Release a production order."""
    for lane in range(wanted.size):
        on_order[lane] += wanted[lane]
        pending[lane] += wanted[lane]


@law
def call_off(wanted: Any, part: Any, ordered: Any) -> None:
    """Order a part of what is wanted of one source."""
    for lane in range(wanted.size):
        ordered[lane] = wanted[lane] * part
