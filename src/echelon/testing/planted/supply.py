"""Random networks of suppliers, factories, warehouses and shops, stocked so that on calm days nearly all is served."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from echelon.network.model import Network, Settings, network

Row = dict[str, object]
TIERS = (
    ("supplier", (2, 4)),
    ("factory", (1, 2)),
    ("warehouse", (1, 3)),
    ("store", (2, 4)),
    ("port", (1, 2)),
)
"""Roles, and how few and many sites each has."""
SHAPES = ("constant", "poisson", "normal", "gamma")


@dataclass
class Supply:
    """A network while it grows, from customers upstream. need: mean units a day of each stock point; lead: days to refill it."""

    chance: np.random.Generator
    rows: dict[str, list[Row]] = field(default_factory=dict)
    need: dict[tuple[str, str], float] = field(default_factory=dict)
    lead: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, noun: str, **cells: object) -> None:
        """One row of a table."""
        self.rows.setdefault(noun, []).append(cells)

    def number(self, low: float, high: float) -> float:
        """A number of one decimal."""
        return round(float(self.chance.uniform(low, high)), 1)

    def whole(self, low: int, high: int) -> int:
        """A whole number in [low, high]."""
        return int(self.chance.integers(low, high + 1))

    def some(self, names: list[str], least: int, most: int) -> list[str]:
        """So many of the names, at least one."""
        count = min(len(names), self.whole(least, most))
        return [names[at] for at in sorted(self.chance.choice(len(names), count, replace=False).tolist())]

    def wanted(self, site: str, item: str, units: float) -> None:
        """So many units a day more are drawn from a stock point."""
        self.need[site, item] = self.need.get((site, item), 0.0) + units

    def refilled(self, site: str, item: str, days: float) -> None:
        """A stock point may have to wait so many days."""
        self.lead[site, item] = max(self.lead.get((site, item), 0.0), days)

    def lane(self, source: str, to: str, item: str, part: float, ports: list[str]) -> None:
        """A lane that brings a part of what a point needs, some by way of a port."""
        days = self.whole(1, 6)
        via = ""
        if ports and self.chance.random() < 0.4:
            via, days = ports[self.whole(0, len(ports) - 1)], days + self.whole(3, 8)
        cells: Row = {"lead_shape": "gamma", "lead_sd_days": 1.0} if self.chance.random() < 0.2 else {}
        self.add("lane", **{"from": source, "to": to, "item": item, "lead_days": days, "share": part, "via": via,
                            "when_closed": "wait", "when_lane_closes": ("go_on", "wait")[self.whole(0, 1)], **cells})  # fmt: skip
        self.wanted(source, item, part * self.need[to, item])
        self.refilled(to, item, days + 2.0)

    def brought(self, to: str, item: str, sources: list[str], ports: list[str]) -> None:
        """Lanes from one source, or two that share."""
        chosen = self.some(sources, 1, 2)
        parts = [1.0] if len(chosen) == 1 else [0.6, 0.4]
        for source, part in zip(chosen, parts, strict=True):
            self.lane(source, to, item, part, ports)


def supply(seed: int, attempt: int = 0, *, size: int = 1) -> Network:
    """A network of four tiers with about 10 to 45 stock points, times `size`; the same numbers give the same network.

    >>> from echelon.network.check import check
    >>> [finding for finding in check(supply(3)) if finding.level == "error"]
    []
    """
    made = Supply(np.random.default_rng([seed, attempt, 1]))
    tiers = {
        role: [f"{role.title()} {at + 1}" for at in range(made.whole(size * low, size * high))]
        for role, (low, high) in TIERS
    }
    for role, names in tiers.items():
        for name in names:
            made.add("site", name=name, role=role, country="NL")
    products = [f"tool {at + 1}" for at in range(made.whole(1, 3))]
    bills = {product: [f"part {at + 1}" for at in sorted(made.chance.choice(5, made.whole(2, 3), replace=False).tolist())]
             for product in products}  # fmt: skip
    for name in [*products, *sorted({part for bill in bills.values() for part in bill})]:
        made.add("item", name=name, unit_value=10.0)
    _sold(made, tiers, products)
    _made(made, tiers, bills)
    _stocked(made)
    return network(Settings(f"planted {seed}", fictional=True), made.rows)


def _sold(made: Supply, tiers: dict[str, list[str]], products: list[str]) -> None:
    """Customers at shops and warehouses; shops are fed by warehouses, those by factories."""
    for shop in tiers["store"]:
        for product in made.some(products, 1, 3):
            for _ in range(made.whole(1, 2)):
                _customer(made, shop, product)
            made.brought(shop, product, tiers["warehouse"], [])
    for house in tiers["warehouse"]:
        if made.chance.random() < 0.4 and (house, products[0]) in made.need:
            _customer(made, house, products[0])
    for house, product in [point for point in made.need if point[0] in tiers["warehouse"]]:
        made.brought(house, product, tiers["factory"], tiers["port"])


def _customer(made: Supply, site: str, item: str) -> None:
    mean, shape = made.number(4, 20), SHAPES[made.whole(0, 3)]
    spread = {"sd_per_day": round(0.3 * mean, 2)} if shape in ("normal", "gamma") else {}
    name = f"Customer {len(made.rows.get('demand', [])) + 1}"
    made.add("demand", customer=name, site=site, item=item, mean_per_day=mean, shape=shape, price=20.0,
             unmet=("backorder", "backorder", "lost")[made.whole(0, 2)], due_days=made.whole(0, 2), **spread)  # fmt: skip
    made.wanted(site, item, mean)


def _made(made: Supply, tiers: dict[str, list[str]], bills: dict[str, list[str]]) -> None:
    """Factories assemble what is drawn from them out of parts in store or ordered to need; suppliers make parts."""
    for site, item in [point for point in made.need if point[0] in tiers["factory"]]:
        days = made.whole(1, 4)
        made.add("recipe", site=site, item=item, lead_days=days, **_capacity(made, made.need[site, item]))
        made.refilled(site, item, days + 2.0)
        for part in bills[item]:
            units = made.whole(1, 2)
            made.add("recipe input", site=site, item=item, input=part, quantity=units)
            made.wanted(site, part, units * made.need[site, item])
    for site, part in [
        point for point in made.need if point[0] in tiers["factory"] and point[1].startswith("part")
    ]:
        made.brought(site, part, tiers["supplier"], tiers["port"])
    for site, part in [point for point in made.need if point[0] in tiers["supplier"]]:
        days = made.whole(2, 6)
        made.add("recipe", site=site, item=part, lead_days=days, **_capacity(made, made.need[site, part]))
        made.refilled(site, part, days + 2.0)


def _capacity(made: Supply, units: float) -> Row:
    return {"capacity_per_day": round(made.number(1.5, 3.0) * units, 1)} if made.chance.random() < 0.5 else {}


def _stocked(made: Supply) -> None:
    """Stock for the days it takes to refill, and days of cover beyond."""
    for (site, item), units in made.need.items():
        target = round(units * (made.lead[site, item] + made.number(4, 10)), 0)
        cells: Row = {"target_stock": target}
        if made.chance.random() < 0.2:
            cells |= {
                "policy": "s_S",
                "reorder_point": target,
                "target_stock": round(target + units * made.number(2, 4), 0),
            }
        made.add("stock point", site=site, item=item, **cells)
