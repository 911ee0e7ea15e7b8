"""Published safety stocks of guaranteed service: textbook trees, Graves & Willems' cases, and networks that meet again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Settings, network
from echelon.study.guaranteed_service import with_guaranteed_service
from echelon.study.safety_stock import Placement, place
from echelon.study.stages import Arc, Stage
from echelon.testing.walks import job_of, walk

Case = dict[str, Any]
Rows = dict[str, Case]
"""Stage name → lead_time, added_cost, most, mean, sd, z, up (supplier → units)."""


def cases(shared: Path, file: str, start: str) -> dict[str, Case]:
    listed = json.loads((shared / "cases" / "analytic" / file).read_text("utf-8"))
    return {case["id"]: case for case in listed if case["id"].startswith(start)}


def from_table(text: str) -> Rows:
    """A network as comma-separated lines: the last column, suppliers and units, runs on."""
    head, *lines = csv.reader(io.StringIO(text))
    found = {}
    for line in lines:
        cell = dict(zip(head, line, strict=False))
        up = [word for word in line[len(head) - 1 :] if word]
        found[line[0]] = {
            "lead_time": int(cell["lead_time"]),
            "added_cost": float(cell.get("cost") or cell.get("cost_rate") or 0),
            "most": int(cell["max_s_time"]) if cell["max_s_time"] else None,
            "mean": float(cell["ext_demand_mean"] or 0),
            "sd": float(cell["ext_demand_std"] or 0),
            "z": float(cell.get("ext_demand_thres") or 0),
            "up": dict(zip(up[::2], map(float, up[1::2]), strict=True)),
        }
    return found


def from_list(listed: list[Case], z: float) -> Rows:
    return {
        row["id"]: {
            **row,
            "most": None,
            "z": z,
            **dict(zip(("mean", "sd"), row["demand"] or (0, 0), strict=True)),
        }
        for row in listed
    }


def placed(rows: Rows, *, rate: float = 1.0, most: dict[str, int] | None = None) -> Placement:
    """Holding cost is the rate times the cost added here and in all that went in."""
    value: dict[str, float] = {}

    def worth(name: str) -> float:
        if name not in value:
            value[name] = rows[name]["added_cost"] + sum(n * worth(up) for up, n in rows[name]["up"].items())
        return value[name]

    stages = [
        Stage(name, row["lead_time"], cost=rate * worth(name), mean=row["mean"], sd=row["sd"], z=row["z"],
              promise=(most or {}).get(name, row["most"]))
        for name, row in rows.items()
    ]  # fmt: skip
    return place(
        stages, [Arc(up, name, units) for name, row in rows.items() for up, units in row["up"].items()]
    )


@pytest.mark.shared
@pytest.mark.parametrize("name", ["bulldozer", "battery"])
def test_cases_of_industry(name: str, shared: Path) -> None:
    """Graves & Willems (2000, 2003): $633,000 and $853,000 a year, with every stage's cost and service time."""
    case = cases(shared, "gsm_published.json", "gsm_")[f"gsm_{name}"]
    found = placed(from_table(case["network"]), rate=case["holding_rate"])
    assert found.cost == pytest.approx(case["published_total_cost"], rel=case["tolerance_rel"])
    assert found.cost == pytest.approx(case["computed_cost_rate"], rel=1e-12)
    for held in found.stages:
        published = case["published_stage_costs"][held.name]
        assert held.outbound == published["s"]
        assert held.cost == pytest.approx(published["cost"], rel=case["tolerance_rel"], abs=1)
        assert {"s": held.outbound, "si": held.inbound} == case["policy"][held.name]
        assert held.cost == pytest.approx(case["inventory_cost"][held.name], rel=1e-12)
        assert held.safety_stock == pytest.approx(case["expected_inventory"][held.name], rel=1e-12)


