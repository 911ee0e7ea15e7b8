"""How many decisions a second environments take: a ten-site network in 1,024 lanes, two threads.

    python bench/env.py            two lines;  --json  one document

An agent-step is one site that sees, moves its lever and is rewarded, on one day in one lane.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from echelon.app.wiring import load_kernels
from echelon.network.model import Network, Settings, network

LANES, DAYS, THREADS = 1024, 100, 2


def ten_sites() -> Network:
    """Two suppliers, two factories, two warehouses and four shops of one product."""
    sites = {"supplier": 2, "factory": 2, "warehouse": 2, "store": 4}
    names = {role: [f"{role} {at + 1}" for at in range(count)] for role, count in sites.items()}
    lanes = [(names["supplier"][at], names["factory"][at], "part") for at in range(2)]
    lanes += [(names["factory"][at], names["warehouse"][at], "drill") for at in range(2)]
    lanes += [(names["warehouse"][at // 2], names["store"][at], "drill") for at in range(4)]
    held = [(site, "part") for site in names["supplier"]] + [(site, "part") for site in names["factory"]]
    held += [(site, "drill") for role in ("factory", "warehouse", "store") for site in names[role]]
    return network(Settings("ten sites", "Made for a bench.", fictional=True), {
        "site": [{"name": name, "role": role} for role, each in names.items() for name in each],
        "item": [{"name": "part", "unit_value": 5}, {"name": "drill", "unit_value": 40}],
        "stock point": [{"site": site, "item": item, "target_stock": 250} for site, item in held],
        "lane": [{"from": a, "to": b, "item": item, "lead_days": 3, "cost_per_unit": 0.1} for a, b, item in lanes],
        "recipe": [{"site": site, "item": "part", "lead_days": 2} for site in names["supplier"]]
        + [{"site": site, "item": "drill", "lead_days": 1, "capacity_per_day": 60} for site in names["factory"]],
        "recipe input": [{"site": site, "item": "drill", "input": "part"} for site in names["factory"]],
        "demand": [{"customer": "walk-in", "site": site, "item": "drill", "mean_per_day": 10, "shape": "poisson", "price": 60,
                    "unmet": "lost"} for site in names["store"]],
    })  # fmt: skip


def seconds(reset: Callable[[], object], step: Callable[[], object]) -> float:
    """What a year of DAYS days takes, the best of three; the first, which compiles, does not count."""
    took = []
    for _ in range(4):
        reset()
        start = time.perf_counter()
        for _ in range(DAYS):
            step()
        took.append(time.perf_counter() - start)
    return min(took[1:])


def speeds() -> dict[str, float]:
    """Agent-steps a second of both shells, actions given."""
    load_kernels()
    from echelon.agents.env.episodes import Question
    from echelon.agents.env.parallel import NetworkParallelEnv
    from echelon.agents.env.vector import NetworkVectorEnv

    ask = Question(ten_sites(), days=DAYS)
    with ThreadPoolExecutor(THREADS) as pool:
        vector = NetworkVectorEnv(ask, LANES, blocks=THREADS, mapped=pool.map)
        parallel = NetworkParallelEnv(ask, LANES, blocks=THREADS, mapped=pool.map)
        chance = np.random.default_rng(1)
        action = chance.uniform(-0.5, 0.5, vector.action_space.shape or ()).astype(np.float32)
        each = {site: chance.uniform(-0.5, 0.5, (space.shape or ())).astype(np.float32)
                for site, space in parallel.action_spaces.items()}  # fmt: skip
        sites = len(parallel.possible_agents)
        by_vector = seconds(lambda: vector.reset(seed=0), lambda: vector.step(action))
        by_site = seconds(lambda: parallel.reset(seed=0), lambda: parallel.step(each))
    return {"sites": sites, "lanes": LANES, "vector_agent_steps_per_s": sites * LANES * DAYS / by_vector,
            "parallel_agent_steps_per_s": sites * LANES * DAYS / by_site,
            "vector_lane_steps_per_s": LANES * DAYS / by_vector}  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked, found = parser.parse_args(), speeds()
    print(
        json.dumps(found)
        if asked.json
        else "\n".join(f"{name:<28}{value:>14,.0f}" for name, value in found.items())
    )
