"""Scenario documents as files: what they name lies beside them, and what is typed goes before what they say."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

import echelon
from echelon.app.questions import Question
from echelon.app.scenarios import network_of, read_scenario
from echelon.cli.main import app
from echelon.connect import write_network
from echelon.core.errors import BadData, BadScenario
from echelon.study import many, moments
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made

FIRE = '\n[[disruption]]\nname = "fire"\nhits = "Izmir Works"\ncapacity = 0.0\nstart = 3\nlasts = 2\n'
MORE = '\n[[response]]\nname = "more"\nscale = { noun = "stock point", cells = { target_stock = 2 } }\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("asked")
    write_network(hand_made(), home / "nets" / "hand")
    (home / "open.csv").write_text("what,id,day,quantity\nstock,Leeds Shop/lamp,0,12\n", "utf-8")
    (home / "ask.toml").write_text(
        'network = "nets/hand"\ndays = 9\nreplications = 2\nopening = "open.csv"' + FIRE + MORE, "utf-8"
    )
    return home


def test_paths_are_seen_from_the_document(folder: Path) -> None:
    asked = read_scenario(folder / "ask.toml")
    assert asked.source == (folder / "nets" / "hand").as_posix()
    assert asked.opening is not None
    assert asked.opening.of("stock") == {"Leeds Shop/lamp": {0: 12.0}}
    assert asked.network["stock point"]["target_stock"][0] == 2 * 90
    assert network_of(str(folder / "ask.toml")).digest == asked.network.digest != hand_made().digest


def test_another_network_may_be_given(folder: Path) -> None:
    (folder / "bare.toml").write_text("days = 9" + FIRE, "utf-8")
    assert read_scenario(folder / "bare.toml", hand_made()).network.name == "hand-made"
    with pytest.raises(BadScenario, match="E511"):
        read_scenario(folder / "bare.toml")


def test_what_is_typed_goes_first(folder: Path) -> None:
    typed = Question(
        str(folder / "ask.toml"), ("Suez:0@4+2",), days=20, seed=5, use=("canal-blocked at Suez from 6",)
    )
    asked = typed.ask()
    assert (asked.days, asked.replications, asked.seed) == (20, 2, 5)
    assert [each.name for each in asked.disruptions] == ["fire", "Suez:0@4+2", "Canal blocked at Suez"]
    assert Question(str(folder / "ask.toml"), calm=True).ask().disruptions == ()


def test_each_disruption_has_a_name_and_so_a_luck_of_its_own(folder: Path) -> None:
    storm = "hurricane-at-port at Suez from 2"
    (folder / "twice.toml").write_text(f'network = "nets/hand"\nuse = ["{storm}", "{storm}"]\n', "utf-8")
    typed = Question(str(folder / "twice.toml"), ("Suez:0@4+2", "Suez:0@4+2"), use=(storm,)).ask()
    port = "Hurricane at Suez"
    assert [each.name for each in typed.disruptions] == [
        port, f"{port} (2)", "Suez:0@4+2", "Suez:0@4+2 (2)", f"{port} (3)"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("days = " + "9" * 5000, "E022"),
        ("days = 1" + "0" * 400, "E512"),
        ('days = 9\n[[response]]\nname = "x"\ncost = 1' + "0" * 400, "E512"),
        ("days = nan", "E512"),
        ("days = 2026-01-01", "E512"),
        ("days = 2026-13-01", "E022"),
        ("use = 5", "E512"),
        ("use = [5]", "E512"),
        ("use = [{ entry = 5 }]", "E512"),
        ("disruption = 5", "E512"),
        ('disruption = [["x"]]', "E512"),
        ("opening = 5", "E512"),
        ('opening = [["stock"]]', "E512"),
        ('opening = "."', "E317"),
        ('[[hazard]]\nname = "x"\noccurs = 5\neffects = []', "E512"),
        ('[[hazard]]\nname = "x"\noccurs = "poisson(per_year=nan)"\neffects = []', "E420"),
        ('[[cascade]]\nname = "x"\nwhen = []\nthen = []', "E512"),
        ('[[disruption]]\nname = "x"\nhits = "Suez"\ncapacity = nan\nlasts = 3', "E512"),
        ('[[disruption]]\nname = "x"\nhits = "Suez"\ncapacity = 0.0\nlasts = 3\nheals = "linear"', "E512"),
        ('[[disruption]]\nname = "x"\nhits = "Suez"\ncapacity = 0.0\nlasts = "uniform(0, 1e30)"', "E411"),
        ('[[disruption]]\nname = "x"\nhits = "near:1,2"\ncapacity = 0.0\nlasts = 3', "E217"),
        ('[[success]]\nmeasure = "fill_rate"\nat_least = nan', "E512"),
    ],
)
def test_whatever_stands_in_a_document_is_a_finding(text: str, code: str, folder: Path) -> None:
    (folder / "odd.toml").write_text(f'network = "nets/hand"\n{text}\n', "utf-8")
    with pytest.raises((BadScenario, BadData)) as caught:
        read_scenario(folder / "odd.toml")
    assert code in {finding.code for finding in caught.value.findings}


def test_what_is_no_document_is_a_finding(folder: Path) -> None:
    (folder / "latin.toml").write_bytes('name = "Köln"'.encode("latin-1"))
    (folder / "wide.toml").write_bytes('name = "Köln"'.encode("utf-16"))
    (folder / "huge.toml").write_bytes(b"#" * ((16 << 20) + 1))
    (folder / "folder.toml").mkdir(exist_ok=True)
    for name, code in (("latin", "E023"), ("wide", "E023"), ("huge", "E028"), ("folder", "E021")):
        with pytest.raises(BadData, match=code):
            read_scenario(folder / f"{name}.toml")


def test_a_document_may_begin_where_a_run_was_paused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that lies, is owed and under way on the morning of day 12, of the first replication."""
    for module in (many, moments):
        monkeypatch.setattr(module, "prepare_run", partial(many.prepare_run, forced=True))
    write_network(hand_made(), tmp_path / "net")
    source = (tmp_path / "net").as_posix()
    paused = echelon.pause(Scenario(hand_made(), days=30, replications=3, seed=4), 12)
    paused.write(tmp_path / "state", source=source)
    (tmp_path / "on.toml").write_text('network = "net"\ndays = 9\nopening = "state"\n', "utf-8")
    asked = read_scenario(tmp_path / "on.toml")
    assert asked.opening is not None
    state, s = paused.moment.snapshot.state, paused.moment.prepared.structure
    assert asked.opening.of("stock") == {
        name: {0: float(x)} for name, x in zip(s.points, state.stock[:, 0], strict=True)
    }
    under_way = sum(sum(days.values()) for days in asked.opening.of("transit").values())
    flows = paused.moment.prepared.job.tables.pipes[: len(s.flows)]
    assert under_way == pytest.approx(state.ring[: int(flows["slots"].sum()), 0].sum(), rel=0.5)
    assert under_way > 0.0
    typed = Question(str(tmp_path / "net"), opening=str(tmp_path / "state")).ask()
    assert typed.opening is not None
    assert typed.opening.document() == asked.opening.document()
    assert many.run(asked).answer


