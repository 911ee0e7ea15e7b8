"""The embedded network keeps the promises of its guide page: sizes, sourcing, money, season, and no findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
import pytest

from echelon.connect import read_network
from echelon.network.build import build
from echelon.network.calendar import daily
from echelon.network.check import check
from echelon.network.model import Network, words
from echelon.network.rates import rates
from echelon.network.schema import NOUNS

CATALOG = Path(__file__).resolve().parents[3] / "catalog"
FOLDER = CATALOG / "networks" / "kestvold"
BULK = {"kg", "m"}


@pytest.fixture(scope="module")
def net() -> Network:
    return read_network(FOLDER)


def by_site(net: Network, column: str) -> dict[str, str]:
    return dict(zip(net["site"]["name"], net["site"][column], strict=True))


def sources(net: Network) -> dict[tuple[str, str], list[str]]:
    """(site, item) → the sites that bring it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for lane in net.rows("lane"):
        found[str(lane["to"]), str(lane["item"])].append(str(lane["from"]))
    return found


def test_nothing_is_wrong_with_it(net: Network) -> None:
    assert [str(finding) for finding in check(net) if finding.level != "note"] == []


def test_it_says_that_it_is_fictional(net: Network) -> None:
    assert net.settings.fictional
    assert "fictional" in net.settings.description
    assert any("invented" in sentence for sentence in net.settings.assumptions)
    assert net.settings.currency == "EUR"


def test_it_has_the_promised_size(net: Network) -> None:
    assert 55 <= len(net["site"]) <= 65
    assert 20 <= len(net["item"]) <= 30
    assert len(set(net["site"]["region"]) - {""}) == 4
    assert set(net["item"]["unit"]) == {"piece", *BULK}
    assert Counter(net["site"]["role"])["supplier"] >= 30


def test_every_site_has_a_place_of_its_own(net: Network) -> None:
    places = list(zip(net["site"]["latitude"], net["site"]["longitude"], strict=True))
    assert np.isfinite(places).all()
    assert len(set(places)) == len(places)


def test_goods_pass_six_sites_at_most(net: Network) -> None:
    feeds: dict[str, set[str]] = defaultdict(set)
    for lane in net.rows("lane"):
        feeds[str(lane["to"])].add(str(lane["from"]))
    depth: dict[str, int] = {}
    for site in TopologicalSorter(feeds).static_order():
        depth[site] = 1 + max((depth[source] for source in feeds[site]), default=0)
    assert max(depth.values()) == 6
    served = {str(site) for site in net["demand"]["site"]}
    assert min(depth[site] for site in served) >= 4


@pytest.mark.parametrize(("role", "count"), [("port", 2), ("canal", 1)])
def test_many_lanes_share_two_ports_and_a_canal(net: Network, role: str, count: int) -> None:
    passed = Counter(place for via in net["lane"]["via"] for place in words(via))
    sites = [site for site, its in by_site(net, "role").items() if its == role]
    assert len(sites) == count
    assert all(passed[site] >= 10 for site in sites)


def test_parts_have_one_source_or_two(net: Network) -> None:
    makers = Counter(str(item) for item in net["recipe"]["item"])
    assert {"Microcontroller", "Nickel strip", "Rare-earth alloy NdFeB", "Bit set"} <= {
        item for item, count in makers.items() if count == 1
    }
    lanes_in = sources(net)
    split = {item for (_, item), origins in lanes_in.items() if len(origins) == 2}
    assert {"Cell 18650 2.5 Ah", "Magnet set", "Charger 18 V", "Power transistor"} <= split
    assert max(len(origins) for origins in lanes_in.values()) == 2


def test_twelve_markets_ask_for_four_items(net: Network) -> None:
    asked = {(str(row["customer"]), str(row["item"])) for row in net.rows("demand")}
    assert len({customer for customer, _ in asked}) == 12
    assert len(asked) == len(net["demand"]) == 48
    assert set(net["demand"]["unmet"]) == {"backorder", "lost"}


