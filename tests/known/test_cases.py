"""Case documents: the World's answer is the other simulator's, every number, within the document's tolerance."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from peer_orgym import ask_orgym
from peer_stockpyl import ask_stockpyl, differences

from echelon.core.errors import BadData
from echelon.testing import run_case
from echelon.testing.cases.documents import random_case

FOLDER = Path(os.environ.get("ECHELON_SHARED", Path(__file__).parents[3] / "shared")) / "cases"
TOLERANCE = {"abs": 1e-7, "rel": 1e-7}
NUDGE = 1e-9


def portable() -> list[str]:
    """Files of the folder whose answers are not a defect or an accident of the peer."""
    if not (FOLDER / "INDEX.json").exists():
        return ["absent"]
    index = json.loads((FOLDER / "INDEX.json").read_text("utf-8"))
    return [str(row["file"]) for row in index["sim_cases"] if str(row["status"]).startswith("portable")]


@pytest.mark.shared
@pytest.mark.parametrize("name", portable())
def test_a_portable_case(shared: Path, name: str) -> None:
    case = json.loads((shared / "cases" / name).read_text("utf-8"))
    expected = case.pop("expected")
    tolerance = expected.pop("tolerance")
    assert not differences(run_case(case), expected, tolerance)


# Where two goods part one raw material, thirds and sevenths are rounded, and a reorder point or a share may turn on the last
# bit. A document whose answer jumps when its levels move by a billionth says nothing about conventions.
def tied(case: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return any(
        differences(ask_stockpyl(nudged(case, by)), wanted, {"abs": 1e-5, "rel": 1e-5})
        for by in (NUDGE, -NUDGE)
    )


def nudged(case: Any, by: float) -> Any:
    if isinstance(case, dict):
        return {key: part + by if key in ("base_stock_level", "reorder_point") else nudged(part, by)
                for key, part in case.items()}  # fmt: skip
    return [nudged(part, by) for part in case] if isinstance(case, list) else case


def compare(seed: int) -> bool:
    """Whether a random document was compared: stockpyl answers it, and not by a tie."""
    case = random_case(seed)
    try:
        wanted = ask_stockpyl(case)
    except (IndexError, ValueError):
        return False  # orders before day 0 of something that the supplier does not sell
    found = differences(run_case(case), wanted, TOLERANCE)
    assert not found or tied(case, wanted), (seed, found[:9])
    return not found


def test_random_documents() -> None:
    assert sum(compare(seed) for seed in range(40)) >= 34


@pytest.mark.parametrize("seed", [300, 570])
def test_products_of_one_material_order_one_after_another_as_listed(seed: int) -> None:
    """More was made than ordered of some, so that it counts in which order what others need is left out."""
    assert compare(seed)


@pytest.mark.drill
def test_many_random_documents() -> None:
    assert sum(compare(seed) for seed in range(100, 700)) >= 500


def two_stages(**more: object) -> dict[str, Any]:
    upper = {"id": 2, "external_supplier": True, "shipment_lead_time": 1, "local_holding_cost": 1,
             "policy": {"type": "BS", "base_stock_level": 8}, **more}  # fmt: skip
    lower = {"id": 1, "shipment_lead_time": 1, "local_holding_cost": 2, "stockout_cost": 10,
             "policy": {"type": "BS", "base_stock_level": 6}}  # fmt: skip
    return {"schema": "sc-case/1", "semantics": "stockpyl-1.0.2", "periods": 4,
            "network": {"nodes": [upper, lower], "edges": [[2, 1]]}, "demand": [{"node": 1, "trace": [3, 5, 4, 1]}]}  # fmt: skip


def test_two_stages_by_hand() -> None:
    """Node 1 orders what is asked, and has it a day later; node 2 ships it at once while it has it."""
    nodes = run_case(two_stages())["per_period"]
    assert nodes["1"]["products"]["fg"]["inventory_level"] == [3.0, 1.0, 2.0, 5.0]
    assert nodes["2"]["products"]["fg"]["inventory_level"] == [5.0, 3.0, 4.0, 7.0]
    assert nodes["1"]["supply"]["2"]["inbound_shipment"] == [0.0, 3.0, 5.0, 4.0]
    assert nodes["1"]["holding_cost"] == [6.0, 2.0, 4.0, 10.0]
    assert nodes["2"]["in_transit_holding_cost"] == [3.0, 5.0, 4.0, 1.0]


def test_what_is_set_aside_by_hand() -> None:
    """While node 1 may not be shipped to, node 2 sets goods aside: no longer in stock, not owed, still paid for."""
    case = two_stages()
    case["network"]["nodes"][1]["disruption"] = {"type": "SP", "states": [0, 1, 0, 0]}
    nodes = run_case(case)["per_period"]
    assert nodes["2"]["products"]["fg"]["outbound_disrupted_items"] == {"1": [0.0, 5.0, 0.0, 0.0]}
    assert nodes["2"]["products"]["fg"]["outbound_shipment"]["1"] == [3.0, 0.0, 9.0, 1.0]
    assert nodes["2"]["holding_cost"] == [5.0, 8.0, 4.0, 7.0]
    assert nodes["1"]["products"]["fg"]["inventory_level"] == [3.0, 1.0, -3.0, 5.0]


def test_requests_of_the_serial_environment_by_hand() -> None:
    """Requests are met out of last night's stock; what is not is asked again."""
    case = {"semantics": "or-gym-0.5.0/InvManagement", "periods": 3, "demand": [{"stage": 0, "trace": [4, 4, 4]}],
            "order_requests": [{"stage": 0, "trace": [8, 0, 0]}, {"stage": 1, "trace": [2, 3, 0]}],
            "parameters": {"I0": [5, 6], "unit_price_p": 2.0, "unit_cost_r": [1, 0.5, 0.25], "shortage_cost_k": [1, 0, 0],
                           "holding_cost_h": [0.5, 0], "capacity_c": [7, 10], "lead_time_L": [1, 0], "backlog": True,
                           "discount_alpha": 0.5}}  # fmt: skip
    found = run_case(case)["per_period"]
    assert found["stage0"]["order_accepted_shipped_upstream"] == [6.0, 2.0, 0.0]
    assert found["stage0"]["inventory_end"] == [1.0, 3.0, 1.0]
    assert found["stage1"]["backlog_end"] == [2.0, 0.0, 0.0]
    assert found["stage1"]["inventory_end"] == [2.0, 3.0, 3.0]


