"""Networks for tests: one made by hand, and valid random ones of any size.

`random_network` grows products from the customer upstream, so that everything it makes has a use: shops, warehouses,
factories that hold components or order them to need, subassemblies made on the spot or brought, one or two suppliers,
ports on the way, calendars, shared hours, every lead-time and demand shape, backorders and lost sales; some rows in other
units and currencies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from echelon.network.check.capacity import mean_need
from echelon.network.check.facts import Facts
from echelon.network.check.places import distance_km
from echelon.network.check.times import mean_leads
from echelon.network.model import Network, Settings, network
from echelon.network.schema import NOUNS
from echelon.testing.cities import CITIES, KM_PER_DAY, PASSAGES
from echelon.testing.dressing import dress

Row = dict[str, object]


def hand_made() -> Network:
    """A chain with one of everything: two suppliers of one part, a factory, a warehouse, a shop, a canal.

    >>> hand_made().site("Izmir Works").feeds
    ('Leeds Shop', 'Lille Depot')
    """
    return network(Settings("hand-made", currency="USD", assumptions=("Nobody sells such lamps.",)), {
        "site": [
            {"name": "Osaka Glass", "role": "supplier", "latitude": 34.69, "longitude": 135.5, "country": "JP"},
            {"name": "Brno Glass", "role": "supplier", "latitude": 49.2, "longitude": 16.6, "country": "CZ"},
            {"name": "Izmir Works", "role": "factory", "latitude": 38.42, "longitude": 27.14, "country": "TR"},
            {"name": "Lille Depot", "role": "warehouse", "latitude": 50.63, "longitude": 3.06, "country": "FR"},
            {"name": "Leeds Shop", "role": "store", "latitude": 53.8, "longitude": -1.55, "country": "GB"},
            {"name": "Suez", "role": "canal", "latitude": 30.5, "longitude": 32.35, "country": "EG"},
        ],
        "item": [
            {"name": "glass", "unit": "kg", "unit_value": 3},
            {"name": "base", "unit_value": 5, "currency": "USD"},
            {"name": "lamp", "unit_value": 40, "description": "a lamp", "packs": "case:6; pallet:120", "space_per_unit": 0.02},
        ],
        "stock point": [
            {"site": "Osaka Glass", "item": "glass", "target_stock": 90, "unit": "kg"},
            {"site": "Brno Glass", "item": "glass", "target_stock": 60},
            {"site": "Izmir Works", "item": "base", "target_stock": 100, "initial_stock": 80},
            {"site": "Izmir Works", "item": "lamp", "policy": "s_S", "target_stock": 80, "reorder_point": 40},
            {"site": "Lille Depot", "item": "lamp", "target_stock": 70, "holding_cost_per_day": 0.02},
            {"site": "Leeds Shop", "item": "lamp", "target_stock": 25},
        ],
        "lane": [
            {"from": "Osaka Glass", "to": "Izmir Works", "item": "glass", "mode": "sea", "lead_days": 24, "lead_shape": "gamma",
             "lead_sd_days": 3, "share": 0.6, "via": "Suez", "cost_per_unit": 0.2, "currency": "USD"},
            {"from": "Brno Glass", "to": "Izmir Works", "item": "glass", "mode": "road", "lead_days": 4, "share": 0.4},
            {"from": "Izmir Works", "to": "Lille Depot", "item": "lamp", "mode": "sea", "lead_shape": "table",
             "lead_table": "9:0.7;14:0.3", "capacity_per_day": 5, "cost_per_unit": 3, "unit": "case", "currency": "EUR"},
            {"from": "Lille Depot", "to": "Leeds Shop", "item": "lamp", "mode": "road", "lead_days": 1.5},
            {"from": "Izmir Works", "to": "Leeds Shop", "item": "lamp", "mode": "air", "lead_days": 2},
        ],
        "recipe": [
            {"site": "Osaka Glass", "item": "glass", "lead_days": 5},
            {"site": "Brno Glass", "item": "glass", "lead_days": 3, "capacity_per_day": 40},
            {"site": "Izmir Works", "item": "base", "lead_days": 2},
            {"site": "Izmir Works", "item": "lamp", "lead_days": 1, "resource": "line", "hours_per_unit": 0.5},
        ],
        "recipe input": [
            {"site": "Izmir Works", "item": "lamp", "input": "glass", "quantity": 1.2, "unit": "kg"},
            {"site": "Izmir Works", "item": "lamp", "input": "base"},
        ],
        "resource": [{"site": "Izmir Works", "name": "line", "hours_per_day": 16, "calendar": "workdays"}],
        "demand": [
            {"customer": "walk-in", "site": "Leeds Shop", "item": "lamp", "mean_per_day": 6, "shape": "poisson",
             "calendar": "winter", "price": 79, "unmet": "lost", "currency": "USD"},
            {"customer": "hotels", "site": "Lille Depot", "item": "lamp", "mean_per_day": 5, "shape": "normal",
             "sd_per_day": 2, "price": 60, "stockout_cost": 1, "unit": "piece"},
        ],
        "calendar": [
            {"name": "winter", "months": "1.2 1.1 1 0.9 0.8 0.8 0.8 0.9 1 1.1 1.2 1.2"},
            {"name": "workdays", "weekdays": "1 1 1 1 1 0.5 0"},
        ],
        "exchange rate": [
            {"currency": "EUR", "date": "2025-11-03", "rate": 1.1},
            {"currency": "EUR", "date": "2026-02-02", "rate": 1.25},
        ],
    })  # fmt: skip


def random_network(seed: int, points: int = 30) -> Network:
    """A valid network of about so many stock points; the same seed and size give the same network.

    seed     int, >= 0
    points   int, >= 1   stock points to reach; the last product may overshoot by a few
    returns  a network in which `check` finds no error

    >>> from echelon.network.check import check
    >>> [finding for finding in check(random_network(7)) if finding.level == "error"]
    []
    >>> random_network(7).digest == random_network(7).digest
    True
    """
    plan = _Plan(np.random.default_rng(seed), max(1, points))
    plan.calendars()
    while not plan.full:
        plan.product()
    plan.resources()
    asked = {row.get("calendar") for noun in ("demand", "resource") for row in plan.rows[noun]}
    plan.rows["calendar"] = [row for row in plan.rows["calendar"] if row["name"] in asked]
    settings = Settings(f"random {seed}", "Made by chance for tests.", fictional=True,
                        start_date=f"{2024 + seed % 3}-{1 + seed % 12:02d}-15", holding_rate_per_year=0.25)  # fmt: skip
    draft = network(settings, plan.rows)
    _size(plan, draft)
    dress(plan.rows, np.random.default_rng([seed, points]))
    return network(settings, plan.rows)


@dataclass
class _Plan:
    """A network while it grows; `chance` decides, `points` is the size to reach."""

    chance: np.random.Generator
    points: int
    rows: dict[str, list[Row]] = field(default_factory=lambda: {schema.noun: [] for schema in NOUNS})
    pools: dict[str, list[str]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    bills: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    places: dict[str, tuple[float, float]] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)
    ordered: set[tuple[str, str]] = field(default_factory=set)
    makers: dict[str, list[str]] = field(default_factory=dict)
    passages: set[str] = field(default_factory=set)

    def likely(self, part: float) -> bool:
        """True in that part of all cases."""
        return bool(self.chance.random() < part)

    def between(self, low: float, high: float) -> float:
        """A number of two decimals."""
        return round(float(self.chance.uniform(low, high)), 2)

    def one(self, options: Sequence[str]) -> str:
        """One of the options."""
        return options[int(self.chance.integers(len(options)))]

    @property
    def full(self) -> bool:
        """Are there as many stock points as asked for?"""
        return len(self.held) >= self.points

    def site(self, role: str) -> str:
        """A site of that role: one that exists, or a new one near a real city."""
        pool = self.pools.setdefault(role, [])
        if pool and self.likely(
            min(0.9, len(pool) / 4 if self.points < 60 else 1 - 8 * len(pool) / self.points)
        ):
            return self.one(pool)
        city, latitude, longitude, country = CITIES[int(self.chance.integers(len(CITIES)))]
        name = f"{city} {role} {len(self.rows['site']) + 1}"
        row: Row = {
            "name": name,
            "role": role,
            "country": country,
            "region": "test" if self.likely(0.5) else "",
        }
        self.places[name] = latitude + self.between(-0.4, 0.4), longitude + self.between(-0.4, 0.4)
        row["latitude"], row["longitude"] = (round(each, 3) for each in self.places[name])
        self.rows["site"].append(row)
        pool.append(name)
        return name

    def item(self, level: int) -> str:
        """An item of that level of assembly, new or known; level 0 is bought."""
        known = [name for name, its in self.levels.items() if its == level][-12:]
        if known and self.likely(0.45):
            return self.one(known)
        name = f"{('part', 'unit', 'module')[min(level, 2)]} {len(self.levels) + 1}"
        self.levels[name] = level
        self.bills[name] = self._bill(level) if level else []
        cost = math.fsum(quantity * self.values[part] for part, quantity in self.bills[name])
        self.values[name] = round(cost * 1.4 + self.between(1, 20), 2)
        self.rows["item"].append({"name": name, "unit": self.one(("piece", "kg", "m")), "unit_value": self.values[name],
                                  "currency": "EUR" if self.likely(0.2) else ""})  # fmt: skip
        return name

    def _bill(self, level: int) -> list[tuple[str, float]]:
        room = self.points - len(self.held)
        count = int(self.chance.integers(1, 4)) if room > 6 else 1
        parts = {self.item(int(self.chance.integers(level))) for _ in range(count)}
        quantities = (1.0, 1.0, 2.0, 4.0, 0.5, 0.25)
        return [(part, quantities[int(self.chance.integers(6))]) for part in sorted(parts)]

    def hold(self, site: str, item: str) -> None:
        """A stock point; its target is set when the need is known."""
        self.held.add((site, item))
        self.rows["stock point"].append({"site": site, "item": item, "target_stock": 0})

    def lead(self, days: float) -> Row:
        """Columns of a lead time about so long, of any shape."""
        shape = self.one(("constant", "constant", "gamma", "table"))
        if shape == "table":
            early, late = max(0, round(days)), round(days * 1.5) + 1
            return {"lead_shape": "table", "lead_table": f"{early}:0.75;{late}:0.25"}
        if shape == "gamma":
            days = max(days, 0.5)
            return {
                "lead_shape": "gamma",
                "lead_days": days,
                "lead_sd_days": round(days * self.between(0.1, 0.6), 3),
            }
        return {"lead_days": days if self.likely(0.4) else float(round(days))}

    def make(self, site: str, item: str) -> None:
        """A recipe at the site, a stock point behind it and all that feeds it."""
        self.hold(site, item)
        self.makers.setdefault(item, []).append(site)
        longest = 12.0 if not self.levels[item] else 4.0
        self.rows["recipe"].append({"site": site, "item": item, **self.lead(self.between(0, longest))})
        for part, quantity in self.bills[item]:
            self.rows["recipe input"].append(
                {"site": site, "item": item, "input": part, "quantity": quantity}
            )
            self.bring(site, part)

    def bring(self, site: str, item: str) -> None:
        """See to it that a recipe at the site gets its input: made there, held there, or ordered to need."""
        if (site, item) in self.held | self.ordered:
            return
        if self.levels[item] and self.likely(0.4):
            self.make(site, item)
            return
        self.ordered.add((site, item))  # so that nobody starts making it here meanwhile
        sources = self.sources(item, site)
        if self.likely(0.6):
            self.ordered.remove((site, item))
            self.hold(site, item)
        self.lanes(sources, site, item)

    def sources(self, item: str, site: str) -> list[str]:
        """One or two makers of the item elsewhere."""
        wanted = 2 if self.likely(0.3) and not self.full else 1
        known = [maker for maker in self.makers.get(item, ()) if maker != site]
        found = [self.one(known)] if known and (wanted == 1 or self.likely(0.5)) else []
        role = "factory" if self.levels[item] else "supplier"
        while len(found) < wanted:
            other = self.site(role)
            for _ in range(9):
                if other != site and other not in found and (other, item) not in self.held | self.ordered:
                    break
                other = self.site(role)
            else:
                other = self.fresh(role)
            self.make(other, item)
            found.append(other)
        return found

    def fresh(self, role: str) -> str:
        """A site that did not exist."""
        kept, self.pools[role] = self.pools.get(role, []), []
        name = self.site(role)
        self.pools[role] = [*kept, name]
        return name

    def lanes(self, sources: Sequence[str], to: str, item: str) -> None:
        """Lanes from each source, with shares for all, for one or for none."""
        part = self.between(0.1, 0.9)
        shares: list[object] = [None] * len(sources)
        if len(sources) == 2:
            options: tuple[list[object], ...] = ([part, round(1 - part, 2)], [part, None], [None, None])
            shares = options[int(self.chance.integers(3))]
        for source, share in zip(sources, shares, strict=True):
            self.rows["lane"].append(
                {"from": source, "to": to, "item": item, "share": share, **self.way(source, to)}
            )

    def way(self, source: str, to: str) -> Row:
        """Mode, lead time, cost and passages that suit the distance."""
        km = float(distance_km(*(np.array(each) for each in (*self.places[source], *self.places[to]))))
        mode = (
            self.one(("sea", "sea", "sea", "air")) if km > 3000 else self.one(("road", "road", "rail", "any"))
        )
        days = km / KM_PER_DAY[mode] + (self.between(1, 4) if km > 300 else self.between(0, 1))
        via = self.passage() if mode == "sea" and self.likely(0.7) else ""
        return {
            "mode": mode,
            **self.lead(round(days, 2)),
            "cost_per_unit": round(0.1 + km / 5000, 2),
            "via": via,
        }

    def passage(self) -> str:
        """One or two ports or canals on the way."""
        chosen = sorted(self.chance.choice(len(PASSAGES), size=1 + self.likely(0.3), replace=False).tolist())
        for at in chosen:
            name, role, latitude, longitude, country = PASSAGES[at]
            if name not in self.passages:
                self.passages.add(name)
                self.rows["site"].append({"name": name, "role": role, "latitude": latitude, "longitude": longitude,
                                          "country": country})  # fmt: skip
        return ";".join(PASSAGES[at][0] for at in chosen)

    def product(self) -> None:
        """A product, where it is made, and the way to its customers."""
        item = self.item(int(self.chance.integers(1, 4)) if self.points - len(self.held) > 3 else 0)
        origin = self.sources(item, "")
        for source in origin:
            if self.likely(0.25) or self.full:
                self.demand(source, item)
        if self.full:
            return
        depots = [self.stage("warehouse", origin, item) for _ in range(int(self.chance.integers(1, 3)))]
        for depot in dict.fromkeys(depots):
            for _ in range(int(self.chance.integers(0, 4))):
                self.demand(self.stage("store", [depot] if self.likely(0.7) else origin, item), item)
            self.demand(depot, item)

    def stage(self, role: str, sources: Sequence[str], item: str) -> str:
        """The product held at a site of that role, fed from the sources."""
        site = self.site(role)
        if (site, item) not in self.held:
            self.hold(site, item)
            self.lanes(list(dict.fromkeys(sources)), site, item)
        return site

    def demand(self, site: str, item: str) -> None:
        """A customer, of any shape, season and patience."""
        mean = self.between(0.5, 20)
        shape = self.one(("constant", "normal", "gamma", "poisson"))
        spread = round(mean * self.between(0.1, 0.8), 3) if shape in ("normal", "gamma") else None
        self.rows["demand"].append({
            "customer": f"customer {len(self.rows['demand']) + 1}", "site": site, "item": item, "mean_per_day": mean,
            "shape": shape, "sd_per_day": spread, "calendar": self.one(("", "season", "week")),
            "unmet": self.one(("backorder", "lost")),
            "price": round(self.values[item] * self.between(1.2, 2), 2) if self.likely(0.7) else None,
            "stockout_cost": self.between(0, 3) if self.likely(0.5) else None,
        })  # fmt: skip

    def calendars(self) -> None:
        """A season, a week and a shift pattern."""
        season = " ".join(f"{1 + 0.4 * np.sin(month / 6 * np.pi):.2f}" for month in range(12))
        week = " ".join(str(self.between(0.5, 1.5)) for _ in range(6)) + " 0"
        self.rows["calendar"] += [{"name": "season", "months": season}, {"name": "week", "weekdays": week},
                                  {"name": "shifts", "weekdays": "1 1 1 1 1 0.5 0"}]  # fmt: skip

    def resources(self) -> None:
        """Some factories share the hours of one line among all they make."""
        for site in self.pools.get("factory", ()):
            made = [row for row in self.rows["recipe"] if row["site"] == site]
            if made and self.likely(0.5):
                self.rows["resource"].append({"site": site, "name": "line", "hours_per_day": 24,
                                              "calendar": "shifts" if self.likely(0.5) else ""})  # fmt: skip
                for row in made:
                    row["resource"], row["hours_per_unit"] = "line", self.between(0.02, 0.5)


def _size(plan: _Plan, draft: Network) -> None:
    """Targets, capacities and hours that suit the need, some of them tight."""
    facts = Facts(draft)
    need = mean_need(facts)
    cover = np.zeros(facts.size)
    np.maximum.at(cover, facts.nodes["lane"][1], mean_leads(draft["lane"]))
    np.maximum.at(cover, facts.nodes["recipe"][0], mean_leads(draft["recipe"]))
    for row, node in zip(plan.rows["stock point"], facts.nodes["stock point"][0].tolist(), strict=True):
        _aim(plan, row, float(need[node]), float(cover[node]))
    for row, most in zip(
        plan.rows["lane"], (need[facts.nodes["lane"][1]] * facts.splits).tolist(), strict=True
    ):
        if plan.likely(0.2):
            row["capacity_per_day"] = round(most * plan.between(1.1, 3) + 0.01, 3)
    load: dict[object, float] = {}
    for row, most in zip(plan.rows["recipe"], need[facts.nodes["recipe"][0]].tolist(), strict=True):
        if plan.likely(0.25):
            row["capacity_per_day"] = round(most * plan.between(1.05, 3) + 0.01, 3)
        if row.get("resource"):
            load[row["site"]] = load.get(row["site"], 0.0) + most * float(str(row["hours_per_unit"]))
    for row in plan.rows["resource"]:
        row["hours_per_day"] = round(load[row["site"]] * plan.between(1.5, 3) + 0.01, 3)


def _aim(plan: _Plan, row: Row, need: float, cover: float) -> None:
    target = round(need * (cover + 1) * plan.between(0.8, 2.5), 2 if plan.likely(0.5) else None)
    row["target_stock"] = target = max(target, 1)
    if plan.likely(0.3):
        row["policy"], row["reorder_point"] = "s_S", round(target * plan.between(0.3, 0.9), 2)
    if plan.likely(0.2):
        row["initial_stock"] = round(target * plan.between(0, 1.5), 2)
    if plan.likely(0.2):
        row["holding_cost_per_day"] = plan.between(0.001, 0.1)