@pytest.mark.shared
@pytest.mark.parametrize("scenario", [1, 2, 3, 4])
def test_digital_camera(scenario: int, shared: Path) -> None:
    """Graves & Willems (2000): $71,757, 78,000, 89,000 and 81,000 a year.

    A stage that holds nothing may promise any time between what it needs and what is asked for at most: ours promises the
    shorter, so that net times are compared.
    """
    case = cases(shared, "gsm_published.json", "gsm_")[f"gsm_digital_camera_scenario{scenario}"]
    rows = from_table(case["network"])
    found = placed(rows, rate=case["holding_rate"], most=dict(case["constraints"]))
    assert found.cost == pytest.approx(case["published_total_cost"], rel=case["tolerance_rel"])
    assert found.cost == pytest.approx(case["computed_cost_rate"], rel=1e-12)
    for held in found.stages:
        policy = case["policy"][held.name]
        assert held.net == policy["si"] + rows[held.name]["lead_time"] - policy["s"]
        assert held.outbound <= policy["s"]


@pytest.mark.shared
def test_five_stages_in_a_row(shared: Path) -> None:
    """Schoenmeyr & Graves (2016), table 4: nine profiles of cost and time. Their 400 is 2 x 20 x sqrt(100): z = 2."""
    chosen = cases(shared, "gsm_published.json", "gsm_serial5")
    assert len(chosen) == 9
    for case in chosen.values():
        found = placed(from_list(case["network"], z=2.0))
        assert found.cost == pytest.approx(case["published_cost"], abs=case["tolerance_abs"])
        assert found.cost == pytest.approx(case["computed_cost"], rel=1e-12)


@pytest.mark.shared
def test_general_acyclic_networks(shared: Path) -> None:
    """Seven networks where flows meet again, solved elsewhere by the algorithm of Humair & Willems (2011)."""
    chosen = cases(shared, "gsm_published.json", "gsm_dag")
    assert len(chosen) == 7
    for case in chosen.values():
        rows = from_table(case["network"])
        assert (len(rows), sum(len(row["up"]) for row in rows.values())) == (case["stages"], case["edges"])
        found = placed(rows)
        assert found.gap == 0
        assert found.cost == pytest.approx(case["computed_cost"], rel=1e-12)
        decoupled = placed(rows, most=dict.fromkeys(rows, 0))
        assert decoupled.cost == pytest.approx(case["cost_all_service_times_zero"], rel=1e-12)


@pytest.mark.shared
def test_textbook_trees(shared: Path) -> None:
    """Snyder & Shen, 2nd ed.: examples 6.3 and 6.5, figure 6.14, problems 6.7 to 6.9."""
    chosen = cases(shared, "multi_echelon.json", "gsm_")
    assert len(chosen) == 6
    for case in chosen.values():
        nodes, expected, near = case["params"]["nodes"], case["expected"], case["tolerance"]
        stages = [
            Stage(str(node["id"]), node["T"], cost=node["h"], z=node["bound_const"], promise=node["ext_out"],
                  inbound=node["ext_in"] or 0, **(node["demand"] or {}))
            for node in nodes
        ]  # fmt: skip
        found = place(stages, [Arc(str(source), str(to)) for source, to in case["params"]["edges"]])
        assert found.cost == pytest.approx(expected["cost"], rel=near)
        assert {held.name: held.outbound for held in found.stages} == expected["cst"]
        net, safety = expected.get("net_lead_times", {}), expected.get("safety_stock", {})
        assert {name: found[name].net for name in net} == net
        assert {name: found[name].safety_stock for name in safety} == pytest.approx(safety, rel=near)


def test_the_world_is_ready_as_often_as_asked() -> None:
    """A shop of lead time 4 that promises the same day covers 4 days of our clock: ready on 95 % of days, by 3 errors."""
    net = with_guaranteed_service(network(Settings("shop"), {
        "site": [{"name": "shop"}], "item": [{"name": "x", "unit_value": 1}],
        "stock point": [{"site": "shop", "item": "x", "target_stock": 0}],
        "recipe": [{"site": "shop", "item": "x", "lead_days": 4}],
        "demand": [{"customer": "c", "site": "shop", "item": "x", "mean_per_day": 50, "shape": "normal", "sd_per_day": 8}],
    }), service_level=0.95)  # fmt: skip
    _, job = job_of(net, 200, 1024)
    ready = np.array([(day.state.owed[0] == 0).copy() for day in walk(job) if day.day >= 20]).mean(axis=0)
    error = float(ready.std(ddof=1)) / len(ready) ** 0.5
    assert error < 0.002
    assert abs(float(ready.mean()) - 0.95) <= 3 * error
