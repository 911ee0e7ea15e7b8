"""What each law of the daily clock costs: a network without it and with it everywhere, side by side in one run.

`python bench/laws.py`, or `--only "quanta;yield"`. A law is compiled in only where a network uses it, so each line has a kernel
of its own; compiling is not counted.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from measure import from_edges, seconds

from echelon.network.model import Network, network
from echelon.testing.walks import Close, job_of
from echelon.world.run import Job, run

Row = dict[str, object]
Rows = dict[str, list[Row]]
Law = Mapping[str, Mapping[str, object]] | Callable[[Rows], None]
"""Cells for every row of a noun, or what changes the rows."""
POINTS, DAYS, REPLICATIONS, ROUNDS = 60, 120, 256, 5
CLOSED = Close(("site", 0), 20, 40)
"""The first site, which no lane passes; or the port, where there is one."""


def base() -> Network:
    """A random network of five levels: two parts in all that is made, each in stock where it is needed."""
    rng = np.random.default_rng(0)
    level = np.sort(rng.integers(0, 5, POINTS))
    ways = []
    for at in range(POINTS):
        before = np.flatnonzero(level < level[at])
        ways += [(int(way), at) for way in rng.choice(before, min(2, len(before)), replace=False)]
    source, target = (np.array(column) for column in zip(*ways, strict=True))
    net = from_edges((POINTS, source, target))
    rows = rows_of(net)
    rows["stock point"] += [
        {"site": row["to"], "item": row["item"], "target_stock": 400} for row in rows["lane"]
    ]
    return network(net.settings, rows)


def rows_of(net: Network) -> Rows:
    """All rows, to be changed."""
    return {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}


def everywhere(net: Network, law: Law) -> Network:
    """The network with a law wherever it can be."""
    rows = rows_of(net)
    if callable(law):
        law(rows)
    else:
        for noun, cells in law.items():
            for row in rows[noun]:
                row |= cells
    return network(net.settings, rows)


def lines(recipe: Row | None = None, **resource: object) -> Callable[[Rows], None]:
    """Every recipe on a line of its site, that has twice the hours it needs."""

    def change(rows: Rows) -> None:
        for row in rows["recipe"]:
            row |= {"resource": "line", "hours_per_unit": 0.01} | (recipe or {})
            rows["resource"].append({"site": row["site"], "name": "line", "hours_per_day": 24} | resource)

    return change


def port(rows: Rows) -> None:
    """Every lane passes a port, at which goods wait while it is closed."""
    rows["site"].insert(0, dict(rows["site"][0]) | {"name": "port", "role": "port"})
    for row in rows["lane"]:
        row["via"] = "port"


def modes(sourcing: str = "share", **of_second: object) -> Callable[[Rows], None]:
    """Every lane has a second one beside it, that is faster and dearer."""

    def change(rows: Rows) -> None:
        second = {"mode": "air", "lead_days": 1, "source_rank": 1, "buy_price": 1}
        rows["lane"] += [row | second | of_second for row in rows["lane"]]
        for row in rows["stock point"]:
            row |= {"sourcing": sourcing, "emergency_point": 100 if "emergency" in of_second else math.nan}

    return change


def shifts(rows: Rows) -> None:
    """Every recipe starts what it can on six days of a week, on the last of them half of a busy day."""
    rows["calendar"].append({"name": "shifts", "weekdays": "1 1 1 1 1 0.5 0"})
    for row in rows["recipe"]:
        row["calendar"] = "shifts"


def residue(rows: Rows) -> None:
    """Every recipe leaves a by-product."""
    rows["item"].append(dict(rows["item"][0]) | {"name": "residue"})
    for row in rows["recipe"]:
        rows["recipe output"].append(
            {"site": row["site"], "item": row["item"], "output": "residue", "quantity": 0.1}
        )
        rows["stock point"].append({"site": row["site"], "item": "residue", "target_stock": 0})


def substitute(rows: Rows) -> None:
    """Every customer takes another item where its own is out."""
    rows["item"].append(dict(rows["item"][0]) | {"name": "other"})
    for row in rows["demand"]:
        row["substitute"] = "other"
        rows["stock point"].append({"site": row["site"], "item": "other", "target_stock": 400})
        rows["recipe"].append({"site": row["site"], "item": "other", "lead_days": 2})


LAWS: dict[str, Law] = {
    "poisson demand": {"demand": {"shape": "poisson", "sd_per_day": 0}},
    "drawn lead times": {"lane": {"lead_shape": "gamma", "lead_sd_days": 1}},
    "(s, S)": {"stock point": {"policy": "s_S", "reorder_point": 300}},
    "(R, nQ)": {"stock point": {"policy": "R_nQ", "reorder_point": 300, "order_quantity": 100}},
    "lots": {"stock point": {"order_minimum": 10, "order_multiple": 5, "order_maximum": 1000}},
    "review every 7 days": {"stock point": {"review_every_days": 7}},
    "order lead time": {"lane": {"order_days": 2}},
    "by priority": {"stock point": {"allocation": "priority"}},
    "fair share": {"stock point": {"allocation": "fair_share"}},
    "first come": {"stock point": {"allocation": "first_come"}},
    "quanta": {"item": {"quantum": 1}},
    "working days": shifts,
    "batches": {"recipe": {"batch_size": 5}},
    "yield": {"recipe": {"yield_mean": 0.95, "yield_sd": 0.02}},
    "echelon base stock": {"stock point": {"policy": "echelon_base_stock"}},
    "forecasting": {
        "stock point": {"policy": "adaptive_base_stock", "forecast": "smoothing", "smoothing_weight": 0.2}
    },
    "correlated demand": {"demand": {"correlation": 0.5}},
    "costs and CO2": {"lane": {"order_cost": 1, "co2_per_unit": 0.1, "cost_per_shipment": 2}},
    "cancelling": {"lane": {"unmet": "lost"}},
    "expediting": {
        "lane": {"expedite_days": 0, "expedite_cost_per_unit": 1},
        "stock point": {"emergency_point": 50},
    },
    "days of departure": {"lane": {"departs": "Mon Wed Fri"}},
    "no crossing": {"lane": {"lead_shape": "gamma", "lead_sd_days": 1, "crossing": "no"}},
    "patience": {"demand": {"patience": 0.5}},
    "due days": {"demand": {"due_days": 3}},
    "requirements planning": {"stock point": {"policy": "mrp", "horizon_days": 7}},
    "shelf life": {"item": {"shelf_life_days": 30}},
    "storage limits": {"stock point": {"storage_limit": 1000}},
    "handling capacity": {"site": {"handling_per_day": 1000}},
    "hands in a fair share": {"site": {"handling_per_day": 1000, "handling_rule": "fair_share"}},
    "hands, first come": {"site": {"handling_per_day": 1000, "handling_rule": "first_come"}},
    "kanban": {"stock point": {"policy": "kanban", "cards": 5, "card_size": 100}},
    "capacity of lanes": {"lane": {"capacity_per_day": 1000}},
    "shared resources": lines(),
    "hours in a fair share": lines(sequencing="fair_share"),
    "hours, first come": lines(sequencing="first_come"),
    "set-ups": lines({"setup_hours": 0.5, "setup_cost": 1}, sequencing="campaign"),
    "overtime": lines(overtime_hours_per_day=4, overtime_cost_per_hour=1),
    "by-products": residue,
    "two modes by share": modes(share=0.5),
    "two modes by priority": modes("priority"),
    "the cheaper of two": modes("cheapest"),
    "one for emergencies": modes(emergency="yes"),
    "blanket orders": {"lane": {"blanket_quantity": 100, "blanket_days": 7}},
    "a port that closes": port,
    "substitution": substitute,
}
"""What is measured: what switches a law on."""


BROKEN: dict[str, tuple[str, float]] = {
    "lead times that are hit": ("lane/lead", 2.0),
    "times in work that are hit": ("recipe/making", 2.0),
    "recipes that are hit": ("recipe/recipe", 0.5),
    "freight that is hit": ("lane/freight", 2.0),
    "prices that are hit": ("item/price", 2.0),
    "stock that is destroyed": ("stock point/stock", 0.99),
    "goods on lanes destroyed": ("lane/way", 0.99),
}
"""Of every row of a table, what is hit for twenty days, and the factor."""


def job(net: Network, hit: tuple[str, float] = ("", 1.0)) -> Job:
    """The question that is timed; with `hit`, what of all rows of a table is disrupted beside the first site."""
    table, _, noun = hit[0].partition("/")
    rows = range(len(net[table])) if table else ()
    more = [Close((noun, row), 40, 60, hit[1]) for row in rows]
    return job_of(net, DAYS, REPLICATIONS, closed=[CLOSED, *more])[1]


def ratio(plain: Job, other: Job) -> float:
    """How many times as long the other takes, on one core; by turns, for the machine may be busy."""
    rounds = [[seconds(partial(run, each), least=0.2) for each in (plain, other)] for _ in range(ROUNDS)]
    before, after = (min(times) for times in zip(*rounds, strict=True))
    return after / before


def main() -> None:
    """Print a line for each law: how many times as long a run takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="laws by name, separated by semicolons")
    chosen = [name for name in parser.parse_args().only.split(";") if name] or [*LAWS, *BROKEN]
    say = partial(print, flush=True)
    say(
        f"{POINTS} points, {DAYS} days, {REPLICATIONS} replications, one core; times as long as without the law"
    )
    for name in chosen:
        with_law = job(base(), BROKEN[name]) if name in BROKEN else job(everywhere(base(), LAWS[name]))
        say(f"{name:<27}{ratio(job(base()), with_law):6.2f}")


if __name__ == "__main__":
    main()
