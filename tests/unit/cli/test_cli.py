"""The command line: help with examples, tables, JSON, exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from echelon.cli.main import app

COMMANDS = (("check",), ("run",), ("compare",), ("stress",), ("risk",), ("select",), ("trace",), ("demo",), ("catalog",),
            ("sweep",), ("new",), ("causes",), ("why",), ("verify",), ("import", "willems"),
            ("explain", "timetable"), ("explain", "checks"), ("explain", "schema"))  # fmt: skip
KESTVOLD = "catalog:kestvold"


def echelon(*arguments: str, **environment: str) -> Result:
    return CliRunner(env={"COLUMNS": "200", **environment}).invoke(app, list(arguments))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_and_json(command: tuple[str, ...]) -> None:
    found = echelon(*command, "--help")
    assert found.exit_code == 0
    assert f"Example: echelon {' '.join(command)}" in found.stdout
    assert "--json" in found.stdout


def test_help_takes_half_a_second_at_most() -> None:
    script = "import sys; sys.argv[1:] = ['--help']; from echelon.cli.main import main; main()"
    took = []
    for _ in range(3):
        before = os.times()
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
        took.append(
            sum(os.times()[2:4]) - sum(before[2:4])
        )  # of the processor, for others may be at work too
    assert min(took) < 0.5


def test_version() -> None:
    assert echelon("--version").stdout.startswith("echelon ")


@pytest.mark.parametrize("arguments", [
    ("catalog",), ("check", KESTVOLD), ("explain", "timetable"), ("explain", "checks"), ("explain", "schema"),
    ("run", KESTVOLD, "--days", "5", "--replications", "2"), ("trace", KESTVOLD, "--days", "2"),
    ("stress", KESTVOLD, "--sites", "Ningbo Port", "--days", "9", "--start", "3", "--replications", "2"),
    ("risk", KESTVOLD, "--disrupt", "Ningbo Port:0@3+4", "--days", "9", "--replications", "2", "--no-parts"),
    ("check", "nowhere"), ("run", KESTVOLD, "--days", "-1"), ("compare", "a", "b"), ("explain", "timetable", "x"),
], ids=" ".join)  # fmt: skip
def test_json_is_one_document_and_nothing_else(arguments: tuple[str, ...]) -> None:
    found = echelon(*arguments, "--json")
    assert json.loads(found.stdout)
    assert found.exit_code in (0, 2)


def test_check_exits_1_on_errors_and_2_on_what_cannot_be_read(tmp_path: Path) -> None:
    for name, text in {
        "sites.csv": "name\nKobe\n",
        "items.csv": "name\ndrill\n",
        "stock_points.csv": "site,item,target_stock\nKob,drill,-5\n",
        "demands.csv": "customer,site,item,mean_per_day\nJapan,Kobe,drill,10\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    found = echelon("check", str(tmp_path))
    assert found.exit_code == 1
    assert all(
        word in found.stdout for word in ("E101", "E005", "Did you mean `Kobe`?", "stock_points.csv line 2")
    )
    refused = echelon("run", str(tmp_path))
    assert refused.exit_code == 2
    assert "E101" in refused.stderr
    assert not refused.stdout
    assert echelon("check", str(tmp_path / "nowhere")).exit_code == 2
    assert echelon("check", KESTVOLD).exit_code == 0


def test_all_that_is_wrong_with_a_question_is_told_at_once() -> None:
    found = echelon(
        "run", KESTVOLD, "--replications", "0", "--disrupt", "Ningo Port:0@1+2", "--disrupt", "junk"
    )
    assert found.exit_code == 2
    assert all(word in found.stderr for word in ("E220", "E216", "E217", "Did you mean `Ningbo Port`?"))


def test_one_finding_is_a_sentence() -> None:
    found = echelon("stress", KESTVOLD, "--sites", "Ningo Port")
    assert found.exit_code == 2
    assert (
        found.stderr
        == "What disruption `loss of Ningo Port` hits must be a site or a lane `from→to` of the network. Got `Ningo Port`. "
        "Did you mean `Ningbo Port`? (E217).\n"
    )


def test_numbers_are_said_as_planners_say_them() -> None:
    ranked = echelon("stress", KESTVOLD, "--sites", "Ningbo Port,Venlo Central DC", "--replications", "3")
    assert " M EUR (" in ranked.stdout
    assert "32 lanes pass it" in ranked.stdout
    assert "after " in ranked.stdout


@pytest.mark.parametrize("columns", [40, 80])
def test_names_are_folded_and_not_cut(columns: int) -> None:
    found = echelon(
        "stress", KESTVOLD, "--sites", "Penang Electronics Plant", "--replications", "2", COLUMNS=str(columns)
    )
    assert "…" not in found.stdout
    letters = "".join(line[:40] for line in found.stdout.splitlines())
    assert all(word in letters for word in ("Pen", "tron"))
    assert max(map(len, found.stdout.splitlines()[2:])) <= columns


def test_trace_tells_tables_csv_and_events() -> None:
    wanted = ("trace", KESTVOLD, "--days", "3", "--replication", "2", "--only", "Venlo")
    rows = list(csv.DictReader(io.StringIO(echelon(*wanted, "--csv").stdout)))
    assert {row["day"] for row in rows} == {"0", "1", "2"}
    assert all("Venlo" in row["point"] for row in rows)
    events = [json.loads(line) for line in echelon(*wanted, "--events").stdout.splitlines()]
    assert {event["type"].split(".")[0] for event in events} == {"twin"}
    assert json.loads(echelon(*wanted, "--json").stdout)["rows"][0]["on_hand"] == float(rows[0]["on_hand"])
    assert echelon("trace", KESTVOLD, "--days", "3", "--table", "flow").exit_code == 2


def test_schema_of_one_noun() -> None:
    for noun in ("stock point", "stock_points", "stock_points.csv", "Stock points"):
        assert "target_stock" in echelon("explain", "schema", noun).stdout
    found = echelon("explain", "schema", "stok point")
    assert (found.exit_code, "Did you mean `stock point`?" in found.stderr) == (2, True)


def test_a_report_needs_a_folder() -> None:
    assert echelon("run", KESTVOLD, "--report").exit_code == 2


def test_a_bug_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("by the house\x1b[2J")

    monkeypatch.setattr("echelon.app.catalogue.entries", broken)
    found = echelon("catalog")
    assert found.exit_code == 70
    assert "ECHELON_DEBUG=1" in found.stderr
    assert "Traceback" not in found.stderr
    assert "\x1b" not in found.stderr
    assert isinstance(echelon("catalog", ECHELON_DEBUG="1").exception, ZeroDivisionError)


@pytest.mark.parametrize(("error", "word"), [(PermissionError(13, "Permission denied", "x"), "permission denied"),
                                             (MemoryError(), "memory")])  # fmt: skip
def test_what_the_machine_refuses_is_a_sentence(
    error: Exception, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise error

    monkeypatch.setattr("echelon.app.catalogue.entries", refuse)
    found = echelon("catalog")
    assert (found.exit_code, word in found.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="has no pseudo-terminals")
@pytest.mark.parametrize("lasting", [0.0, 1.6])
def test_a_bar_shows_on_a_terminal_once_a_second_has_passed(lasting: float) -> None:
    import pty

    script = (
        "import time, sys\nfrom echelon.cli.waiting import Waiting\n"
        f"with Waiting('Simulating') as bar:\n  time.sleep({lasting}); bar(3, 10); time.sleep({lasting} / 4)\nprint('done')"
    )
    leader, follower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=follower, text=True, check=True
    )
    os.close(follower)
    shown = ""
    try:
        while part := os.read(leader, 65536).decode():
            shown += part
    except OSError:
        pass
    os.close(leader)
    assert ("Simulating" in shown) is bool(lasting)
    assert done.stdout == "done\n"


def test_a_run_as_precise_as_wished_says_what_it_reached() -> None:
    asked = (
        "run",
        KESTVOLD,
        "--days",
        "30",
        "--replications",
        "30",
        "--precision",
        "5%",
        "--precision-of",
        "fill_rate",
    )
    told = echelon(*asked, "--warm-up", "--json")
    document = json.loads(told.stdout)
    assert document["precision"]["met"] is True
    assert document["precision"]["replications"] == document["scenario"]["replications"]
    assert document["warm_up"]["days"] <= 15
    assert set(document["warm_up"]["kpis"]) == set(document["kpis"])
    said = echelon(*asked[:-1], "backlog", "--at-most", "40").stdout
    assert "40 replications" in said
    assert "would take more than the 40 that were allowed" in said
    assert echelon("run", KESTVOLD, "--precision", "much").exit_code == 2


def test_static_exposure_is_told_in_tables_json_and_files(tmp_path: Path) -> None:
    asked = ("stress", KESTVOLD, "--static", "--ttr", "20", "--sites", "Kassel DC,Reims DC,Tainan Bits")
    shown = echelon(*asked, "--pairs", "2", "--out", str(tmp_path / "static"))
    assert shown.exit_code == 0, shown.stderr
    assert "each of 3 failures alone for 20 days" in shown.stdout
    assert "Kassel DC + Reims DC" in shown.stdout
    rows = list(csv.DictReader(io.StringIO((tmp_path / "static" / "static.csv").read_text("utf-8"))))
    assert [row["failure"] for row in rows] == ["Kassel DC", "Reims DC", "Tainan Bits"]
    assert len((tmp_path / "static" / "static-pairs.csv").read_text("utf-8").splitlines()) == 3
    told = json.loads(echelon(*asked, "--json").stdout)
    assert [row["rank"] for row in told["failures"]] == [1, 2, 3]
    assert [row["rei"] for row in told["failures"]][:1] == [1.0]
    assert told["pairs"] is None
    assert echelon(*asked[:-1], "Kasel DC").exit_code == 2


def test_static_exposure_of_a_disruption_and_of_one_failure_without_a_pair(tmp_path: Path) -> None:
    out = tmp_path / "static"
    asked = (
        "stress",
        KESTVOLD,
        "--static",
        "--disrupt",
        "Kassel DC:0.2@10+40",
        "--pairs",
        "3",
        "--out",
        str(out),
    )
    told = echelon(*asked)
    assert "each of 1 failure alone" in told.stdout, told.stderr
    assert "Wrote" in told.stdout
    assert "static-pairs.csv" in told.stdout
    assert (out / "static-pairs.csv").read_text("utf-8").count("\n") == 1
    assert echelon(*asked[:-3], "-1").exit_code == 2


def test_a_response_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "strike.toml"
    path.write_text(
        f"""network = "{KESTVOLD}"
days = 60
disruption = [{{ name = "shut", hits = "Ningbo Port", capacity = 0.0, start = 5, lasts = 20 }}]
[[response]]
name = "dear"
cost = 1e8
[[response.scale]]
noun = "stock point"
where = {{ site = "Kobe DC" }}
cells = {{ target_stock = 1.4 }}
""",
        "utf-8",
    )
    asked = ("select", str(path), "--indifference", "100000", "--replications", "5")
    said = echelon(*asked)
    assert said.exit_code == 0, said.stderr
    assert "Best by Margin less costs: none of them, right with probability 95%" in said.stdout
    told = json.loads(echelon(*asked, "--by", "ocba", "--at-most", "20", "--json").stdout)
    assert [each["name"] for each in told["alternatives"]] == ["none of them", "dear"]
    assert told["best"] == "none of them"
    assert echelon("select", KESTVOLD, "--among", "dear").exit_code == 2
