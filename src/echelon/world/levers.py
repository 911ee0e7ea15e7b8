"""What agents may move in the daily clock: each lever with its unit, bounds and owner, as data.

Rows of a lever are `State.levers` (see `law.lever`), `[row, lane]`. Bounds are enforced by who writes them; the clock takes what
it finds. Left in neutral, all of them change no byte of an answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing that may be moved.

    noun       what its rows are of: stock point, flow, claim (flows, then demands), resource, demand
    low, high  bounds, in `of`;  rate  most that it may change in a day, in `of`
    of         what a bound of 1 stands for: 1 `unit` where empty, `target`, the point's target stock, or `usual`, what
               usually passes on the flow in a day
    owner      the kind of agent that moves it unless the authority table says otherwise
    """

    name: str
    noun: str
    unit: str
    neutral: float
    low: float
    high: float
    rate: float
    owner: str
    what: str
    of: str = ""


LEVERS: dict[str, Lever] = {each.name: each for each in (
    Lever("extra_stock", "stock point", "unit", 0.0, -1.0, 4.0, 1.0, "inventory",
          "Aimed at on top of the policy's target: the policy sees so much less stock", of="target"),
    Lever("extra_order", "flow", "unit", 0.0, 0.0, 28.0, math.inf, "procurement",
          "Ordered today beside what the policy orders, once, in whole lots and quanta; then it is 0 again", of="usual"),
    Lever("source_weight", "flow", "factor", 1.0, 0.0, 10.0, 10.0, "procurement",
          "Factor on its share among the sources of its input, made to sum to 1 again; where sources are asked in order, 0 "
          "leaves it out"),
    Lever("allotment", "claim", "part", 1.0, 0.0, 1.0, 1.0, "inventory",
          "Part of what it claims that may be served today; what is cut is left for others"),
    Lever("overtime", "resource", "factor", 1.0, 0.0, 2.0, 1.0, "manufacturing",
          "Factor on the overtime that is allowed"),
    Lever("expedite", "flow", "choice", 0.0, -1.0, 1.0, 2.0, "procurement",
          "-1 nothing is expedited, 0 the lane's own rule, 1 all that leaves"),
    Lever("run_rate", "stock point", "part", 1.0, 0.0, 1.0, 1.0, "manufacturing",
          "Part of its recipe's capacity that may start"),
    Lever("release", "flow", "part", 1.0, 0.0, 1.0, 1.0, "logistics",
          "Part of what could leave today that does; 0 holds all of it"),
    Lever("divert", "flow", "choice", 0.0, 0.0, 1.0, 1.0, "logistics",
          "1: what leaves takes the way round from the start, where the lane has one that is open"),
    Lever("price", "demand", "factor", 1.0, 0.5, 2.0, 0.1, "sales",
          "Factor on the price; what is asked follows by the demand's `elasticity`"),
    Lever("substitute", "demand", "choice", 1.0, 0.0, 1.0, 1.0, "sales",
          "0: the customer is given no substitutes"),
)}  # fmt: skip
"""All of them by name, in the order of `law.lever.Levers`."""