def test_what_is_typed_wrong_is_said_at_once(folder: Path) -> None:
    with pytest.raises(BadScenario) as caught:
        Question(str(folder / "ask.toml"), ("Suze:0@4+2", "x"), days=0, use=("canal-blockd",)).ask()
    assert {finding.code for finding in caught.value.findings} == {"E220", "E217", "E216", "E314"}


def test_files_that_are_missing_are_among_the_findings(folder: Path) -> None:
    (folder / "lost.toml").write_text('network = "nets/hnd"\nopening = "opn.csv"\ndayz = 3\n', "utf-8")
    with pytest.raises(BadScenario) as caught:
        read_scenario(folder / "lost.toml")
    found = {finding.code: finding.line for finding in caught.value.findings}
    assert found["E510"] == 3
    assert found["E021"] in (1, 0)
    assert len(caught.value.findings) == 3
    with pytest.raises(BadData, match="E021"):
        read_scenario(folder / "nowhere.toml")
    with pytest.raises(BadData, match="Did you mean `catalog:kestvold-demo`"):
        read_scenario("catalog:kestvold-dmo")


def test_the_command_refuses_with_lines_and_explains_entries(folder: Path) -> None:
    (folder / "wrong.toml").write_text('network = "nets/hand"\ndayz = 3\n', "utf-8")
    refused = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["run", str(folder / "wrong.toml")])
    assert refused.exit_code == 2
    assert "wrong.toml line 2" in refused.stderr
    told = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["catalog", "canal-avoided"])
    assert all(
        word in told.stdout for word in ("lead_time {lead_time}", "UNCTAD", "Assumed [freight]", "digest")
    )
    document = json.loads(CliRunner().invoke(app, ["catalog", "catalog:canal-avoided", "--json"]).stdout)
    assert document["sources"][0]["year"] == 2024
    listed = json.loads(CliRunner().invoke(app, ["catalog", "--json"]).stdout)
    assert {each["kind"] for each in listed} == {"network", "scenario", "disruption", "plan library"}
    one = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["catalog", "kestvold-demo"])
    assert "Ningbo Port closes" in one.stdout


def test_a_run_of_a_document_tells_costs_and_verdicts(tmp_path: Path) -> None:
    text = ('network = "catalog:kestvold"\ndays = 5\nreplications = 3\n' + MORE.replace('"more"', '"more"\ncost = 700')
            + '\n[[success]]\nmeasure = "fill_rate"\nat_least = 0.1\n')  # fmt: skip
    (tmp_path / "ask.toml").write_text(text, "utf-8")
    ran = CliRunner(env={"COLUMNS": "200"}).invoke(
        app, ["run", str(tmp_path / "ask.toml"), "--out", str(tmp_path / "run")]
    )
    assert "Done about it: more, for 700 EUR" in ran.stdout
    assert " met" in ran.stdout
    kept = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert kept["success"][0]["verdict"] == "met"
    assert kept["responses_cost"] == 700.0
    assert kept["network"]["source"] == "catalog:kestvold"
    from echelon.app.kept import load_run

    read = load_run(tmp_path / "run")
    assert [each.name for each in read.scenario.responses] == ["more"]
    assert read.scenario.success[0].at_least == 0.1