def test_seasons_and_weekdays_keep_the_mean(net: Network) -> None:
    used = set(net["demand"]["calendar"])
    assert len(used) == 12
    for row in net.rows("calendar"):
        if row["name"] in used:
            year = daily(str(row["months"]), str(row["weekdays"]), net.settings.start, 365)
            assert year.mean() == pytest.approx(1, abs=0.01), row["name"]
            assert year.max() > 1.2, row["name"]


def test_costs_roll_up_from_the_bill_of_materials(net: Network) -> None:
    value = dict(zip(net["item"]["name"], net["item"]["unit_value"], strict=True))
    inputs: dict[tuple[str, str], float] = defaultdict(float)
    for row in net.rows("recipe input"):
        inputs[str(row["site"]), str(row["item"])] += float(str(row["quantity"])) * value[row["input"]]
    role = by_site(net, "role")
    for (site, item), cost in inputs.items():
        assert cost < value[item], item
        if role[site] == "factory":  # its own plants: materials are most of the cost
            assert 0.55 <= cost / value[item] <= 0.95, item
    assert len({round(cost, 6) for (_, item), cost in inputs.items() if item == "Drill driver kit"}) == 1


def test_prices_leave_a_margin(net: Network) -> None:
    value = dict(zip(net["item"]["name"], net["item"]["unit_value"], strict=True))
    for row in net.rows("demand"):
        assert 1.3 <= float(str(row["price"])) / value[row["item"]] <= 2.3, row


def test_freight_is_a_small_part_of_value(net: Network) -> None:
    value = dict(zip(net["item"]["name"], net["item"]["unit_value"], strict=True))
    for row in net.rows("lane"):
        assert 0 < float(str(row["cost_per_unit"])) <= 0.25 * value[row["item"]], row


def test_ships_from_asia_to_europe_take_a_month(net: Network) -> None:
    region = by_site(net, "region")
    long = [row for row in net.rows("lane") if "Suez Canal" in words(row["via"])]
    assert {region[str(row["from"])] for row in long} == {"Asia", "Europe"}
    for row in long:
        assert row["mode"] == "sea"
        assert 30 <= float(str(row["lead_days"])) <= 38
        assert row["lead_shape"] == "gamma"


def test_capacity_is_a_little_above_need(net: Network) -> None:
    structure = build(net)
    need = rates(net, structure).need
    at = {point: float(units) for point, units in zip(structure.points, need, strict=True)}
    hours: dict[tuple[str, str], float] = defaultdict(float)
    for row in net.rows("recipe"):
        made = at[f"{row['site']}/{row['item']}"]
        if row["resource"]:
            hours[str(row["site"]), str(row["resource"])] += made * float(str(row["hours_per_unit"]))
        else:
            assert 1.1 <= float(str(row["capacity_per_day"])) / made <= 1.4, row
    calendars = {row["name"]: (str(row["months"]), str(row["weekdays"])) for row in net.rows("calendar")}
    for row in net.rows("resource"):
        open_days = daily(*calendars[row["calendar"]], net.settings.start, 364).mean()
        load = hours[str(row["site"]), str(row["name"])] / (float(str(row["hours_per_day"])) * open_days)
        assert 1.1 <= 1 / load <= 1.3, row


@pytest.mark.parametrize(
    "schema", [each for each in NOUNS if (FOLDER / each.file).exists()], ids=lambda schema: schema.file
)
def test_files_hold_only_columns_that_are_used(schema: object) -> None:
    file = FOLDER / schema.file  # type: ignore[attr-defined]
    heading, *rows = (line.split(",") for line in file.read_text("utf-8").splitlines())
    assert all(len(row) >= len(heading) for row in rows)
    for place, column in enumerate(heading):
        assert any(row[place] for row in rows), column


@pytest.mark.parametrize(
    "noun", ["stock point", "lane", "recipe", "recipe input", "resource", "demand", "calendar"]
)
def test_rows_are_sorted_by_their_key(net: Network, noun: str) -> None:
    table = net[noun]
    keys = list(zip(*(table[name] for name in table.schema.key), strict=True))
    if noun == "demand":
        keys = [(customer, item, site) for customer, site, item in keys]
    assert keys == sorted(keys)
