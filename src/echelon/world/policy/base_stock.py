"""Base stock: keep the position at its target."""


def base_stock(position: float, target: float, reorder: float, lot: float) -> float:
    """Order what is missing from the target.

    position   unit, (-inf, inf)   on hand + on order - owed
    target     unit, [0, inf)
    reorder    not used
    lot        not used
    returns    unit, [0, inf)
    Source: Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., section 4.3.

    >>> base_stock(52.5, 60.0, 0.0, 0.0)
    7.5
    """
    return max(0.0, target - position)
