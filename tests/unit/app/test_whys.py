"""Why orders were short, as people ask: of a network, and of a run that was kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from echelon.app import reports, whys
from echelon.app.commands import MakeRun, make_run
from echelon.app.questions import Question
from echelon.app.whys import FindCauses, find_causes
from echelon.cli.main import app
from echelon.connect import write_network
from echelon.core.errors import BadData, Conflict, Unavailable
from echelon.network.model import Network, Settings, network
from echelon.study.scenario import Scenario

FIRE = "Kobe:0.0@10+9"


def shop(mean: float = 10.0) -> Network:
    return network(Settings("shop"), {
        "site": [{"name": "Kobe"}, {"name": "Riga"}], "item": [{"name": "drill", "unit_value": 40.0}],
        "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30},
                        {"site": "Riga", "item": "drill", "target_stock": 60}],
        "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
        "lane": [{"from": "Kobe", "to": "Riga", "item": "drill", "lead_days": 3}],
        "demand": [{"customer": "Inga", "site": "Riga", "item": "drill", "mean_per_day": mean}],
    })  # fmt: skip


def test_a_kept_run_is_asked_like_its_scenario(tmp_path: Path) -> None:
    net, out = tmp_path / "net", tmp_path / "out"
    write_network(shop(), net)
    question = Question(str(net), (FIRE,), days=40, replications=2, seed=7)
    make_run(MakeRun(question, str(out)))
    asked = find_causes(FindCauses(question, "Inga", day=17))
    assert find_causes(FindCauses(Question(str(out)), "Inga", day=17)) == asked
    assert asked.causes[0].removed == 1.0
    write_network(shop(mean=11.0), net, replace=True)
    with pytest.raises(BadData, match="E552"):
        find_causes(FindCauses(Question(str(out)), "Inga"))


def test_what_does_not_fit_is_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whys, "memory_bytes", lambda: 10_000)
    with pytest.raises(Unavailable, match="E553"):
        whys._must_fit_courses(Scenario(shop(), days=365))
    whys._must_fit_courses(Scenario(shop(), days=5))


def test_the_command_says_it_and_gives_it_as_data(tmp_path: Path) -> None:
    write_network(shop(), tmp_path / "net")
    typed = ["causes", str(tmp_path / "net"), "--disrupt", FIRE, "--days", "40"]
    said = CliRunner(env={"COLUMNS": "200"}).invoke(app, typed)
    assert said.exit_code == 0
    assert "because Riga ran out of drill on day 15" in said.stdout
    assert (
        "8 orders short in replication 0: 80 units not there when due, 0 with nothing disrupted"
        in said.stdout
    )
    told = json.loads(CliRunner().invoke(app, [*typed, "--customer", "Inga", "--day", "17", "--json"]).stdout)
    assert [each["what"] for each in told["causes"][0]["chain"]] == ["short", "not sent", "disrupted"]
    assert told["orders"][0]["late"] == 5
    assert told["unexplained"] == 0.0


def test_which_reports_to_verify_as_a_command(tmp_path: Path) -> None:
    write_network(shop(), tmp_path / "net")
    typed = [
        "verify",
        str(tmp_path / "net"),
        "--protect",
        "1",
        "--count",
        "1",
        "--draws",
        "60",
        "--ttr-error",
        "0.8",
    ]
    said = CliRunner(env={"COLUMNS": "200"}).invoke(app, typed)
    assert said.exit_code == 0
    assert "Kendall's tau" in said.stdout
    told = json.loads(CliRunner().invoke(app, [*typed, "--json"]).stdout)
    assert [each["rank"] for each in told["inputs"]] == [1, 0, 0]
    assert told["protect"] in (["Kobe"], ["Riga"])


def test_reports_tell_why_orders_were_short(
    tmp_path: Path, built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, out, page = tmp_path / "net", tmp_path / "out", tmp_path / "why.html"
    write_network(shop(), net)
    question = Question(str(net), (FIRE,), days=40, replications=2, seed=7)
    make_run(MakeRun(question, str(out), report=True))
    told = embedded(out / "report.html")["causes"]
    assert told["chains"][0]["disruption"] == FIRE
    assert told["chains"][0]["order"]["customer"] == "Inga"
    find_causes(FindCauses(question, "Inga", day=17, replication=1, report=str(page)))
    assert embedded(page)["causes"]["note"].startswith("Of replication 1")
    monkeypatch.setattr(whys, "CELLS", 10)
    make_run(MakeRun(question, str(out), report=True))
    assert "takes longer" in embedded(out / "report.html")["causes"]["left_out"]


def test_a_page_replaces_a_page_and_nothing_else(tmp_path: Path, built: None) -> None:
    net, taken = tmp_path / "net", tmp_path / "notes.html"
    write_network(shop(), net)
    taken.write_text("notes", "utf-8")
    with pytest.raises(Conflict, match="E036"):
        find_causes(FindCauses(Question(str(net), (FIRE,), days=20, replications=2), report=str(taken)))
    assert taken.read_text("utf-8") == "notes"


def test_what_comes_from_the_catalogue_keeps_its_sources(tmp_path: Path, built: None) -> None:
    net, out = tmp_path / "net", tmp_path / "out"
    write_network(shop(), net)
    question = Question(str(net), days=40, replications=2, use=("factory-fire at Kobe from 10",))
    make_run(MakeRun(question, str(out), report=True))
    told = embedded(out / "report.html")["broken"][0]["entry"]
    assert told["key"] == "factory-fire"
    assert told["sources"] or told["assumed"]
    assert list(json.loads((out / "run.json").read_text("utf-8"))["scenario"]["entries"].values()) == [
        "factory-fire"
    ]


@pytest.fixture
def built() -> None:
    """The page, which tests that write one need."""
    try:
        reports.must_render()
    except Unavailable as missing:
        pytest.skip(str(missing))


def embedded(page: Path) -> Any:
    """The document inside a page."""
    return json.loads(page.read_text("utf-8").split('id="echelon-document">', 1)[1].split("</script>", 1)[0])
