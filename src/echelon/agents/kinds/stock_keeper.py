"""Keeps a stock that covers what is believed: raises `extra_stock` where demand has risen or goods take longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from echelon.agents.agent import Layer, Memory
from echelon.agents.belief import lead_seen, smooth
from echelon.agents.decision import Act, Move
from echelon.agents.place import Place
from echelon.agents.rule import rule
from echelon.agents.view import View
from echelon.agents.yesterday import arrived, asked


@rule
def cover(
    demand: float, lead: float, usual_demand: float, usual_lead: float, extra: float, wobble: float
) -> tuple[float, int]:
    """What a base-stock policy should aim at beyond its target: what is believed to be asked over the believed lead time
    and a day, less the same as it usually is; a change within `wobble` of the usual is none.

    demand, lead   believed, unit a day and days;  usual_… the same as planned;  extra the lever as it stands;  wobble [0, 1]

    >>> cover(12.0, 4.0, 10.0, 4.0, 0.0, 0.1)
    (10.0, 5)
    >>> cover(10.2, 4.0, 10.0, 4.0, 0.0, 0.1)
    (0.0, 0)
    """
    usual = usual_demand * (usual_lead + 1.0)
    wished = max(0.0, demand * (lead + 1.0) - usual)
    if abs(wished - extra) <= wobble * usual:
        return extra, 0
    if wished < extra:
        return wished, 2
    of_lead, of_demand = usual_demand * (lead - usual_lead), (demand - usual_demand) * (usual_lead + 1.0)
    return wished, 7 if of_lead > of_demand else 5


@dataclass(frozen=True, slots=True)
class StockKeeper:
    """An inventory agent: believes demand and lead times of each stock point, and covers them.

    weight   [0, 1] of a day in what is believed;  wobble [0, 1] of the usual cover, within which nothing is changed
    most     days that goods are believed to take at most, as a multiple of the usual
    """

    name: str = "stock keeper"
    every: int = 1
    weight: float = 0.1
    wobble: float = 0.1
    most: float = 3.0
    kind: str = "inventory"
    layer: Layer = "operational"

    def begin(self, place: Place, lanes: int) -> Memory:
        """Demand and lead times as planned."""
        lead = place.cover_days
        rows = {"belief.demand": place.need, "belief.receipts": place.need, "belief.lead_days": lead}
        return {name: np.repeat(row[:, None], lanes, axis=1) for name, row in rows.items()}

    def decide(self, view: View, memory: Memory) -> tuple[Sequence[Act], Memory]:
        """Learn from yesterday, and cover what is believed."""
        place, own = view.place, view.own
        lead = place.cover_days
        if view.day == 0:
            return (), memory
        demand, _ = smooth.over(memory["belief.demand"], asked(view), self.weight)
        receipts, _ = smooth.over(memory["belief.receipts"], arrived(view), self.weight)
        days, _ = lead_seen.over(
            memory["belief.lead_days"], own["on_order"], receipts, self.weight, self.most * (lead + 1.0)
        )
        value, why = cover.over(demand, days, place.need, lead, view.levers["extra_stock"], self.wobble)
        after = {"belief.demand": demand, "belief.receipts": receipts, "belief.lead_days": days}
        return [_move(view, value, why, after)], after

    def document(self) -> dict[str, object]:
        """Its fields."""
        return {"agent": "stock_keeper", **asdict(self)}


def _move(view: View, value: Any, why: Any, believed: Memory) -> Move:
    """The move; with what it was made of, and what else there was, where somebody will read that."""
    move = Move("extra_stock", np.arange(len(view.place.points)), value, why)
    if not view.logged:
        return move
    usual = np.repeat(view.place.cover_days[:, None], view.lanes, axis=1)
    known = {
        "demand": believed["belief.demand"],
        "lead_days": believed["belief.lead_days"],
        "usual_lead_days": usual,
    }
    scores = {"leave it": -np.abs(value - view.levers["extra_stock"]), "take it back": -value}
    return replace(move, evidence=known, alternatives=scores)
