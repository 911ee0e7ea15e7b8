"""Random case documents of or-gym's and SupplyNetPy's forms: the World's answer is that of their rules, every number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from peer_orgym import ask_orgym, lowest
from peer_stockpyl import differences
from peer_supplynetpy import ask_supplynetpy
from random_documents import random_chain, random_net, random_shelves

from echelon.core.errors import BadData
from echelon.testing import run_case

TOLERANCE = {"abs": 1e-9, "rel": 1e-9}
RULES = {"or-gym": ask_orgym, "supplynetpy": ask_supplynetpy}


@pytest.mark.shared
@pytest.mark.parametrize("name", RULES)
def test_the_rules_are_those_of_the_peer(shared: Path, name: str) -> None:
    """What the peer itself has said is what its rules say, where ties of broken times do not decide."""
    index = json.loads((shared / "cases" / "INDEX.json").read_text("utf-8"))
    files = [
        row["file"]
        for row in index["sim_cases"]
        if row["semantics"].startswith(name) and "tie" not in row["status"]
    ]
    for file in files:
        case = json.loads((shared / "cases" / file).read_text("utf-8"))
        expected = case.pop("expected")
        tolerance = expected.pop("tolerance")
        assert not differences(RULES[name](case), expected, tolerance), file
    assert len(files) >= 7


def compare_chain(seed: int) -> None:
    case = random_chain(seed)
    found = differences(run_case(case), ask_orgym(case), TOLERANCE)
    assert not found, (seed, found[:9])


def compare_net(seed: int) -> bool:
    """Whether a network was compared: its rules give no stock away twice, and its yields one count of each site's goods."""
    case = random_net(seed)
    wanted = ask_orgym(case)
    if lowest(wanted) < -1e-9:
        return False
    answer = answered(case)
    if answer is None:
        return False
    found = differences(answer, wanted, TOLERANCE)
    assert not found, (seed, found[:9])
    return True


def answered(case: dict[str, Any]) -> dict[str, Any] | None:
    """The World's answer; None where one site's goods would be counted in two ways."""
    try:
        return run_case(case)
    except BadData as error:
        if "E291" in str(error):
            return None
        raise


def compare_shelves(seed: int) -> None:
    case = random_shelves(seed)
    found = differences(run_case(case), ask_supplynetpy(case), TOLERANCE)
    assert not found, (seed, found[:9])


def test_random_chains() -> None:
    for seed in range(24):
        compare_chain(seed)


def test_random_nets() -> None:
    assert sum(compare_net(seed) for seed in range(40)) >= 26


def test_random_shelves() -> None:
    for seed in range(30):
        compare_shelves(seed)


@pytest.mark.drill
def test_many_random_chains() -> None:
    for seed in range(100, 400):
        compare_chain(seed)


@pytest.mark.drill
def test_many_random_nets() -> None:
    assert sum(compare_net(seed) for seed in range(100, 500)) >= 280


@pytest.mark.drill
def test_many_random_shelves() -> None:
    for seed in range(100, 500):
        compare_shelves(seed)


def eight_distributors() -> dict[str, Any]:
    """Four order up to what they have room for, four in lots; two customers each, who come the more rarely the more they take."""
    lots = [(1500, 1500), (2000, 1500), (2000, 2000), (2500, 2000)]
    nodes, demand = [], []
    for at in range(8):
        room = 1000 + 500 * at
        low = {"pol": "SS", "pp": {"s": room - 500, "S": room}}
        lot = {"pol": "RQ", "pp": dict(zip("RQ", lots[at % 4], strict=True))}
        nodes.append(
            {"ID": f"D{at + 1}", "cap": room, "init": room, "h": 0.22, "buy": 150, "sell": 300}
            | (low if at < 4 else lot)
        )
        demand += [{"node": f"D{at + 1}", "quantity": 40 * at + units, "interval": at + 1, "first_at": 0,
                    "delivery_cost_per_order": 30, "delivery_lead_time": 1} for units in (20, 40)]  # fmt: skip
    return {"semantics": "supplynetpy-0.5.1", "horizon": 31, "demand": demand,
            "network": {"supplier": "infinite", "nodes": nodes, "link_cost_per_order": 30, "link_lead_time": 1}}  # fmt: skip


def test_eight_distributors_as_anylogistix_has_published_them() -> None:
    """Model 8 of SupplyNetPy's validation, commit 00c2363, with the lead time that anyLogistix's printed numbers belong to."""
    totals = run_case(eight_distributors())["published_anylogistix"]
    printed = {"end_inv": 17160, "cust_qty": 19520, "site_orders": 18, "site_qty": 15240, "ful_site_qty": 14680,
               "ful_cust_qty": 18260, "carry": 118553.6, "spend": 2202000, "transport": 5820, "total": 2326373.6,
               "revenue": 5856000, "profit": 3529626.4}  # fmt: skip
    assert {name: totals[name] for name in printed} == pytest.approx(printed, rel=1e-12)


def way(start: int, to: int) -> dict[str, Any]:
    return {"from": start, "to": to, "L": 1, "p": 1.0, "g": 0.0}


def test_one_stock_of_goods_counted_in_two_ways_is_refused() -> None:
    """Node 2 has goods of factory 3, some of which went through factory 4, which makes one of two."""
    made = {"I0": 9, "C": 5, "o": 0.0, "h": 0.0}
    nodes = [
        {"id": 0},
        {"id": 2, "I0": 9, "h": 0.0},
        {"id": 3, "v": 1.0} | made,
        {"id": 4, "v": 0.5} | made,
        {"id": 5},
    ]
    edges = [{"from": 2, "to": 0, "p": 1.0, "b": 0.0}, way(3, 2), way(3, 4), way(4, 2), way(5, 3)]
    case = {"semantics": "or-gym-0.5.0/NetInvMgmt", "periods": 2, "network": {"nodes": nodes, "edges": edges}, "demand": [],
            "parameters": {"backlog": True, "discount_alpha": 1.0}, "order_requests": []}  # fmt: skip
    with pytest.raises(BadData, match="E291"):
        run_case(case)
