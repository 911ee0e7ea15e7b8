"""Kanban: as many full cards are sent back as are empty."""

import math

DUST = 1e-9


def kanban(position: float, target: float, reorder: float, lot: float) -> float:
    """Order one container for every card that is neither on a full one nor on order.

    position   unit, [0, inf)      on hand + on order: what is owed to others frees no card
    target     unit, [0, inf)      cards x card size
    reorder    not used
    lot        unit, (0, inf)      card size; a billionth of a card is rounding
    returns    unit, [0, inf)
    Source: Hopp & Spearman, Factory Physics, 3rd ed., section 10.2.

    >>> kanban(60.0, 60.0, 0.0, 20.0), kanban(41.0, 60.0, 0.0, 20.0), kanban(5.0, 60.0, 0.0, 20.0)
    (0.0, 0.0, 40.0)
    """
    return max(0.0, lot * math.floor((target - position) / lot + DUST))
