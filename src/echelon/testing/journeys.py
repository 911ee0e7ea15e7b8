"""The laws of transport for any network: which cells switch them on, chosen by chance."""

from __future__ import annotations

from collections import Counter

import numpy as np

from echelon.network.model import Network, network, words

Row = dict[str, object]


def transport(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Give lanes ways of their own at closed places, days of departure, and an order to keep."""
    for lane in rows["lane"]:
        lane |= {"when_closed": str(chance.choice(["wait", "reroute", "lose"])), "detour_days": int(chance.integers(0, 9)),
                 "detour_cost_per_unit": float(chance.integers(0, 2)), "detour_co2_per_unit": float(chance.integers(0, 2)),
                 "when_lane_closes": str(chance.choice(["go_on", "lose"] if lane["via"] else ["go_on", "reroute", "lose"])),
                 "crossing": str(chance.choice(["yes", "no"])),
                 "departs": str(chance.choice(["", "", "Mon Thu", "Wed"]))}  # fmt: skip


def narrow(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Give lanes over which several recipes call off the same input a capacity that is often too small."""
    held = {(row["site"], row["item"]) for row in rows["stock point"]}
    users = Counter((row["site"], row["input"]) for row in rows["recipe input"])
    for lane in rows["lane"]:
        here = lane["to"], lane["item"]
        if here not in held and users[here] > 1 and chance.random() < 0.7:
            lane["capacity_per_day"] = float(chance.choice([2.0, 10.0, 50.0]))


def list_ways(rows: dict[str, list[Row]], chance: np.random.Generator) -> None:
    """Give some lanes several ways round their closed places, which pass other places."""
    ports = [str(site["name"]) for site in rows["site"] if site["role"] in ("port", "canal")]
    around = {(lane["from"], lane["to"], lane["item"]): words(lane["via"]) for lane in rows["lane"]
              if lane["via"] and lane["when_closed"] == "reroute" and chance.random() < 0.6}  # fmt: skip
    for (source, to, item), passed in around.items():
        others = [port for port in ports if port not in passed]
        for rank in range(2):
            via = str(chance.choice(others)) if others and chance.random() < 0.7 else ""
            rows["detour"].append({
                "from": source, "to": to, "item": item, "rank": rank, "via": via, "days": int(chance.integers(0, 9)),
                "cost_per_unit": float(chance.integers(0, 3)), "co2_per_unit": float(chance.integers(0, 2)),
            })  # fmt: skip


def transported(net: Network, seed: int) -> Network:
    """The same network with the laws of transport used somewhere, and no others.

    >>> from echelon.testing.networks import random_network
    >>> len(set(transported(random_network(7), 1)["lane"]["when_closed"])) > 1
    True
    """
    rows: dict[str, list[Row]] = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    transport(rows, np.random.default_rng(seed))
    narrow(rows, np.random.default_rng([seed, 348]))
    list_ways(rows, np.random.default_rng([seed, 450]))
    return network(net.settings, rows)
