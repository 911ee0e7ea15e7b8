"""Whom a participant would rather serve: by contract, by price or by priority.

| rule | first | then | then |
|---|---|---|---|
| `contract` | more units agreed in a contract | the smaller priority | the higher price |
| `price` | the higher price | more units agreed | the smaller priority |
| `priority` | the smaller priority | more units agreed | the higher price |

Of equals the one whose name comes first. A participant that withdraws takes back the offers of those it would serve later,
the last first, when one it would rather serve calls and there is not enough; the others keep to what they have offered
until it lapses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

RULES = ("contract", "price", "priority")


class Standing(NamedTuple):
    """How each participant divides what is scarce.

    rule       of `RULES`, of all or of each participant
    contract   unit, to `[initiator, participant, lane]`;  priority: the same shape, 0 is served before 1
    withdraws  whether offers are taken back for a better initiator, of all or of each participant
    """

    rule: str | Sequence[str] = "contract"
    contract: Any = 0.0
    priority: Any = 0.0
    withdraws: Any = True


def order_of(rules: Sequence[str], contract: Any, price: Any, priority: Any) -> Any:
    """Initiators in the order in which each participant serves them. `[participant, place, lane]`

    rules   of each participant;  contract, price, priority `[initiator, participant, lane]`

    >>> price = np.array([[[3.0]], [[5.0]]])
    >>> order_of(["price"], 0 * price, price, 0 * price).ravel().tolist()
    [1, 0]
    """
    last_first = {
        "contract": (-price, priority, -contract),
        "price": (priority, -contract, -price),
        "priority": (-price, -contract, priority),
    }
    found = {rule: np.lexsort(last_first[rule], axis=0) for rule in set(rules)}
    return np.ascontiguousarray(np.stack([found[rule][:, p] for p, rule in enumerate(rules)]))
