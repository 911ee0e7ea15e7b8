"""Fees, production, goods under way and CO2. Rows are `[lane]`; each charge is an amount x (rate x the day's exchange rate).

Switched on by any cost or emission of `network.costs`. Overtime and hurried goods are charged by the laws that cause
them, with `charge`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import add_to, fill, law, switched
from echelon.network.costs import Costs
from echelon.network.rates import Rates
from echelon.world.law.dear import add_dear
from echelon.world.law.money import add
from echelon.world.law.passage import and_at_passages
from echelon.world.tables import records

MAKING = np.dtype([
    ("release", "f8"), ("start", "f8"), ("co2", "f8"), ("currency", "i8"), ("disposal", "f8"), ("item_currency", "i8"),
])  # fmt: skip
MOVING = np.dtype([("order", "f8"), ("shipment", "f8"), ("transit", "f8"), ("co2", "f8"), ("currency", "i8")])


class Fees(NamedTuple):
    """Costs by stock point `[P]` (of its recipe), by flow `[F]`, and per unit late by demand `[D]`."""

    making: Any
    moving: Any
    late: Any


def fees(c: Costs, r: Rates, *, forced: bool) -> Fees | None:
    """The costs as records; None where there are none and the law is not `forced`."""
    if not (forced or c.any):
        return None
    return Fees(
        records(MAKING, len(c.start), release=c.release, start=c.start, co2=c.start_co2, currency=c.recipe_currency,
                disposal=c.disposal, item_currency=c.item_currency),
        records(MOVING, len(c.order), order=c.order, shipment=c.shipment, transit=c.transit, co2=c.co2, currency=r.currency),
        c.late,
    )  # fmt: skip


@law
def charge(total: Any, amount: Any, rate: Any) -> None:
    """Add amount x rate, where there is a rate."""
    if rate != 0.0:
        add(total, amount, rate)


@law
def charge_each(total: Any, amount: Any, fee: Any) -> None:
    """Add a fee where there is an amount, whatever its size."""
    if fee != 0.0:
        for lane in range(total.size):
            total[lane] += fee if amount[lane] > 0.0 else 0.0


@switched
def charge_release(table: Any, fx: Any, i: Any, day: Any, wanted: Any, total: Any) -> None:
    """Charge one point's production order."""
    charge_each(total, wanted, table.making[i].release * fx[table.making[i].currency, day])


@switched
def charge_order(table: Any, fx: Any, f: Any, day: Any, ordered: Any, total: Any) -> None:
    """Charge an order on one flow."""
    charge_each(total, ordered, table.moving[f].order * fx[table.moving[f].currency, day])


@switched
def charge_start(table: Any, fx: Any, i: Any, day: Any, sets: Any, total: Any, emitted: Any) -> None:
    """Charge what one point starts."""
    charge(total, sets, table.making[i].start * fx[table.making[i].currency, day])
    charge(emitted, sets, table.making[i].co2)


@switched
def charge_dear(
    table: Any, fx: Any, i: Any, day: Any, sets: Any, factor: Any, total: Any, emitted: Any
) -> None:
    """Charge what one point starts while the price of its item is disrupted."""
    rate = table.making[i].start * fx[table.making[i].currency, day]
    if rate != 0.0:
        add_dear(total, sets, factor, rate)
    charge(emitted, sets, table.making[i].co2)


@switched
def charge_scrap(table: Any, fx: Any, i: Any, day: Any, units: Any, total: Any) -> None:
    """Charge what one point got rid of."""
    charge(total, units, table.making[i].disposal * fx[table.making[i].item_currency, day])


@switched
def charge_shipment(table: Any, fx: Any, f: Any, day: Any, goods: Any, total: Any, emitted: Any) -> None:
    """Charge a shipment on one flow, beside its freight per unit."""
    charge_each(total, goods, table.moving[f].shipment * fx[table.moving[f].currency, day])
    charge(emitted, goods, table.moving[f].co2)


@switched
def charge_late(table: Any, d: Any, rate: Any, late: Any, total: Any) -> None:
    """Charge what one customer did not get in time, once; `rate` is the day's exchange rate."""
    charge(total, late, table.late[d] * rate)


@switched
def charge_under_way(table: Any, tables: Any, state: Any, f: Any, day: Any, total: Any) -> None:
    """Charge a day of what is under way on one flow this evening, from the earliest arrival to the latest."""
    rate = table.moving[f].transit * tables.fx[table.moving[f].currency, day]
    pipe, ring, units = tables.pipes[f], state.ring, state.scratch[0]
    if rate != 0.0:
        # Where the lead is constant, a slot is read the day before it is written again.
        first = day + 2 if pipe.lead >= 0 else day + 1
        fill(units, 0.0)
        for slot in range(pipe.slots - 1):
            add_to(units, ring[np.uintp(pipe.base + (first + slot) % pipe.slots)])
        and_at_passages(tables.route, state.voyage, tables.flows[f].route, units)
        add(total, units, rate)
