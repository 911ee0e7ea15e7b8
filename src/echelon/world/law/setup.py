"""What it costs to set up a resource, or to change it over to another item. Rows are `[lane]`.

Switched on by a `setup_cost` of a recipe that is made in campaigns. It is charged once, on the day on which the set-up begins.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import switched
from echelon.network.costs import Costs
from echelon.world.law.costs import charge


class SetUpCosts(NamedTuple):
    """Of users `[U]` of resources: fee per set-up, in a currency (a row of `Tables.fx`)."""

    fee: Any
    currency: Any


def set_up_costs(c: Costs, resources: Any, users: Any, *, forced: bool) -> SetUpCosts | None:
    """The costs; None where no set-up costs anything and the law is not `forced`."""
    campaigns = np.repeat(resources["campaign"] >= 0, resources["user_end"] - resources["user"])
    fee = np.where(campaigns, c.set_up[users], 0.0)
    return SetUpCosts(fee, c.recipe_currency[users]) if fee.any() or forced else None


@switched
def charge_set_ups(table: Any, setups: Any, fx: Any, resource: Any, day: Any, total: Any) -> None:
    """Charge what was begun on one resource today."""
    if resource.campaign >= 0:
        for at in range(resource.user, resource.user_end):
            charge(total, setups.begun[at], table.fee[at] * fx[table.currency[at], day])
