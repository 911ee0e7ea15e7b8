"""Replenishment policies: one pure scalar function each, and the table that numbers them.

A policy takes (position, target, reorder point, lot) in units and gives the quantity to order, [0, inf). To add one: a file
with such a function, a line in `POLICIES`, its compiled twin, a branch in `law.procurement.review`. `adaptive_base_stock` is
decided by `law.adapt`, which remembers, `mrp` by `law.requirements`, which plans. Users' own: `own`, `source`.
"""

from __future__ import annotations

from echelon.core.lanes import law
from echelon.world.policy.base_stock import base_stock
from echelon.world.policy.kanban import kanban
from echelon.world.policy.r_q import r_nq, r_q
from echelon.world.policy.s_s import s_s
from echelon.world.policy.to_order import to_order

POLICIES = {
    "base_stock": (0, base_stock),
    "s_S": (1, s_s),
    "R_Q": (2, r_q),
    "R_nQ": (3, r_nq),
    "to_order": (4, to_order),
    "echelon_base_stock": (5, base_stock),
    "plan": (6, to_order),
    "adaptive_base_stock": (7, base_stock),
    "kanban": (8, kanban),
    "min_max": (1, s_s),
    "mrp": (9, base_stock),
}
"""Name in the network's tables → (code, function); min-max is planners' name for (s, S)."""
OWN = -1
"""Code of points with a user's policy."""
BASE_STOCK, S_S, R_Q, R_NQ, TO_ORDER, ECHELON, PLAN, ADAPTIVE, KANBAN, MRP = range(10)

base_stock_lane = law(base_stock)
s_s_lane = law(s_s)
r_q_lane = law(r_q)
r_nq_lane = law(r_nq)
kanban_lane = law(kanban)
