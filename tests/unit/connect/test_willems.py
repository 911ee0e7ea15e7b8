"""The importer of Willems (2008): a chain made up for the test, then the real ones where they are at hand."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist

import pytest

from echelon.connect import read_network, read_willems, write_network
from echelon.core.errors import BadData
from echelon.network.model import Network

HEAD = (
    "chain,stage,classification,rel_depth,stage_cost,stage_time,stage_time_sd,stage_time_dist,avg_demand,sd_demand,"
    "max_service_time,service_level,x_pos,y_pos\n"
)
STAGES = (
    "3,Part_1,Parts,2,10,28,,1:0.5;45:0.5,,,,,1,1\n3,Manuf_1,Manuf,1,5,4,2,,,,,,1,1\n3,Manuf_2,Manuf,1,2.5,0,,,,,,,1,1\n"
    "3,Retail_1,Retail,0,1,3,,,10,4,1,0.99,1,1\n4,Other,Part,0,1,1,,,1,,,,,\n"
)
ARCS = (
    "chain,from_stage,to_stage\n3,Part_1,Manuf_1\n3,Part_1,Manuf_2\n3,Manuf_1,Retail_1\n3,Manuf_2,Retail_1\n"
)


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    (tmp_path / "stages.csv").write_text(HEAD + STAGES)
    (tmp_path / "arcs.csv").write_text(ARCS)
    return tmp_path


def column(net: Network, noun: str, name: str) -> dict[str, object]:
    table = net[noun]
    return dict(zip((table.label(row) for row in range(len(table))), table[name].tolist(), strict=True))


def test_a_stage_is_a_site_and_an_arc_a_lane(made_up: Path) -> None:
    net = read_willems(made_up, 3)
    assert not net.findings
    assert column(net, "site", "role") == {
        "Part_1": "supplier",
        "Manuf_1": "factory",
        "Manuf_2": "factory",
        "Retail_1": "store",
    }
    assert column(net, "lane", "lead_days") == {
        "Part_1→Manuf_1→Part_1": 0,
        "Part_1→Manuf_2→Part_1": 0,
        "Manuf_1→Retail_1→Manuf_1": 0,
        "Manuf_2→Retail_1→Manuf_2": 0,
    }
    assert [len(net[noun]) for noun in ("stock point", "recipe", "recipe input", "demand")] == [4, 4, 4, 1]
    assert net.settings.currency == "USD"
    assert any("doi 10.1287/msom.1070.0176" in sentence for sentence in net.settings.assumptions)


def test_times_keep_their_shape_and_the_mean_that_is_drawn(made_up: Path) -> None:
    recipes = list(read_willems(made_up, 3).rows("recipe"))
    shapes = [(r["lead_days"], r["lead_shape"], r["lead_sd_days"], r["lead_table"]) for r in recipes]
    assert shapes == [
        (23, "table", 0, "1:0.5;45:0.5"),
        (4, "gamma", 2, ""),
        (0, "constant", 0, ""),
        (3, "constant", 0, ""),
    ]


def test_money(made_up: Path) -> None:
    net = read_willems(made_up, 3)
    assert column(net, "item", "unit_value") == {
        "Part_1": 10,
        "Manuf_1": 15,
        "Manuf_2": 12.5,
        "Retail_1": 28.5,
    }
    (demand,) = net.rows("demand")
    assert demand["price"] == 47.5
    assert demand["stockout_cost"] == pytest.approx(28.5 * 0.2 / 365 * 99, abs=1e-9)
    assert (demand["customer"], demand["shape"], demand["mean_per_day"], demand["sd_per_day"]) == (
        "Retail_1",
        "gamma",
        10,
        4,
    )


@pytest.mark.parametrize("customers_wait", [False, True])
def test_target_stock_covers_the_net_replenishment_time(made_up: Path, customers_wait: bool) -> None:
    target = column(read_willems(made_up, 3, customers_wait=customers_wait), "stock point", "target_stock")
    days = 2 if customers_wait else 3
    z99, z95 = NormalDist().inv_cdf(0.99), NormalDist().inv_cdf(0.95)
    assert target["Retail_1→Retail_1"] == pytest.approx(10 * days + z99 * math.sqrt(days * 16), rel=1e-5)
    assert target["Manuf_1→Manuf_1"] == pytest.approx(10 * 4 + z95 * math.sqrt(4 * 16 + 100 * 4), rel=1e-5)
    assert target["Manuf_2→Manuf_2"] == 0
    # two paths to the customer: twice the mean, four times the variance; sd of 1 or 45 days is 22
    expected = 20 * 23 + z95 * math.sqrt(23 * 64 + 400 * 22**2)
    assert expected <= float(str(target["Part_1→Part_1"])) <= expected * (1 + 1e-5)


def test_no_demand_and_no_spread(made_up: Path) -> None:
    text = STAGES.replace(",10,4,1,0.99,", ",0,,,1,")
    (made_up / "stages.csv").write_text(HEAD + text)
    net = read_willems(made_up, 3)
    (demand,) = net.rows("demand")
    assert (demand["shape"], demand["mean_per_day"], demand["sd_per_day"]) == ("constant", 0, 0)
    assert demand["stockout_cost"] == pytest.approx(28.5 * 0.2 / 365 * 19, abs=1e-9)
    assert set(column(net, "stock point", "target_stock").values()) == {0}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("stages.csv", "Retail_1,Retail", "Retail_1,Shop", r"`classification` must be one of .* \(E038, stages.csv line 5\)"),
        ("stages.csv", "28,", "soon,", r"`stage_time` must be a number of at least 0. Got `soon`"),
        ("stages.csv", "28,", "-1,", "must be a number of at least 0"),
        ("stages.csv", "1:0.5;45:0.5", "1:x", "must be times and probabilities"),
        ("stages.csv", "Manuf_2", "Manuf_1", r"must be there once. Got `Manuf_1`.*line 4"),
        ("stages.csv", "sd_demand", "sd", "column `sd_demand` must be in stages.csv"),
        ("stages.csv", "3,Manuf_2", "3,x,Manuf_2", "must have 14 cells"),
        ("stages.csv", "3,Manuf_2", '3,"Manuf_2"x', "must have 14 cells"),
        ("stages.csv", "3,", "9,", "Chain 3 must be in stages.csv"),
        ("arcs.csv", "3,Part_1,Manuf_1", "3,Part_9,Manuf_1", r"must be a stage of the chain. Got `Part_9`.*line 2"),
        ("arcs.csv", "3,Part_1,Manuf_2", "3,Part_1,Manuf_1", "must supply `Manuf_1` once"),
        ("arcs.csv", "3,Part_1,Manuf_1", "3,Retail_1,Manuf_1", "must not supply itself"),
    ],
)  # fmt: skip
def test_damaged_files(made_up: Path, file: str, old: str, new: str, said: str) -> None:
    text = (made_up / file).read_text()
    assert old in text
    (made_up / file).write_text(text.replace(old, new))
    with pytest.raises(BadData, match=said):
        read_willems(made_up, 3)


def test_no_such_chain_or_folder(made_up: Path) -> None:
    for chain in (0, 39, -1, True):
        with pytest.raises(BadData, match="must be a whole number from 1 to 38"):
            read_willems(made_up, chain)
    with pytest.raises(BadData, match="must hold the Willems"):
        read_willems(made_up / "nowhere", 3)
    (made_up / "arcs.csv").unlink()
    with pytest.raises(BadData, match=r"`arcs.csv` must be a file that can be read"):
        read_willems(made_up, 3)


@pytest.mark.shared
def test_all_38_chains_import_without_findings(shared: Path) -> None:
    nets = [read_willems(shared / "data" / "willems2008", chain) for chain in range(1, 39)]
    assert [net.findings for net in nets] == [()] * 38
    assert sum(len(net["stock point"]) for net in nets) == 15_872
    assert sum(len(net["lane"]) for net in nets) == sum(len(net["recipe input"]) for net in nets) == 43_589
    assert sum(len(net["demand"]) for net in nets) == 4_580
    assert (len(nets[37]["stock point"]), len(nets[37]["lane"])) == (2_025, 16_225)


@pytest.mark.shared
@pytest.mark.parametrize("place", ["net", "net.xlsx"])
def test_a_real_chain_comes_back_from_disk(shared: Path, tmp_path: Path, place: str) -> None:
    net = read_willems(shared / "data" / "willems2008", 24)
    write_network(net, tmp_path / place)
    again = read_network(tmp_path / place)
    assert (again.digest, again.settings, again.findings) == (net.digest, net.settings, ())
