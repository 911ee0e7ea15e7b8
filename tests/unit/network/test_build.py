"""What feeds what, in the order in which a day visits it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.core.errors import BadNetwork
from echelon.network.build import Structure, build
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import hand_made, random_network

Row = dict[str, Any]


def points(*pairs: str) -> list[Row]:
    return [
        {"site": site, "item": item, "target_stock": 10} for site, item in (pair.split("/") for pair in pairs)
    ]


def lane(way: str, item: str, **more: Any) -> Row:
    source, to = way.split(">")
    return {"from": source, "to": to, "item": item, **more}


def net_of(**rows: list[Row]) -> Network:
    named = {noun.replace("_", " "): list(each) for noun, each in rows.items()}
    sites = {str(row["site"]) for row in named["stock point"]}
    items = {str(row["item"]) for row in named["stock point"]} | {
        str(row["item"]) for row in named.get("lane", ())
    }
    return network(Settings("story"), {"site": [{"name": name} for name in sorted(sites)],
                                       "item": [{"name": name} for name in sorted(items)], **named})  # fmt: skip


def flows_into(s: Structure, point: str) -> dict[str, float]:
    at = s.points.index(point)
    rows = range(s.flow_start[s.group_start[at]], s.flow_start[s.group_start[at + 1]])
    return {s.flows[row]: float(s.share[row]) for row in rows}


def test_suppliers_come_before_receivers() -> None:
    s = build(net_of(stock_point=points("A/x", "B/x", "C/x"), lane=[lane("C>B", "x"), lane("B>A", "x")]))
    assert s.points == ("C/x", "B/x", "A/x")
    assert s.level.tolist() == [0, 1, 2]


def test_equal_levels_go_by_name() -> None:
    s = build(net_of(stock_point=points("B/x", "C/x", "A/x"), lane=[]))
    assert s.points == ("A/x", "B/x", "C/x")


def test_the_longest_way_counts() -> None:
    s = build(
        net_of(
            stock_point=points("A/x", "B/x", "C/x"),
            lane=[lane("A>C", "x"), lane("A>B", "x"), lane("B>C", "x")],
        )
    )
    assert s.level.tolist() == [0, 1, 2]


def test_a_stocked_input_is_handed_over_inside_the_site() -> None:
    s = build(net_of(stock_point=points("A/part", "A/tool"), recipe=[{"site": "A", "item": "tool"}],
                     recipe_input=[{"site": "A", "item": "tool", "input": "part", "quantity": 3}]))  # fmt: skip
    assert flows_into(s, "A/tool") == {"A:part>tool": 1.0}
    assert s.lane_row.tolist() == [-1]
    assert s.quantity.tolist() == [3.0]


def test_an_input_that_is_not_stocked_is_ordered_to_need() -> None:
    s = build(net_of(stock_point=points("S/part", "A/tool"), recipe=[{"site": "A", "item": "tool"}],
                     recipe_input=[{"site": "A", "item": "tool", "input": "part"}], lane=[lane("S>A", "part")]))  # fmt: skip
    assert flows_into(s, "A/tool") == {"S→A:part>tool": 1.0}


def test_two_recipes_order_one_input_each_over_the_same_lane() -> None:
    made = [{"site": "A", "item": item} for item in ("saw", "tool")]
    s = build(net_of(stock_point=points("S/part", "A/tool", "A/saw"), recipe=made, lane=[lane("S>A", "part")],
                     recipe_input=[{**row, "input": "part"} for row in made]))  # fmt: skip
    assert s.flows == ("S→A:part>saw", "S→A:part>tool")
    assert s.lane_row.tolist() == [0, 0]


@pytest.mark.parametrize(("shares", "wanted"), [
    ((None, None), (0.5, 0.5)), ((0.3, None), (0.3, 0.7)), ((0.3, 0.7), (0.3, 0.7)), ((1.0, None), (1.0, 0.0)),
])  # fmt: skip
def test_empty_shares_part_the_rest(shares: tuple[Any, Any], wanted: tuple[float, float]) -> None:
    ways = [lane("A>C", "x", share=shares[0]), lane("B>C", "x", share=shares[1])]
    s = build(net_of(stock_point=points("A/x", "B/x", "C/x"), lane=ways))
    assert tuple(flows_into(s, "C/x").values()) == pytest.approx(wanted)


def test_a_cycle_is_refused_and_named() -> None:
    net = net_of(
        stock_point=points("A/x", "B/x", "C/x"),
        lane=[lane("A>B", "x"), lane("B>A", "x"), lane("B>C", "x")],
    )
    with pytest.raises(BadNetwork, match=r"cycle.*A/x, B/x"):
        build(net)


def test_demands_stand_by_their_point() -> None:
    s = build(net_of(stock_point=points("A/x", "B/x"), lane=[lane("A>B", "x")], demand=[
        {"customer": who, "site": where, "item": "x", "mean_per_day": 1} for who, where in (("z", "B"), ("y", "B"), ("w", "A"))
    ]))  # fmt: skip
    assert s.demands == ("w@A/x", "y@B/x", "z@B/x")
    assert s.demand_start.tolist() == [0, 1, 3]


@pytest.mark.parametrize("seed", range(8))
def test_indices_of_random_networks_fit_together(seed: int) -> None:
    net = random_network(seed, 60)
    s = build(net)
    targets = np.array([s.target(flow) for flow in range(len(s.flows))])
    assert np.all(s.source < targets)
    assert np.all(s.level[s.source] < s.level[targets])
    assert np.array_equal(np.sort(s.out_flow), np.arange(len(s.flows)))
    assert np.array_equal(s.source[s.out_flow], np.repeat(np.arange(len(s.points)), np.diff(s.out_start)))
    sums = np.add.reduceat(s.share, s.flow_start[:-1])
    assert sums == pytest.approx(np.ones(len(sums)))


def test_the_order_of_rows_in_files_does_not_count() -> None:
    net = hand_made()
    turned = network(net.settings, {noun: list(net.rows(noun))[::-1] for noun in net.tables})
    one, other = build(net), build(turned)
    assert (one.points, one.flows, one.demands) == (other.points, other.flows, other.demands)
    assert one.share.tolist() == other.share.tolist()
