"""Adaptive base stock: order what is forecast for a day, and close the gap to a target that moves with the forecast."""


def adaptive_base_stock(position: float, target: float, outlook: float, cover: float, part: float) -> float:
    """Order a day's forecast and a part of what the position lacks.

    position   unit, (-inf, inf)   on hand + on order - owed
    target     unit, [0, inf)      safety stock: what the position holds beyond the days covered
    outlook    unit/day, (-inf, inf)   forecast of a coming day
    cover      day, [0, inf)       days of it that the position covers once the order of a day is used up
    part       (0, 1]              1: order up to target + (cover + 1) x outlook; below 1 the order is smoothed
    returns    unit, [0, inf)
    Source: Chen, Drezner, Ryan, Simchi-Levi, Management Science 46(3), 2000, section 2 (part 1); Disney & Lambrecht, On
    Replenishment Rules, Forecasting, and the Bullwhip Effect in Supply Chains, 2008 (proportional order-up-to).

    >>> adaptive_base_stock(30.0, 20.0, 10.0, 2.0, 1.0), adaptive_base_stock(30.0, 20.0, 10.0, 2.0, 0.25)
    (20.0, 12.5)
    """
    return max(0.0, outlook + (target + cover * outlook - position) * part)
