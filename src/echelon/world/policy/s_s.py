"""(s, S): wait until the position has fallen to the reorder point, then fill it up."""


def s_s(position: float, target: float, reorder: float, lot: float) -> float:
    """Order up to the target once the position is at or below the reorder point.

    position   unit, (-inf, inf)   on hand + on order - owed
    target     unit, [0, inf)      S
    reorder    unit, (-inf, S]     s
    lot        not used
    returns    unit, [0, inf)
    Source: Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 4.5.

    >>> s_s(20.0, 60.0, 20.0, 0.0), s_s(20.5, 60.0, 20.0, 0.0)
    (40.0, 0.0)
    """
    return max(0.0, target - position) if position <= reorder else 0.0
