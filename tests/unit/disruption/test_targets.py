"""What names stand for, and which rows each attribute reaches there."""

from __future__ import annotations

import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption, parse_disruption, reached
from echelon.disruption.footprint import within
from echelon.disruption.targets import PREFIXES, ROWS_OF
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import hand_made

OSAKA, BRNO, IZMIR, LILLE, LEEDS, SUEZ = range(6)
GLASS, BASE, LAMP = range(3)
"""Rows of the hand-made network; lanes: Osaka→Izmir via Suez, Brno→Izmir, Izmir→Lille, Lille→Leeds, Izmir→Leeds."""


def net() -> Network:
    """The hand-made network, with firms and regions."""
    rows = {noun: list(hand_made().rows(noun)) for noun in hand_made().tables}
    for site, (firm, region) in zip(rows["site"], [("Glas AG", "Asia"), ("Glas AG", "Europe"), ("", "Asia"), ("", "Europe"),
                                                   ("", "Europe"), ("", "Africa")], strict=True):  # fmt: skip
        site |= {"firm": firm, "region": region}
    return network(Settings("hand-made", currency="USD"), rows)


def hit(text: str) -> dict[str, list[int]]:
    """Nouns and rows that one line hits."""
    (targets,) = reached(net(), [parse_disruption(text)])
    found: dict[str, list[int]] = {}
    for noun, row in targets:
        found.setdefault(noun, []).append(row)
    return {noun: sorted(rows) for noun, rows in found.items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Izmir Works", {"site": [IZMIR]}),
        ("site:Izmir Works", {"site": [IZMIR]}),
        ("Izmir Works→Lille Depot", {"lane": [2]}),
        ("Izmir Works->Leeds Shop:lamp@air", {"lane": [4]}),
        ("line:Izmir Works/line", {"resource": [0]}),
        ("line:Brno Glass/glass", {"recipe": [1]}),
        ("mode:sea", {"lane": [0, 2]}),
        ("firm:Glas AG", {"site": [OSAKA, BRNO]}),
        ("region:Asia", {"site": [OSAKA, IZMIR]}),
        ("country:TR", {"site": [IZMIR]}),
        ("item:lamp", {"lane": [2, 3, 4]}),
        ("workforce:Europe", {"site": [BRNO, LILLE, LEEDS]}),
        ("workforce:TR", {"site": [IZMIR]}),
        ("workforce:Izmir Works", {"site": [IZMIR]}),
        ("systems:Izmir Works", {"ordering": [IZMIR]}),
        ("systems:region:Europe", {"ordering": [BRNO, LILLE, LEEDS]}),
        ("export:lamp:TR>FR", {"lane": [2]}),
        ("export:lamp:TR>*", {"lane": [2, 4]}),
        ("export:*:*>TR", {"lane": [0, 1]}),
        ("near:50.6,3.1,100", {"site": [LILLE]}),
        ("near:50.6,3.1,600", {"site": [LILLE, LEEDS]}),
        ("within:60,-10;60,10;48,10;48,-10", {"site": [LILLE, LEEDS]}),
        ("upstream:Lille Depot<=1", {"site": [IZMIR, LILLE]}),
        ("upstream:Lille Depot", {"site": [OSAKA, BRNO, IZMIR, LILLE]}),
        ("downstream:Brno Glass<=1", {"site": [BRNO, IZMIR]}),
        ("downstream:Brno Glass<=0", {"site": [BRNO]}),
        ("network:Lille Depot<=1", {"site": [IZMIR, LILLE, LEEDS]}),
    ],
)
def test_capacity_is_cut_where_the_name_says(name: str, expected: dict[str, list[int]]) -> None:
    assert hit(f"{name}:0.5@3+4") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Izmir Works.lead_time", {"making": [2, 3], "lead": [2, 4]}),
        ("Suez.lead_time", {"lead": [0]}),
        ("mode:road.lead_time", {"lead": [1, 3]}),
        ("line:Izmir Works/line.lead_time", {"making": [3]}),
        ("line:Brno Glass/glass.lead_time", {"making": [1]}),
        ("item:lamp.lead_time", {"lead": [2, 3, 4]}),
        ("mode:sea.freight", {"freight": [0, 2]}),
        ("Suez.freight", {"freight": [0]}),
        ("country:TR.freight", {"freight": [2, 4]}),
        ("item:glass.price", {"price": [GLASS]}),
        ("glass.price", {"price": [GLASS]}),
        ("Izmir Works.stock", {"stock": [2, 3]}),
        ("item:lamp.stock", {"stock": [3, 4, 5]}),
        ("Izmir Works/lamp.stock", {"stock": [3]}),
        ("region:Europe.stock", {"stock": [1, 4, 5]}),
        ("lamp.withdraws", {"stock": [3, 4, 5], "way": [2, 3, 4]}),
        ("Izmir Works/lamp.withdraws", {"stock": [3], "way": [2, 4]}),
        ("Izmir Works.withdraws", {"stock": [2, 3], "way": [2, 4]}),
        ("lamp.demand", {"demand": [0, 1]}),
        ("item:lamp.demand", {"demand": [0, 1]}),
        ("customer:hotels.demand", {"demand": [1]}),
        ("region:Europe.demand", {"demand": [0, 1]}),
        ("country:FR.demand", {"demand": [1]}),
        ("region:Europe.ordering", {"ordering": [BRNO, LILLE, LEEDS]}),
        ("systems:Izmir Works.ordering", {"ordering": [IZMIR]}),
        ("country:TR.dispatch", {"dispatch": [2, 4]}),
        ("country:TR.receiving", {"receiving": [0, 1]}),
        ("mode:sea.transit", {"transit": [0, 2]}),
    ],
)
def test_every_attribute_reaches_its_rows(text: str, expected: dict[str, list[int]]) -> None:
    assert hit(f"{text}:0.5@3+1") == expected


