"""A seeded network of any size, up to millions of stock points: parts, plants, distribution centres, shops.

    python bench/large.py 1000000 FOLDER     writes it as CSV files;   --lead-sd 0.4 draws every lead time

A product has 1 or 2 plants and 8 distribution centres; the rest of its stock points are shops. A plant makes it of 1 to 3
parts, each with a supplier and a stock at the plant. No point has more than 3 flows, no lane more than 7 days, every target
covers the lead time and two standard deviations.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
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
ENDS = {"up": ("Supplier", "Stock"), "across": ("Plant", "Centre"), "down": ("Centre", "Shop")}
PLACE = {"Stock": "Plant"}
"""Stocks of parts lie at plants."""
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


class _Bill(NamedTuple):
    """Lines of bills of materials: who makes, the stock of a part that it takes, and how many of it."""

    maker: Any
    stock: Any
    quantity: Any


def columns(points: int, *, seed: int = 0, lead_sd: float = 0.0) -> Columns:
    """The network in columns, for `written` and `in_memory`.

    points   at least 400;  lead_sd  standard deviation of lead times as part of their mean, 0 for constant ones
    """
    chance, products, shops = (
        np.random.default_rng(seed),
        points // PER_PRODUCT,
        max(100, round(2 * points**0.5)),
    )
    there = {
        "Supplier": shops // 20,
        "Plant": shops // 20,
        "Centre": max(CENTRES, shops // 10),
        "Shop": shops,
    }
    made = _plants(products, there["Plant"], chance)
    bill, parts, held = _bill(made, 2 * products, chance)
    rest = points - parts - len(held) - len(made[0]) - CENTRES * products
    centre, shop = (
        _around(products, *each, chance) for each in ((CENTRES * products, there["Centre"]), (rest, shops))
    )
    ways = {"up": _Ways(held % parts, np.arange(len(held)), chance.integers(1, 8, len(held)), np.ones(len(held))),
            "across": _from_plants(centre[1], made[1], chance), "down": _from_centres(shop[1], chance)}  # fmt: skip
    shop_need = np.round(chance.lognormal(1.5, 0.8, rest) + 0.5, 1)
    centre_need = _carried(ways["down"], shop_need, CENTRES * products)
    made_need = _carried(ways["across"], centre_need, len(made[0]))
    held_need = np.bincount(bill.stock, made_need[bill.maker] * bill.quantity, len(held))
    making = [chance.integers(1, 4, count) for count in (parts, len(made[0]))]
    tiers = {
        "Supplier": _Tier(chance.integers(0, there["Supplier"], parts), np.arange(parts),
                          _carried(ways["up"], held_need, parts), making[0]),
        "Stock": _Tier(held // parts, held % parts, held_need, ways["up"].days),
        "Plant": _Tier(*made, made_need, making[1]),
        "Centre": _Tier(*centre, centre_need, _longest(ways["across"], len(centre_need))),
        "Shop": _Tier(*shop, shop_need, _longest(ways["down"], rest)),
    }  # fmt: skip
    return _tables(tiers, ways, bill, there, lead_sd)


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


def _bill(made: tuple[Any, Any], parts: int, chance: Any) -> tuple[_Bill, int, Any]:
    """1 to 3 different parts for each maker; how many parts there are, and the stocks of them: plant x parts + part."""
    count = chance.integers(1, 4, len(made[0]))
    maker = np.repeat(np.arange(len(count)), count)
    part = (chance.integers(0, parts, len(count))[maker] + _nth(count) * (1 + maker % 97)) % parts
    known, part = np.unique(part, return_inverse=True)
    held, stock = np.unique(made[0][maker] * len(known) + part, return_inverse=True)
    return _Bill(maker, stock, chance.integers(1, 4, len(maker)).astype(float)), len(known), held


def _nth(count: Any) -> Any:
    """0, 1, 2 … within each of several runs of so many."""
    return np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)


def _carried(ways: _Ways, need: Any, sources: int) -> Any:
    """What sources must supply for what their receivers need."""
    return np.bincount(ways.source, need[ways.target] * ways.share, sources)


def _around(products: int, rows: int, sites: int, chance: Any) -> tuple[Any, Any]:
    """Site and product of so many points: neighbouring sites for each product, as many as for the others or one more."""
    product = np.sort(np.arange(rows) % products)
    first = np.searchsorted(product, np.arange(products))
    return (chance.integers(0, sites, products)[product] + np.arange(rows) - first[product]) % sites, product


def _from_centres(product: Any, chance: Any) -> _Ways:
    """Each shop has 1 to 3 centres of its product, the first of them with most."""
    count = chance.choice([1, 2, 3], len(product), p=[0.6, 0.3, 0.1])
    shop = np.repeat(np.arange(len(product)), count)
    nth = _nth(count)
    nearest = np.arange(len(product)) - np.searchsorted(product, product)
    centre = CENTRES * product[shop] + (nearest[shop] + nth) % CENTRES
    share = np.array([[1.0, 0.0, 0.0], [0.7, 0.3, 0.0], [0.5, 0.3, 0.2]])[count[shop] - 1, nth]
    return _Ways(centre, shop, chance.integers(1, 4, len(shop)), share)


def _from_plants(product: Any, made: Any, chance: Any) -> _Ways:
    """Each centre is fed by all plants of its product, in equal parts."""
    first, last = np.searchsorted(made, product), np.searchsorted(made, product, side="right")
    count = last - first
    centre = np.repeat(np.arange(len(product)), count)
    return _Ways(first[centre] + _nth(count), centre, chance.integers(1, 8, len(centre)), 1.0 / count[centre])


def _longest(ways: _Ways, targets: int) -> Any:
    days = np.zeros(targets, dtype=np.int64)
    np.maximum.at(days, ways.target, ways.days)
    return days


def _tables(tiers: Mapping[str, _Tier], ways: Mapping[str, _Ways], bill: _Bill, there: Mapping[str, int],
            lead_sd: float) -> Columns:  # fmt: skip
    parts, products = len(tiers["Supplier"].item), int(tiers["Shop"].item.max()) + 1
    items = {"Part": _numbered("Part", parts), "Product": _numbered("Product", products)}
    named = {
        kind: (_numbered(PLACE.get(kind, kind), there[PLACE.get(kind, kind)])[tier.site],
               items["Part" if kind in ("Supplier", "Stock") else "Product"][tier.item])
        for kind, tier in tiers.items()
    }  # fmt: skip
    used = sorted({site for sites, _ in named.values() for site in sites.tolist()})
    making = named["Supplier"], named["Plant"]
    made_of = tuple(each[bill.maker].tolist() for each in named["Plant"])
    mean, (shop, sold) = tiers["Shop"].need, named["Shop"]
    return {
        "site": {"name": used, "role": [ROLES[name.split()[0]] for name in used]},
        "item": {"name": [name for names in items.values() for name in names.tolist()],
                 "unit_value": [1.0] * parts + [5.0] * products},
        "stock point": {"site": _joined(named.values(), 0), "item": _joined(named.values(), 1),
                        "target_stock": np.concatenate([_target(tier) for tier in tiers.values()]).tolist()},
        "lane": _lanes(named, ways, lead_sd),
        "recipe": {"site": _joined(making, 0), "item": _joined(making, 1),
                   **_leads(np.concatenate([tiers["Supplier"].days, tiers["Plant"].days]), lead_sd)},
        "recipe input": {"site": made_of[0], "item": made_of[1], "input": named["Stock"][1][bill.stock].tolist(),
                         "quantity": bill.quantity.tolist()},
        "demand": {"customer": ["Public"] * len(mean), "site": shop.tolist(), "item": sold.tolist(),
                   "mean_per_day": mean.tolist(), "shape": ["normal"] * len(mean),
                   "sd_per_day": np.round(SD * mean, 3).tolist(), "price": [9.0] * len(mean),
                   "stockout_cost": [1.0] * len(mean)},
    }  # fmt: skip


def _numbered(kind: str, count: int) -> Any:
    return np.array([f"{kind} {at:06d}" for at in range(count)], dtype=object)


def _target(tier: _Tier) -> Any:
    """Stock for the lead time and the day, and two standard deviations; what is shipped comes from others who may be short."""
    return np.ceil(tier.need * (tier.days + 2) * 1.1 + 2 * SD * tier.need * np.sqrt(tier.days + 1.0) + 1)


def _joined(pairs: Iterable[tuple[Any, Any]], end: int) -> list[Any]:
    return [name for pair in pairs for name in pair[end].tolist()]


def _lanes(
    named: Mapping[str, tuple[Any, Any]], ways: Mapping[str, _Ways], lead_sd: float
) -> dict[str, list[Any]]:
    ends = [(named[one], named[other], ways[name]) for name, (one, other) in ENDS.items()]
    days = np.concatenate([way.days for *_, way in ends])
    return {
        "from": [name for source, _, way in ends for name in source[0][way.source].tolist()],
        "to": [name for _, target, way in ends for name in target[0][way.target].tolist()],
        "item": [name for _, target, way in ends for name in target[1][way.target].tolist()],
        "share": np.concatenate([way.share for *_, way in ends]).tolist(),
        "cost_per_unit": (days / 100).tolist(),
        **_leads(days, lead_sd),
    }


def _leads(days: Any, sd: float) -> dict[str, list[Any]]:
    spread = {"lead_shape": ["gamma"] * len(days), "lead_sd_days": (sd * days).tolist()}
    return {"lead_days": days.tolist(), **(spread if sd else {})}


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
