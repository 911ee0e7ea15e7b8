"""(R, Q): order lots of one size once the position has fallen to the reorder point."""

import math


def r_q(position: float, target: float, reorder: float, lot: float) -> float:
    """Order one lot at a review at which the position is at or below the reorder point.

    position   unit, (-inf, inf)   on hand + on order - owed
    target     not used
    reorder    unit, (-inf, inf)   R
    lot        unit, (0, inf)      Q
    returns    unit, [0, inf)
    Source: Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 5.1.

    >>> r_q(20.0, 0.0, 20.0, 50.0), r_q(20.5, 0.0, 20.0, 50.0), r_q(-90.0, 0.0, 20.0, 50.0)
    (50.0, 0.0, 50.0)
    """
    return lot if position <= reorder else 0.0


def r_nq(position: float, target: float, reorder: float, lot: float) -> float:
    """Order as many whole lots as bring the position above the reorder point.

    position   unit, (-inf, inf)   on hand + on order - owed
    target     not used
    reorder    unit, (-inf, inf)   R
    lot        unit, (0, inf)      Q
    returns    unit, [0, inf)
    Source: Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 5.1.

    >>> r_nq(20.0, 0.0, 20.0, 50.0), r_nq(20.5, 0.0, 20.0, 50.0), r_nq(-90.0, 0.0, 20.0, 50.0)
    (50.0, 0.0, 150.0)
    """
    return lot * (math.floor((reorder - position) / lot) + 1.0) if position <= reorder else 0.0
