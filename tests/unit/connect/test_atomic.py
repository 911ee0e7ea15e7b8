"""Writing all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from echelon.connect import read_network, write_network
from echelon.core.errors import Conflict, Unavailable
from echelon.network.model import Network, Settings, network

EMPTY = network(Settings("empty"), {})


def listing(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else b"" for p in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("name", ["net", "net.xlsx"])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("call", range(1, 9))
def test_interrupted_anywhere_leaves_what_was_there(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, before: bool, call: int
) -> None:
    if before:
        write_network(EMPTY, tmp_path / name)
    was = listing(tmp_path)
    calls = 0

    def interrupt(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    try:
        write_network(small, tmp_path / name, replace=True)
    except KeyboardInterrupt:
        done = calls > (7 if name == "net" else 1)  # the last flush follows the rename
        assert done or listing(tmp_path) == was
    assert len(list(tmp_path.iterdir())) <= 1


def test_a_failed_swap_puts_the_old_folder_back(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_network(EMPTY, tmp_path / "net")
    was = listing(tmp_path)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith(".part"):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(Unavailable, match="no space left on device"):
        write_network(small, tmp_path / "net", replace=True)
    assert listing(tmp_path) == was


def test_nothing_is_overwritten_unasked(small: Network, tmp_path: Path) -> None:
    for name in ("net", "net.xlsx"):
        write_network(EMPTY, tmp_path / name)
        with pytest.raises(Conflict, match="ask to replace it"):
            write_network(small, tmp_path / name)
        write_network(small, tmp_path / name, replace=True)
        assert read_network(tmp_path / name).digest == small.digest


def test_foreign_files_are_never_lost(small: Network, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(Conflict, match=r"nothing but what is to be replaced. Got `thesis.tex`"):
        write_network(small, tmp_path, replace=True)
    with pytest.raises(Conflict, match="must be free"):
        write_network(small, tmp_path / "thesis.tex", replace=True)
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(Conflict, match="a folder"):
        write_network(small, tmp_path / "a.xlsx", replace=True)


def test_an_empty_folder_and_new_parents_will_do(small: Network, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_network(small, tmp_path / "empty")
    write_network(small, tmp_path / "a" / "b" / "net")
    assert listing(tmp_path / "empty") == listing(tmp_path / "a" / "b" / "net")


def test_a_link_stays_a_link(small: Network, tmp_path: Path) -> None:
    write_network(EMPTY, tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_network(small, tmp_path / "link", replace=True)
    assert (tmp_path / "link").is_symlink()
    assert read_network(tmp_path / "real").digest == small.digest


def test_a_place_that_cannot_be(small: Network, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="must be one that can be written"):
        write_network(small, tmp_path / "file" / "net")


def test_modes_are_those_of_any_new_file(small: Network, tmp_path: Path) -> None:
    write_network(small, tmp_path / "net")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "net").stat().st_mode == (tmp_path / "plain").stat().st_mode
