"""Checks of flows: that goods can get from a source to every customer, and never round in a circle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts
from echelon.network.check.graph import cycles, parts, reached
from echelon.network.model import words
from echelon.network.numbering import different, found


def rings(facts: Facts) -> Iterator[Finding]:
    """Goods that would feed themselves: lanes and recipes in a circle (E110)."""
    edges = facts.edges
    for ring in cycles(edges) if sum(map(len, facts.levels)) < facts.size else ():
        names = [facts.place(int(edges.tail[at])) for at in ring]
        # What is written for the circle: a by-product is the likeliest slip, then a lane.
        rank, row = max((_rank(facts, at), int(edges.row[at])) for at in ring)
        table = facts[WRITTEN[rank]]
        shown = [*names[:8], "…"] if len(names) > 8 else names
        yield table.finding("E110", row, "", "must not close a circle", got=" → ".join([*shown, names[0]]),
                            remedy="Remove the flow of the circle that does not exist")  # fmt: skip


WRITTEN = ("recipe input", "lane", "recipe output")


def _rank(facts: Facts, edge: int) -> int:
    """Which of `WRITTEN` an edge was written as."""
    lanes, inputs = int(facts.moving.sum()), int(facts.used.sum())
    return 1 if edge < lanes else 0 if edge < lanes + inputs else 2


def loops(facts: Facts) -> Iterator[Finding]:
    """Lanes from a site to itself (E111) and recipes that use what they make (E112)."""
    lanes, inputs = facts["lane"], facts["recipe input"]
    for row in np.flatnonzero((lanes["from"] == lanes["to"]) & (lanes["from"] != "")).tolist():
        yield lanes.finding("E111", row, "to", "must be another site than `from`",
                            remedy="Correct one end, or remove the lane")  # fmt: skip
    for row in np.flatnonzero((inputs["item"] == inputs["input"]) & (inputs["item"] != "")).tolist():
        yield inputs.finding("E112", row, "input", "must be another item than the one made",
                             remedy="Remove the line; for scrap, raise the quantity of the true inputs")  # fmt: skip


def lane_ends(facts: Facts) -> Iterator[Finding]:
    """Lanes that leave where the item is not held (E113) or end where nobody wants it (E114)."""
    lanes, (origins, targets) = facts["lane"], facts.nodes["lane"]
    for row in np.flatnonzero(facts.moving & ~facts.stocked[origins]).tolist():
        site, item = lanes["from"][row], lanes["item"][row]
        yield lanes.finding("E113", row, "from", f"must be a site that holds `{item}`",
                            remedy=f"Add a stock point of `{item}` at `{site}`, or correct the lane")  # fmt: skip
    for row in np.flatnonzero(facts.moving & ~facts.stocked[targets] & ~facts.needed[targets]).tolist():
        site, item = lanes["to"][row], lanes["item"][row]
        yield lanes.finding("E114", row, "to", f"must be a site that holds `{item}` or uses it in a recipe",
                            remedy=f"Add a stock point of `{item}` at `{site}`, or correct the lane")  # fmt: skip


def fed(facts: Facts) -> Iterator[Finding]:
    """Stock points that nothing feeds (E115), or both lanes and a recipe (E116)."""
    points, nodes = facts["stock point"], facts.nodes["stock point"][0]
    sound = facts.sound["stock point"]
    beside = np.zeros(facts.size, dtype=bool)
    beside[facts.nodes["recipe output"][1][facts.yielded]] = True
    for row in np.flatnonzero(sound & ~facts.made[nodes] & ~facts.brought[nodes] & ~beside[nodes]).tolist():
        yield points.finding("E115", row, "", "must be fed by a lane or a recipe", got="neither",
                             remedy="Add a lane to it, or a recipe without inputs if supply comes from outside")  # fmt: skip
    for row in np.flatnonzero(sound & facts.made[nodes] & facts.brought[nodes]).tolist():
        yield points.finding("E116", row, "", "must be fed by lanes or by a recipe, not by both", got="both",
                             remedy="Remove one, or give what is bought a site or an item of its own")  # fmt: skip


def sinks(facts: Facts) -> Iterator[Finding]:
    """Stock points that feed nothing and serve no customer (E117)."""
    points, nodes = facts["stock point"], facts.nodes["stock point"][0]
    feeds = facts.marked("demand") | facts.needed
    feeds[facts.nodes["lane"][0][facts.moving]] = True
    for row in np.flatnonzero(facts.sound["stock point"] & ~feeds[nodes]).tolist():
        yield points.finding("E117", row, "", "feeds no lane, no recipe and no customer",
                             remedy="Add the demand it serves, or remove it", level="warning")  # fmt: skip


def served(facts: Facts) -> Iterator[Finding]:
    """Demand where nothing is held (E118) or where no source can reach (E119)."""
    demands, nodes = facts["demand"], facts.nodes["demand"][0]
    sound, stocked = facts.sound["demand"], facts.stocked[nodes]
    for row in np.flatnonzero(sound & ~stocked).tolist():
        site, item = demands["site"][row], demands["item"][row]
        yield demands.finding("E118", row, "site", f"must be a site that holds `{item}`",
                              remedy=f"Add a stock point of `{item}` at `{site}`, or correct the demand")  # fmt: skip
    listed = np.zeros(facts.size, dtype=bool)
    listed[facts.nodes["recipe input"][0]] = True
    inside = reached(facts.edges, facts.made & ~listed)
    for row in np.flatnonzero(sound & stocked & ~inside[nodes]).tolist():
        yield demands.finding("E119", row, "", "must be reached from a recipe without inputs", got="no way from any",
                              remedy="Follow its lanes and recipes upstream to where supply is missing")  # fmt: skip


def recipes(facts: Facts) -> Iterator[Finding]:
    """Recipes of what is not held (E120), inputs without a recipe (E121) or without supply (E122)."""
    table, inputs = facts["recipe"], facts["recipe input"]
    for row in np.flatnonzero(facts.sound["recipe"] & ~facts.stocked[facts.nodes["recipe"][0]]).tolist():
        site, item = table["site"][row], table["item"][row]
        yield table.finding("E120", row, "item", f"must be held at `{site}`",
                            remedy=f"Add a stock point of `{item}` at `{site}`")  # fmt: skip
    made, used = facts.nodes["recipe input"]
    sound = facts.sound["recipe input"]
    for row in np.flatnonzero(sound & ~facts.made[made]).tolist():
        yield inputs.finding("E121", row, "item", f"must have a recipe at `{inputs['site'][row]}`",
                             remedy="Add the recipe to recipes.csv, or remove the line")  # fmt: skip
    for row in np.flatnonzero(facts.used & ~facts.stocked[used] & ~facts.brought[used]).tolist():
        site, item = inputs["site"][row], inputs["input"][row]
        yield inputs.finding("E122", row, "input", f"must be held at `{site}` or brought by a lane",
                             got=f"`{item}`, which is neither",
                             remedy=f"Add a lane that brings `{item}` to `{site}`, or a stock point of it")  # fmt: skip


def outputs(facts: Facts) -> Iterator[Finding]:
    """By-products without a recipe (E272), not held (E273), or that are what is made (E274)."""
    table, (made, nodes) = facts["recipe output"], facts.nodes["recipe output"]
    sound = facts.sound["recipe output"]
    for row in np.flatnonzero(sound & ~facts.made[made]).tolist():
        yield table.finding("E272", row, "item", f"must have a recipe at `{table['site'][row]}`",
                            remedy="Add the recipe to recipes.csv, or remove the line")  # fmt: skip
    for row in np.flatnonzero(sound & ~facts.stocked[nodes]).tolist():
        site, item = table["site"][row], table["output"][row]
        yield table.finding("E273", row, "output", f"must be held at `{site}`",
                            remedy=f"Add a stock point of `{item}` at `{site}`")  # fmt: skip
    for row in np.flatnonzero((table["item"] == table["output"]) & (table["item"] != "")).tolist():
        yield table.finding("E274", row, "output", "must be another item than the one made",
                            remedy="Remove the line: what is made is put into stock anyway")  # fmt: skip


def idle(facts: Facts) -> Iterator[Finding]:
    """Sites (E123), items (E124) and resources (E125) that nothing uses."""
    busy = {name for noun, column in (("stock point", "site"), ("lane", "from"), ("lane", "to"), ("recipe", "site"))
            for name in facts[noun].coded(column).names}  # fmt: skip
    cells = (*facts["lane"].coded("via").names, *facts["detour"].coded("via").names)
    busy.update(name for cell in cells for name in words(cell))
    held = {name for noun in ("stock point", "lane") for name in facts[noun].coded("item").names}
    recipes = facts["recipe"]
    asked = set(zip(recipes["site"].tolist(), recipes["resource"].tolist(), strict=True))
    for row, name in enumerate(facts["site"]["name"].tolist()):
        if name and name not in busy:
            yield facts["site"].finding("E123", row, "", "has no stock point, no lane and no recipe, and no lane passes it",
                                        remedy="Remove it, or add what it holds", level="warning")  # fmt: skip
    for row, name in enumerate(facts["item"]["name"].tolist()):
        if name and name not in held:
            yield facts["item"].finding("E124", row, "", "is held nowhere", remedy="Remove it, or add its stock points",
                                        level="warning")  # fmt: skip
    resources = facts["resource"]
    for row, pair in enumerate(zip(resources["site"].tolist(), resources["name"].tolist(), strict=True)):
        if all(pair) and pair not in asked:
            yield resources.finding("E125", row, "", "is needed by no recipe",
                                    remedy="Name it in the recipes that need it, or remove it", level="note")  # fmt: skip


def islands(facts: Facts) -> Iterator[Finding]:
    """Groups of sites with no flow to the rest (E126), the largest group apart."""
    lanes, sites = facts["lane"], facts.known["site"]
    ends = [found(lanes.coded(end), sites) for end in ("from", "to")]
    both = (ends[0] >= 0) & (ends[1] >= 0)
    count = len(facts["site"])
    ways = different(ends[0][both] * count + ends[1][both])  # of many items between two sites, one is enough
    part = parts(count, *np.divmod(ways, max(1, count)))
    holding = set(facts["stock point"].coded("site").names) & sites.keys()
    held = np.array(sorted(sites[name] for name in holding), dtype=np.int64)
    roots, counts = np.unique(part[held], return_counts=True)
    if len(roots) < 2:
        return
    names = facts["site"]["name"]
    for root in np.delete(roots, np.argmax(counts))[:20].tolist():
        members = held[part[held] == root].tolist()
        shown = ", ".join(f"`{names[row]}`" for row in members[:4]) + (" …" if len(members) > 4 else "")
        yield facts["site"].finding("E126", members[0], "", "has no flow to or from the main part of the network",
                                    got=shown, remedy="Add the missing lane, unless this is meant", level="note")  # fmt: skip
