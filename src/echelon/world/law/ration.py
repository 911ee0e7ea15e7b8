"""Stock goes to claims in their order of priority: the first gets all it claims, the last what is left. Rows are `[lane]`.

Switched on by stock points whose `allocation` is not in proportion.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from echelon.core.lanes import copy, fill, switched
from echelon.network.build import Structure
from echelon.network.model import Network

PROPORTIONAL, PRIORITY, DRAWN, PROMISED = 0, 1, 2, 3
RULES = {"proportional": PROPORTIONAL, "priority": PRIORITY, "drawn": DRAWN, "promised": PROMISED}
"""Name in the network's tables → code."""


def claims_in_order(net: Network, s: Structure) -> Any:
    """Each point's claims, end to end, by `priority`, then by id: (0, flow) or (1, demand). `[F + D, 2]`

    A hand-over inside a site has priority 0.
    """
    ranks = np.zeros(len(s.flows))
    lanes = s.lane_row >= 0
    ranks[lanes] = net["lane"]["priority"][s.lane_row[lanes]]
    asked = net["demand"]["priority"][s.demand_row]
    claims = [(int(s.source[f]), ranks[f], name, 0, f) for f, name in enumerate(s.flows)]
    claims += [(int(s.demand_point[d]), asked[d], name, 1, d) for d, name in enumerate(s.demands)]
    return np.array([(kind, row) for *_, kind, row in sorted(claims)], dtype=np.int64).reshape(-1, 2)


@switched
def afresh(table: Any, stock: Any, left: Any) -> None:
    """Offer the next claim all that is there, as the ones before it."""
    for lane in range(left.size):
        left[lane] = max(0.0, stock[lane])


@switched
def whole(table: Any, claimed: Any, left: Any) -> None:
    """A customer who takes no part claims nothing where there is not all of it."""
    for lane in range(claimed.size):
        claimed[lane] = claimed[lane] if claimed[lane] <= left[lane] else 0.0


@switched
def ration(grants: Any, at: Any, claimed: Any, left: Any, given: Any) -> None:
    """Grant one claim, as row `at`, what there is `left`; add it to what is `given`."""
    grant = grants[at]
    for lane in range(claimed.size):
        units = min(claimed[lane], left[lane])
        grant[lane] = units
        left[lane] -= units
        given[lane] += units


@switched
def grant_flow(grants: Any, at: Any, goods: Any, part: Any) -> None:
    """Write the grant at row `at` into `goods`, all of which goes."""
    copy(goods, grants[at])
    fill(part, 1.0)


@switched
def grant_customer(grants: Any, at: Any, sold: Any) -> None:
    """Write the grant at row `at` into `sold`."""
    copy(sold, grants[at])
