"""Answers as one page that opens from disk."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from echelon.app.catalogue import network_inputs, ready
from echelon.app.wiring import laws_digest, package_version
from echelon.connect.atomic import free_file, write_whole_file
from echelon.core.errors import BadData

if TYPE_CHECKING:
    from echelon.disruption.entry import Entry
    from echelon.study.causes import Causes
    from echelon.study.exposure import Exposure
    from echelon.study.many import Run
    from echelon.study.risk import Risk
    from echelon.study.scenario import Scenario

PAGE = "report.html"


def page(calm: Run, hit: Run | None, exposure: Exposure | None, *, command: str, source: str,
         causes: Causes | str | None = None) -> bytes:  # fmt: skip
    """The report's page; `source` is where the network was read, "" if it was made in Python.

    causes   why orders were short, or why that is not told
    """
    from echelon.report.document import document
    from echelon.report.pages import render

    said = document(
        net=calm.scenario.network,
        calm=calm,
        hit=hit,
        exposure=exposure,
        causes=causes,
        entries=entries_of(hit.scenario) if hit else None,
        command=command,
        inputs=network_inputs(source) if source else [],
        version=package_version(),
    )
    return render(said).encode()


def risk_page(found: Risk, *, command: str, source: str) -> bytes:
    """The page of a year's risk; `source` as of `page`."""
    from echelon.report.pages import render
    from echelon.report.yearly import yearly_document

    said = yearly_document(
        found,
        entries=entries_of(found.scenario),
        command=command,
        inputs=network_inputs(source) if source else [],
        version=package_version(),
        laws=laws_digest(),
    )
    return render(said).encode()


def entries_of(scenario: Scenario) -> dict[str, Entry]:
    """Entries of the catalogue that what breaks comes from, by its name; those that this catalogue no longer has are left out."""
    found = {}
    for name, key in scenario.entries.items():
        with suppress(BadData):
            found[name] = ready(key)
    return found


def write_page(path: str, made: bytes) -> None:
    """Write a page where nothing lies, or another page."""
    write_whole_file(Path(path), made, replace=is_page(Path(path)))


def must_be_free(path: str) -> None:
    """`Conflict` or `Unavailable` before the work, where its page could not be written after it."""
    must_render()
    free_file(Path(path), replace=is_page(Path(path)))


def beside_page(runs: Sequence[Run], names: Sequence[str], *, command: str = "") -> bytes:
    """The page of two to four runs side by side."""
    from echelon.report.beside import beside_document
    from echelon.report.pages import render

    return render(beside_document(runs, names, command=command, version=package_version())).encode()


def write_comparison(path: str | os.PathLike[str], runs: Mapping[str, Run], *, replace: bool = False) -> None:
    """Write two to four runs side by side, by name, as one page: the first is what others are measured against.

    replace   allow a file of that name to be replaced; `Conflict` without it
    raises    BadScenario where there are fewer or more, or they do not pair: seed, days or replications differ
    """
    write_whole_file(Path(path), beside_page(list(runs.values()), list(runs)), replace=replace)


def write_report(path: str | os.PathLike[str], calm: Run, hit: Run | None = None, exposure: Exposure | None = None, *,
                 causes: Causes | None = None, replace: bool = False) -> None:  # fmt: skip
    """Write what two runs and a ranking show as one page that opens from disk.

    causes    why orders were short, as `echelon.causes` finds
    replace   allow a file of that name to be replaced; `Conflict` without it
    """
    write_whole_file(
        Path(path), page(calm, hit, exposure, command="", source="", causes=causes), replace=replace
    )


def must_render() -> None:
    """`Unavailable` now rather than after the work, where the page was never built."""
    from echelon.report.pages import template

    template()


def is_page(path: Path) -> bool:
    """Whether a file is a report of ours, which may be replaced by another."""
    return path.is_file() and b'id="echelon-document"' in path.read_bytes()