def one_site(*quantities: float, s: float, target: float, room: float, horizon: int, link: tuple[float, float],
             asked: dict[str, float]) -> dict[str, Any]:  # fmt: skip
    """A site that holds 10; its link costs so much an order and has a lead time; customers differ by their quantities."""
    node = {
        "ID": "D",
        "pol": "SS",
        "pp": {"s": s, "S": target},
        "cap": room,
        "init": 10,
        "h": 1,
        "buy": 2,
        "sell": 3,
    }
    return {"semantics": "supplynetpy-0.5.1", "horizon": horizon,
            "demand": [{"node": "D", "first_at": 0, "quantity": quantity, **asked} for quantity in quantities],
            "network": {"supplier": "infinite", "nodes": [node], "link_cost_per_order": link[0],
                        "link_lead_time": link[1]}}  # fmt: skip


def test_whole_orders_and_one_review_by_hand() -> None:
    """12 cannot be served whole out of 10, then 5 can; what was taken is ordered, up to the room there is."""
    asked = {"interval": 9, "delivery_cost_per_order": 1, "delivery_lead_time": 1}
    case = one_site(12, 5, s=9, target=30, room=20, horizon=3, link=(7, 2), asked=asked)
    found = run_case(case)
    totals = found["peer_run"]
    assert (totals["cust_qty"], totals["ful_cust_qty"], totals["site_qty"], totals["end_inv"]) == (
        17.0,
        5.0,
        15.0,
        20.0,
    )
    assert (totals["carry"], totals["spend"], totals["transport"]) == (5.0 + 5.0 + 20.0, 30.0, 8.0)
    assert found["inventory_level_samples"]["D"] == [[0.0, 10.0], [1.0, 5.0], [2.0, 20.0]]


def test_goods_that_take_no_time_are_there_after_the_review() -> None:
    """4 are taken on days 0 and 1; what is ordered is back on the same day, and lies there overnight."""
    asked = {"interval": 1, "delivery_cost_per_order": 0, "delivery_lead_time": 0}
    case = one_site(4, s=9, target=10, room=10, horizon=2, link=(5, 0), asked=asked)
    totals = run_case(case)["peer_run"]
    assert (totals["end_inv"], totals["ful_site_qty"], totals["spend"], totals["carry"]) == (
        10.0,
        8.0,
        16.0,
        20.0,
    )


def test_a_yield_takes_more_out_of_stock_than_is_sent() -> None:
    edges = [{"from": 1, "to": 0, "p": 5.0, "b": 0.0}, {"from": 4, "to": 3, "p": 5.0, "b": 0.0},
             {"from": 2, "to": 1, "L": 0, "p": 2.0, "g": 0.0}, {"from": 2, "to": 4, "L": 0, "p": 2.0, "g": 0.0},
             {"from": 5, "to": 2, "L": 0, "p": 1.0, "g": 0.0}]  # fmt: skip
    nodes = [{"id": 0}, {"id": 1, "I0": 0, "h": 0.0}, {"id": 2, "I0": 20, "C": 9, "o": 0.5, "v": 0.75, "h": 1.0}, {"id": 3},
             {"id": 4, "I0": 0, "h": 0.0}, {"id": 5}]  # fmt: skip
    requests = [
        {"link": [2, 1], "trace": [7, 7, 7]},
        {"link": [2, 4], "trace": [4, 4, 4]},
        {"link": [5, 2], "trace": [6, 5, 3]},
    ]
    markets = [{"link": link, "trace": [0, 0, 0]} for link in ([1, 0], [4, 3])]
    case = {"semantics": "or-gym-0.5.0/NetInvMgmt", "periods": 3, "demand": markets, "order_requests": requests,
            "network": {"nodes": nodes, "edges": edges}, "parameters": {"backlog": False, "discount_alpha": 1.0}}  # fmt: skip
    found = run_case(case)
    assert found["per_period"]["inventory_end"]["2"][0] == pytest.approx(20 + 6 - (7 + 4) / 0.75)
    assert not differences(found, ask_orgym(case), TOLERANCE)


def test_what_no_peer_says_is_refused() -> None:
    with pytest.raises(BadData, match="E290"):
        run_case({"semantics": "a board game"})
    with pytest.raises(BadData, match="E294"):
        run_case(two_stages(policy={"type": "BEBS", "base_stock_level": 8}))