def test_every_noun_of_a_target_is_a_row_of_a_table() -> None:
    tables = net().tables
    assert set(ROWS_OF.values()) <= set(tables)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("rest", ["", "nobody", "1,2", "a>b", "x:a>b", "<=3", "Suez<=x"])
def test_what_no_prefix_can_read_is_a_finding_and_no_crash(prefix: str, rest: str) -> None:
    with pytest.raises(BadScenario, match="E217"):
        reached(net(), [Disruption("x", f"{prefix}:{rest}", capacity=0.5, lasts=1)])


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Suze:0@1+1", "Suez"), ("Europe:0@1+1", "region:Europe"), ("region:Europa:0@1+1", "region:Europe"),
     ("line:Izmir Works/lines:0@1+1", "line:Izmir Works/line"), ("firm:Glass AG:0@1+1", "firm:Glas AG"),
     ("lmp.price:2@1+1", "lamp"), ("Izmir Work.stock:0@1+1", "Izmir Works")],
)  # fmt: skip
def test_the_nearest_name_is_told(text: str, meant: str) -> None:
    with pytest.raises(BadScenario) as caught:
        reached(net(), [parse_disruption(text)])
    assert f"Did you mean `{meant}`?" in str(caught.value)


def test_all_unknown_names_of_all_disruptions_are_told_at_once() -> None:
    with pytest.raises(BadScenario) as caught:
        reached(
            net(),
            [
                parse_disruption("Nix:0@1+1"),
                Disruption("y", ["Suez", "region:Mars", "firm:"], capacity=0, lasts=1),
            ],
        )
    assert len(caught.value.findings) == 3


@pytest.mark.parametrize(
    "text",
    ["Izmir Works.price:2@1+1", "mode:sea.demand:2@1+1", "mode:sea.ordering:0@1+1", "customer:hotels:0@1+1"],
)
def test_a_place_without_that_attribute_is_refused(text: str) -> None:
    with pytest.raises(BadScenario, match="E217"):
        reached(net(), [parse_disruption(text)])


def test_a_polygon_may_cross_the_date_line_and_be_hollow() -> None:
    places = {"Suva": (-18.1, 178.4), "Apia": (-13.8, -171.8), "Quito": (-0.2, -78.5), "Nadi": (-17.8, 177.4)}
    sites = [{"name": name, "latitude": at[0], "longitude": at[1]} for name, at in places.items()]
    islands = network(Settings("islands"), {"site": [*sites, {"name": "Nowhere"}], "item": [{"name": "x"}]})
    assert within(islands, "-10,175;-10,-165;-25,-165;-25,175").tolist() == [True, True, False, True, False]
    assert within(islands, "-10,535;-10,555;-25,555;-25,535").tolist() == [True, True, False, True, False]
    hollow = "-10,175;-10,-165;-25,-165;-25,175;-10,175;-18,178;-18.5,178;-18.5,179;-18,179;-18,178"
    assert within(islands, hollow).tolist() == [False, True, False, True, False]


def test_a_polygon_may_go_round_a_pole() -> None:
    places = {
        "Pole": (90.0, 0.0),
        "Nome": (64.5, -165.4),
        "Alert": (82.5, -62.3),
        "Oslo": (59.9, 10.7),
        "Davis": (-68.6, 78.0),
    }
    sites = [{"name": name, "latitude": at[0], "longitude": at[1]} for name, at in places.items()]
    net = network(Settings("north"), {"site": sites, "item": [{"name": "x"}]})
    arctic, antarctic = "60,0;65,90;60,180;65,-90", "-60,10;-65,-80;-60,-170;-65,100"
    assert within(net, arctic).tolist() == [False, True, True, False, False]
    assert within(net, "60,0;65,-90;60,-180;65,90").tolist() == [False, True, True, False, False]
    assert within(net, antarctic).tolist() == [False, False, False, False, True]


def test_a_name_that_looks_like_a_prefix_is_itself_first() -> None:
    odd = network(Settings("odd"), {"site": [{"name": "mode:sea"}], "item": [{"name": "x"}]})
    assert reached(odd, [parse_disruption("mode:sea:0@1+1")]) == [(("site", 0),)]
