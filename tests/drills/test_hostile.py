"""Whatever is typed, pressed or missing: one sentence, the right exit status, and nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from echelon.app.kept import load_run

Echelon = Callable[..., subprocess.CompletedProcess[str]]
KESTVOLD = "catalog:kestvold"
LONG = ("run", KESTVOLD, "--days", "20000", "--replications", "1000", "--out", "out/run")
COMMAND = [sys.executable, "-c", "from echelon.cli.main import main; main()"]
posix = pytest.mark.skipif(os.name == "nt", reason="signals and limits of POSIX")


def began(folder: Path, *arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen([*COMMAND, *arguments], cwd=folder, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]  # fmt: skip


HUGE = "9" * 60
WRONG = {
    "no such network": (("run", "nowhere"), "E021"),
    "a file that is no network": (("check", "note.txt"), "E021"),
    "a folder that is no network": (("check", "."), "E032"),
    "an Excel file that is none": (("check", "broken.xlsx"), ""),
    "no such catalogue entry": (("run", "catalog:kestwold"), "Did you mean `catalog:kestvold`?"),
    "no replications": (("run", KESTVOLD, "--replications", "0"), "E220"),
    "negative days": (("run", KESTVOLD, "--days", "-3"), "E220"),
    "huge days": (("run", KESTVOLD, "--days", HUGE), "E220"),
    "huge replications": (("run", KESTVOLD, "--replications", HUGE), "E220"),
    "too much for any memory": (("run", KESTVOLD, "--days", "36525", "--replications", "10000000"), "E302"),
    "no threads": (("run", KESTVOLD, "--threads", "0"), "E301"),
    "days in words": (("run", KESTVOLD, "--days", "year"), "valid integer"),
    "no disruption": (("run", KESTVOLD, "--disrupt", ""), "E216"),
    "a factor above 1": (("run", KESTVOLD, "--disrupt", "Ningbo Port:7@1+2"), "E213"),
    "a huge factor": (("run", KESTVOLD, "--disrupt", f"Ningbo Port:{'9' * 400}@1+2"), "E213"),
    "a huge length": (("run", KESTVOLD, "--disrupt", f"Ningbo Port:0@1+{'9' * 5000}"), "E216"),
    "an unknown site": (("run", KESTVOLD, "--disrupt", "Ningbo Prt:0@1+2"), "Did you mean `Ningbo Port`?"),
    "an unknown site to shut": (("stress", KESTVOLD, "--sites", "Rotterdam Prt"), "Did you mean `Rotterdam Port`?"),
    "an outage after the end": (("stress", KESTVOLD, "--start", "365"), "E305"),
    "an outage of no days": (("stress", KESTVOLD, "--lasts", "0"), "E215"),
    "a negative outage": (("stress", KESTVOLD, "--lasts", "-4"), "E214"),
    "a run that is none": (("compare", "note.txt", "."), "E311"),
    "an unknown timetable": (("explain", "timetable", "standart"), "Did you mean `standard`?"),
    "a negative replication": (("trace", KESTVOLD, "--replication", "-1"), "E220"),
    "chain 39": (("import", "willems", ".", "--chain", "39", "--out", "n"), "E038"),
    "no Willems files": (("import", "willems", ".", "--chain", "3", "--out", "n"), "stages.csv"),
    "out is a file": (("run", KESTVOLD, "--out", "note.txt"), "E036"),
    "out is below a file": (("run", KESTVOLD, "--out", "note.txt/run"), "E037"),
    "out has a name too long": (("run", KESTVOLD, "--out", "x" * 300), "E037"),
    "out holds other things": (("run", KESTVOLD, "--out", "mine"), "E036"),
    "the ranking's out holds a run": (("stress", KESTVOLD, "--out", "kept"), "E036"),
    "no command": (("simulate",), "simulate"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_bad_input_is_a_sentence_and_status_2(case: str, tmp_path: Path, echelon_command: Echelon) -> None:
    arguments, said = WRONG[case]
    (tmp_path / "note.txt").write_text("not a network", "utf-8")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for folder, file in (("mine", "thesis.docx"), ("kept", "run.json")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = echelon_command(*arguments)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert sorted(tmp_path.rglob("*")) == before


@posix
def test_ctrl_c_stops_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    process = began(tmp_path, *LONG)
    time.sleep(3)
    assert process.poll() is None
    pressed = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert time.monotonic() - pressed < 2
    assert said.strip().splitlines()[-1] == "Stopped. Nothing was left half-written."
    assert "Traceback" not in said
    assert not out
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@posix
def test_killed_in_the_middle_of_writing_leaves_the_older_run(
    tmp_path: Path, echelon_command: Echelon
) -> None:
    wanted = ("run", KESTVOLD, "--replications", "2000", "--out", "run")
    assert echelon_command("run", KESTVOLD, "--replications", "3", "--out", "run").returncode == 0
    process = began(tmp_path, *wanted)
    while process.poll() is None and not list(tmp_path.glob(".run.*.part")):
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert load_run(tmp_path / "run").scenario.replications in (3, 2000)


def test_two_at_once_into_one_folder_leave_one_of_them_whole(tmp_path: Path) -> None:
    seeds = ["1", "2", "3", "4"]
    several = [began(tmp_path, "run", KESTVOLD, "--seed", seed, "--out", "run") for seed in seeds]
    ended = [process.communicate(timeout=120) for process in several]
    assert [process.returncode for process in several] == [0] * 4, ended
    assert str(load_run(tmp_path / "run").scenario.seed) in seeds
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@posix
def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    import resource

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    process = began(
        tmp_path, "run", KESTVOLD, "--replications", "200", "--out", "run", preexec_fn=little_room
    )
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "E037" in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


@posix
@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="has no /dev/full")
def test_a_full_pipe_of_answers_is_a_sentence(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "explain", "checks"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        )
    assert done.returncode == 2
    assert "E304" in done.stderr
    assert "Exception ignored" not in done.stderr


@posix
def test_an_unwritable_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    done = subprocess.run(
        [*COMMAND, "run", KESTVOLD, "--out", "locked/run"], capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, "E037" in done.stderr) == (2, True)


@posix
@pytest.mark.parametrize(
    "arguments",
    [("trace", KESTVOLD, "--csv"), ("explain", "checks"), ("--help",), ("trace", KESTVOLD, "--json")],
)
def test_a_broken_pipe_is_silent(arguments: tuple[str, ...], tmp_path: Path) -> None:
    process = began(tmp_path, *arguments)
    assert process.stdout
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(timeout=60)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_encoding_will_do(encoding: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1", "COLUMNS": "80"}
    for arguments in (
        ("run", KESTVOLD, "--days", "9"),
        ("run", KESTVOLD, "--disrupt", "→ö:0@1+1"),
        ("explain", "timetable"),
    ):
        done = subprocess.run([*COMMAND, *arguments], capture_output=True, cwd=tmp_path, env=environment)
        assert done.returncode in (0, 2)
        told = (done.stdout + done.stderr).decode(encoding)
        assert "Traceback" not in told
        assert "\x1b" not in told


def test_closed_streams_do_no_harm(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -c "from echelon.cli.main import main; main()" run {KESTVOLD} --days 5 --out run >&- 2>&-'
    assert subprocess.run(command, shell=True, cwd=tmp_path).returncode == 0
    assert load_run(tmp_path / "run").scenario.days == 5


def test_hostile_names_steer_no_terminal(tmp_path: Path, echelon_command: Echelon) -> None:
    evil = "Kobe\x1b[2J\x07[red]"
    for name, text in {
        "sites.csv": f"name\n{evil}\n",
        "items.csv": "name,unit_value\ndrill,5\n",
        "stock_points.csv": f"site,item,target_stock\n{evil},drill,50\n",
        "recipes.csv": f"site,item,lead_days\n{evil},drill,2\n",
        "demands.csv": f"customer,site,item,mean_per_day\nJapan,{evil},drill,10\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = echelon_command("stress", ".", "--days", "90", "--replications", "2")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "[red]" in done.stdout


def test_huge_numbers_in_a_network_are_answered_or_refused(tmp_path: Path, echelon_command: Echelon) -> None:
    for name, text in {
        "sites.csv": "name\nKobe\n",
        "items.csv": "name,unit_value\ndrill,1e308\n",
        "stock_points.csv": "site,item,target_stock\nKobe,drill,1e308\n",
        "recipes.csv": "site,item,lead_days\nKobe,drill,2\n",
        "demands.csv": "customer,site,item,mean_per_day\nJapan,Kobe,drill,1e307\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    for extra in ((), ("--json",), ("--out", "run")):
        done = echelon_command("run", ".", "--days", "30", "--replications", "2", *extra)
        assert done.returncode in (0, 2), done.stderr
        assert "Traceback" not in done.stderr
    if (tmp_path / "run").exists():
        assert echelon_command("compare", "run", "run").returncode == 0
        assert json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["answer"]
