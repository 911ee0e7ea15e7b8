"""A seeded car maker's network: part makers, system makers, plants with vehicles; 1,700 sites in three tiers.

Like that of Simchi-Levi and others (2015): most parts have one source, some have two or three with capacity to spare; some
parts go into many vehicles; stock is from days to several weeks; a plant makes several vehicles on one line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from echelon.network.model import Network, Settings, network

Row = dict[str, object]
PARTS, SYSTEMS, PLANTS, VEHICLES = 1180, 500, 20, 80
"""Makers of parts and of systems, and assembly plants: 1,700 sites; vehicles, some at each plant."""
NOUNS = ("site", "item", "stock point", "recipe", "recipe input", "lane", "resource", "demand")


@dataclass
class Tier:
    """Goods of a tier with who makes each."""

    goods: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass
class Draft:
    """A network while it grows: what each maker is asked for a day, and which lanes there are."""

    chance: np.random.Generator
    rows: dict[str, list[Row]] = field(default_factory=lambda: {noun: [] for noun in NOUNS})
    need: dict[tuple[str, str], float] = field(default_factory=dict)
    lanes: set[tuple[str, str, str]] = field(default_factory=set)

    def tier(self, name: str, count: int, dearest: float, second: float) -> Tier:
        """So many makers, each of one thing; `second` is the part of things with a second maker."""
        made, site = Tier(), 0
        while site < count:
            several = 1 + int(self.chance.random() < second) + int(self.chance.random() < second / 4)
            several = min(several, count - site)
            item = f"{name} {len(made.goods) + 1}"
            self.rows["item"].append({"name": item, "unit_value": round(self.chance.uniform(1, dearest), 2)})
            makers = [f"{name} maker {site + at + 1}" for at in range(several)]
            for maker in makers:
                self.rows["site"].append({"name": maker, "role": "supplier"})
                self.make(maker, item)
            made.goods.append((item, makers))
            site += several
        return made

    def make(self, site: str, item: str, **more: object) -> None:
        """A node."""
        self.rows["stock point"].append({"site": site, "item": item})
        self.rows["recipe"].append({"site": site, "item": item, "lead_days": 2, **more})

    def use(self, site: str, item: str, good: tuple[str, list[str]], units: float) -> None:
        """A line of a bill of materials, its lanes, and what it asks of each maker."""
        bought, makers = good
        self.rows["recipe input"].append({"site": site, "item": item, "input": bought, "quantity": units})
        for maker in makers:
            if (maker, site, bought) not in self.lanes:
                self.lanes.add((maker, site, bought))
                self.rows["lane"].append({"from": maker, "to": site, "item": bought,
                                          "lead_days": float(self.chance.integers(1, 15))})  # fmt: skip
            share = units * self.need[site, item] / len(makers)
            self.need[maker, bought] = self.need.get((maker, bought), 0.0) + share

    def vehicles(self, count: int, plants: int, systems: Tier) -> None:
        """Each vehicle at one plant, of some thirty systems: a few that most have, and its own."""
        for at in range(count):
            plant, name = f"Plant {at % plants + 1}", f"Vehicle {at + 1}"
            if at < plants:
                self.rows["site"].append({"name": plant, "role": "factory"})
            self.rows["item"].append({"name": name, "unit_value": 20_000})
            self.make(plant, name, resource="line", hours_per_unit=0.01)
            self.need[plant, name] = round(self.chance.gamma(2.0, 60.0) + 5.0, 1)
            self.rows["demand"].append({"customer": "dealers", "site": plant, "item": name,
                                        "mean_per_day": self.need[plant, name],
                                        "price": 20_000 + round(self.chance.gamma(3.0, 900.0))})  # fmt: skip
            for system in self._systems(len(systems.goods), at, count):
                self.use(plant, name, systems.goods[system], float(self.chance.integers(1, 5)))

    def _systems(self, count: int, vehicle: int, vehicles: int) -> list[int]:
        """Of so many systems, those that one vehicle has; every system is in at least one."""
        common, own = max(1, count // 40), int(self.chance.integers(12, 26))
        chosen = {*range(vehicle, count, vehicles)}
        chosen |= {int(each) for each in self.chance.integers(0, common, size=3)}
        return sorted(chosen | {int(each) for each in self.chance.integers(0, count, size=own)})

    def systems(self, systems: Tier, parts: Tier) -> None:
        """A system is made of a few parts; every part is in at least one."""
        for at, (system, makers) in enumerate(systems.goods):
            extra = self.chance.integers(0, len(parts.goods), size=int(self.chance.integers(1, 4))).tolist()
            for part in sorted({*range(at, len(parts.goods), len(systems.goods)), *extra}):
                units = float(self.chance.integers(1, 4))
                for maker in makers:
                    self.use(maker, system, parts.goods[part], units)

    def sizes(self) -> None:
        """Days of stock, and capacities above the need."""
        for point in self.rows["stock point"]:
            days = min(60.0, 1.0 + self.chance.gamma(1.5, 6.0))
            point["target_stock"] = round(self.need[str(point["site"]), str(point["item"])] * days, 1)
        hours: dict[str, float] = {}
        for recipe in self.rows["recipe"]:
            site = str(recipe["site"])
            usual = self.need[site, str(recipe["item"])]
            if "resource" in recipe:
                hours[site] = hours.get(site, 0.0) + usual * 0.01
            else:
                recipe["capacity_per_day"] = round(usual * self.chance.uniform(1.05, 1.8) + 1.0, 1)
        self.rows["resource"] = [{"site": site, "name": "line", "hours_per_day": round(each * 1.15 + 0.01, 2)}
                                 for site, each in hours.items()]  # fmt: skip


def automotive(seed: int = 1, *, size: float = 1.0, second: float = 0.25) -> Network:
    """The network, with `size` times as many nodes of every tier; `second` is the part of goods with a second source."""
    draft = Draft(np.random.default_rng(seed))
    parts = draft.tier("Part", round(PARTS * size), 60.0, second)
    systems = draft.tier("System", round(SYSTEMS * size), 400.0, second)
    draft.vehicles(max(1, round(VEHICLES * size)), max(1, round(PLANTS * size)), systems)
    draft.systems(systems, parts)
    draft.sizes()
    return network(Settings(f"car maker {seed}", "Made by chance for a bench.", fictional=True), draft.rows)
