"""A seeded network of any size, up to millions of stock points: parts, plants, distribution centres, shops.

    python bench/large.py 1000000 FOLDER     writes it as CSV files;   --lead-sd 0.4 draws every lead time

A product has 1 or 2 plants and 8 distribution centres; the rest of its stock points are shops. A plant makes it of 1 to 3
parts, each with a supplier and a stock at the plant. No point has more than 3 flows, no lane more than 7 days, every target
covers the lead time and two standard deviations.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from echelon.core.table import parse
from echelon.network.model import Network, Settings
from echelon.network.schema import NOUNS

Columns = dict[str, dict[str, list[Any]]]
"""Noun → column → cells [row]."""
PER_PRODUCT = 40
CENTRES = 8
ROLES = {"Supplier": "supplier", "Plant": "factory", "Centre": "warehouse", "Shop": "store"}
SD = 0.2
"""Standard deviation of a shop's demand as part of its mean."""


class _Tier(NamedTuple):
    """Stock points of one kind: site and item numbers, units a day, and days of their longest lane."""

    site: Any
    item: Any
    need: Any
    days: Any


class _Ways(NamedTuple):
    """Lanes from rows of one tier to rows of the next, with their days and shares."""

    source: Any
    target: Any
    days: Any
    share: Any


def columns(points: int, *, seed: int = 0, lead_sd: float = 0.0) -> Columns:
    """The network in columns, for `written` and `in_memory`.

    points   at least 400;  lead_sd  standard deviation of lead times as part of their mean, 0 for constant ones
    """
    chance = np.random.default_rng(seed)
    products = points // PER_PRODUCT
    shops_there = max(100, round(2 * points**0.5))
    there = {"Supplier": shops_there // 20, "Plant": shops_there // 20, "Centre": max(CENTRES, shops_there // 10),
             "Shop": shops_there}  # fmt: skip
    made_by, made = _plants(products, there["Plant"], chance)
    part_of, part, quantity = _bill(len(made), 2 * products, chance)
    known, part = np.unique(part, return_inverse=True)
    held, stock_of = np.unique(made_by[part_of] * len(known) + part, return_inverse=True)
    shops = points - len(known) - len(held) - len(made) - CENTRES * products
    centre = _around(products, CENTRES * products, there["Centre"], chance)
    shop = _around(products, shops, there["Shop"], chance)
    down = _from_centres(shop[1], chance)
    need = np.round(chance.lognormal(1.5, 0.8, shops) + 0.5, 1)
    centre_need = np.bincount(down.source, need[down.target] * down.share, CENTRES * products)
    across = _from_plants(centre[1], made, chance)
    made_need = np.bincount(across.source, centre_need[across.target] * across.share, len(made))
    held_need = np.bincount(stock_of, made_need[part_of] * quantity, len(held))
    up_days = chance.integers(1, 8, len(held))
    part_need = np.bincount(held % len(known), held_need, len(known))
    make_days = chance.integers(1, 4, len(made))
    tiers = {
        "Supplier": _Tier(chance.integers(0, there["Supplier"], len(known)), np.arange(len(known)), part_need, chance.integers(1, 4, len(known))),
        "Stock": _Tier(held // len(known), held % len(known), held_need, up_days),
        "Plant": _Tier(made_by, made, made_need, make_days),
        "Centre": _Tier(*centre, centre_need, _longest(across, len(centre_need))),
        "Shop": _Tier(*shop, need, _longest(down, shops)),
    }  # fmt: skip
    up = _Ways(held % len(known), np.arange(len(held)), up_days, np.ones(len(held)))
    return _tables(tiers, (up, across, down), (part_of, stock_of, quantity), there, lead_sd)


def in_memory(table: Columns, points: int) -> Network:
    """The network without a file."""
    return Network(
        Settings(f"{points:,} points"),
        {schema.noun: parse(schema, table.get(schema.noun, {}))[0] for schema in NOUNS},
    )


def written(table: Columns, folder: Path, points: int) -> None:
    """The network as a folder that `echelon.connect.read_network` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.toml").write_text(f'name = "{points:,} points"\n', "utf-8")
    for schema in NOUNS:
        if schema.noun in table:
            cells = table[schema.noun]
            rows = zip(*(_texts(column) for column in cells.values()), strict=True)
            with (folder / schema.file).open("w", encoding="utf-8") as file:
                file.write(",".join(cells) + "\n")
                file.writelines(",".join(row) + "\n" for row in rows)


def _texts(cells: list[Any]) -> list[str]:
    return [cell if isinstance(cell, str) else f"{cell:g}" for cell in cells]


def _plants(products: int, plants: int, chance: Any) -> tuple[Any, Any]:
    """Plant and product of each point that makes; half of the products have two plants."""
    first = chance.integers(0, plants, products)
    twice = np.flatnonzero(chance.random(products) < 0.5)
    second = (first[twice] + chance.integers(1, plants, len(twice))) % plants
    product = np.concatenate([np.arange(products), twice])
    order = np.argsort(product, kind="stable")
    return np.concatenate([first, second])[order], product[order]


def _bill(makers: int, parts: int, chance: Any) -> tuple[Any, Any, Any]:
    """Maker, part and quantity of each line of the bills of materials, 1 to 3 different parts for each maker."""
    count = chance.integers(1, 4, makers)
    maker = np.repeat(np.arange(makers), count)
    nth = np.arange(len(maker)) - np.repeat(np.cumsum(count) - count, count)
    part = (chance.integers(0, parts, makers)[maker] + nth * (1 + maker % 97)) % parts
    return maker, part, chance.integers(1, 4, len(maker)).astype(float)


def _around(products: int, rows: int, sites: int, chance: Any) -> tuple[Any, Any]:
    """Site and product of so many points: neighbouring sites for each product, as many as for the others or one more."""
    product = np.sort(np.arange(rows) % products)
    first = np.searchsorted(product, np.arange(products))
    return (chance.integers(0, sites, products)[product] + np.arange(rows) - first[product]) % sites, product


def _from_centres(product: Any, chance: Any) -> _Ways:
    """Each shop has 1 to 3 centres of its product, the first of them with most."""
    count = chance.choice([1, 2, 3], len(product), p=[0.6, 0.3, 0.1])
    shop = np.repeat(np.arange(len(product)), count)
    nth = np.arange(len(shop)) - np.repeat(np.cumsum(count) - count, count)
    nearest = np.arange(len(product)) - np.searchsorted(product, product)
    centre = CENTRES * product[shop] + (nearest[shop] + nth) % CENTRES
    share = np.array([[1.0, 0.0, 0.0], [0.7, 0.3, 0.0], [0.5, 0.3, 0.2]])[count[shop] - 1, nth]
    return _Ways(centre, shop, chance.integers(1, 4, len(shop)), share)


def _from_plants(product: Any, made: Any, chance: Any) -> _Ways:
    """Each centre is fed by all plants of its product, in equal parts."""
    first, last = np.searchsorted(made, product), np.searchsorted(made, product, side="right")
    count = last - first
    centre = np.repeat(np.arange(len(product)), count)
    nth = np.arange(len(centre)) - np.repeat(np.cumsum(count) - count, count)
    return _Ways(first[centre] + nth, centre, chance.integers(1, 8, len(centre)), 1.0 / count[centre])


def _longest(ways: _Ways, targets: int) -> Any:
    days = np.zeros(targets, dtype=np.int64)
    np.maximum.at(days, ways.target, ways.days)
    return days


def _tables(tiers: Mapping[str, _Tier], ways: tuple[_Ways, ...], bill: tuple[Any, Any, Any], there: Mapping[str, int],
            lead_sd: float) -> Columns:  # fmt: skip
    sites = {kind: np.array([f"{kind} {at:04d}" for at in range(count)], dtype=object)
             for kind, count in there.items()}  # fmt: skip
    part = np.array([f"Part {at:06d}" for at in range(len(tiers["Supplier"].item))], dtype=object)
    product = np.array([f"Product {at:06d}" for at in range(int(tiers["Shop"].item.max()) + 1)], dtype=object)
    named = {
        kind: (sites["Plant" if kind == "Stock" else kind][tier.site],
               (part if kind in ("Supplier", "Stock") else product)[tier.item])
        for kind, tier in tiers.items()
    }  # fmt: skip
    site, item = (np.concatenate([names[end] for names in named.values()]) for end in (0, 1))
    target = np.concatenate([_target(tier) for tier in tiers.values()])
    used = [site_of for kind in sites for site_of in sites[kind][np.unique(_sites_used(tiers, kind))].tolist()]
    lanes = [_lanes(named[a], named[b], way) for (a, b), way in zip((("Supplier", "Stock"), ("Plant", "Centre"), ("Centre", "Shop")), ways, strict=True)]  # fmt: skip
    lane = {name: sum((each[name] for each in lanes), []) for name in lanes[0]}
    maker, stock, quantity = bill
    makers = [named[kind] for kind in ("Supplier", "Plant")]
    days = np.concatenate([tiers[kind].days for kind in ("Supplier", "Plant")])
    recipe = {"site": _joined(makers, 0), "item": _joined(makers, 1), "lead_days": days.tolist()}
    for each in (lane, recipe) if lead_sd else ():
        each |= {
            "lead_shape": ["gamma"] * len(each["lead_days"]),
            "lead_sd_days": [lead_sd * d for d in each["lead_days"]],
        }
    mean = tiers["Shop"].need
    return {
        "site": {"name": used, "role": [ROLES[name.split()[0]] for name in used]},
        "item": {"name": [*part.tolist(), *product.tolist()], "unit_value": [1.0] * len(part) + [5.0] * len(product)},
        "stock point": {"site": site.tolist(), "item": item.tolist(), "target_stock": target.tolist()},
        "lane": lane,
        "recipe": recipe,
        "recipe input": {"site": named["Plant"][0][maker].tolist(), "item": named["Plant"][1][maker].tolist(),
                         "input": named["Stock"][1][stock].tolist(), "quantity": quantity.tolist()},
        "demand": {"customer": ["Public"] * len(mean), "site": named["Shop"][0].tolist(), "item": named["Shop"][1].tolist(),
                   "mean_per_day": mean.tolist(), "shape": ["normal"] * len(mean),
                   "sd_per_day": np.round(SD * mean, 3).tolist(), "price": [9.0] * len(mean),
                   "stockout_cost": [1.0] * len(mean)},
    }  # fmt: skip


def _sites_used(tiers: Mapping[str, _Tier], kind: str) -> Any:
    kinds = ("Stock", "Plant") if kind == "Plant" else (kind,)
    return np.concatenate([tiers[each].site for each in kinds])


def _target(tier: _Tier) -> Any:
    """Stock for the lead time and the day, and two standard deviations; what is shipped comes from others who may be short."""
    return np.ceil(tier.need * (tier.days + 2) * 1.1 + 2 * SD * tier.need * np.sqrt(tier.days + 1.0) + 1)


def _joined(pairs: list[tuple[Any, Any]], end: int) -> list[Any]:
    return [name for pair in pairs for name in pair[end].tolist()]


def _lanes(sources: tuple[Any, Any], targets: tuple[Any, Any], way: _Ways) -> dict[str, list[Any]]:
    return {
        "from": sources[0][way.source].tolist(),
        "to": targets[0][way.target].tolist(),
        "item": targets[1][way.target].tolist(),
        "lead_days": way.days.tolist(),
        "share": way.share.tolist(),
        "cost_per_unit": (0.01 * way.days).tolist(),
    }


def main() -> None:
    """Write a network to a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("points", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lead-sd", type=float, default=0.0)
    chosen = parser.parse_args()
    written(columns(chosen.points, lead_sd=chosen.lead_sd), chosen.folder, chosen.points)


if __name__ == "__main__":
    main()
