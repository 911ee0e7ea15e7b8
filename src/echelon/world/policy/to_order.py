"""To order: pass on what was asked for today, whatever there is."""


def to_order(position: float, target: float, reorder: float, lot: float) -> float:
    """Order what today's orders and demand ask for.

    position   unit, (-inf, inf)   here minus what was asked for today
    target     not used
    reorder    not used
    lot        not used
    returns    unit, [0, inf)

    >>> to_order(-12.0, 0.0, 0.0, 0.0)
    12.0
    """
    return max(0.0, -position)
