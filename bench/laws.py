"""What each law of the daily clock costs: a network without it and with it everywhere, side by side in one run.

`python bench/laws.py`, or `--only "quanta;yield"`. A law is compiled in only where a network uses it, so each line has a kernel
of its own; compiling is not counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

import numpy as np
from measure import from_edges, seconds

from echelon.network.model import Network, network
from echelon.testing.walks import job_of
from echelon.world.run import run

Cells = Mapping[str, Mapping[str, object]]
POINTS, DAYS, REPLICATIONS = 60, 120, 256


def base() -> Network:
    """A random network of five levels, two sources to a point, that buys what it stocks."""
    rng = np.random.default_rng(0)
    level = np.sort(rng.integers(0, 5, POINTS))
    ways = []
    for at in range(POINTS):
        before = np.flatnonzero(level < level[at])
        ways += [(int(way), at) for way in rng.choice(before, min(2, len(before)), replace=False)]
    source, target = (np.array(column) for column in zip(*ways, strict=True))
    return from_edges((POINTS, source, target))


def everywhere(net: Network, cells: Cells) -> Network:
    """The network with these cells in every row of these nouns."""
    rows = {noun: [dict(row) | dict(cells.get(noun, {})) for row in net.rows(noun)] for noun in net.tables}
    return network(net.settings, rows)


LAWS: dict[str, Cells] = {
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
        "lane": {"expedite_days": 1, "expedite_cost_per_unit": 1},
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
}
"""What is measured: cells that switch a law on."""


def took(net: Network) -> float:
    """Seconds of one run on one core."""
    job = job_of(net, DAYS, REPLICATIONS)[1]
    return seconds(lambda: run(job), least=0.5)


def main(say: Callable[[str], None] = print) -> None:
    """Print a line for each law: how many times as long a run takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="laws by name, separated by semicolons")
    chosen = [name for name in parser.parse_args().only.split(";") if name] or list(LAWS)
    plain = base()
    say(
        f"{POINTS} points, {DAYS} days, {REPLICATIONS} replications, one core; times as long as without the law"
    )
    for name in chosen:
        before = took(plain)
        say(f"{name:<22}{took(everywhere(plain, LAWS[name])) / before:6.2f}")


if __name__ == "__main__":
    main()
