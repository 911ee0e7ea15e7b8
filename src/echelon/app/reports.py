"""Answers as one page that opens from disk."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from echelon.app.catalogue import network_inputs
from echelon.app.wiring import package_version
from echelon.connect.atomic import write_whole_file

if TYPE_CHECKING:
    from echelon.study.exposure import Exposure
    from echelon.study.many import Run

PAGE = "report.html"


def page(calm: Run, hit: Run | None, exposure: Exposure | None, *, command: str, source: str) -> bytes:
    """The report's page; `source` is where the network was read, "" if it was made in Python."""
    from echelon.report.document import document
    from echelon.report.pages import render

    net = calm.scenario.network
    inputs = network_inputs(source) if source else []
    said = document(
        net=net,
        calm=calm,
        hit=hit,
        exposure=exposure,
        command=command,
        inputs=inputs,
        version=package_version(),
    )
    return render(said).encode()


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
                 replace: bool = False) -> None:  # fmt: skip
    """Write what two runs and a ranking show as one page that opens from disk.

    replace   allow a file of that name to be replaced; `Conflict` without it
    """
    write_whole_file(Path(path), page(calm, hit, exposure, command="", source=""), replace=replace)


def must_render() -> None:
    """`Unavailable` now rather than after the work, where the page was never built."""
    from echelon.report.pages import template

    template()


def is_page(path: Path) -> bool:
    """Whether a file is a report of ours, which may be replaced by another."""
    return path.is_file() and b'id="echelon-document"' in path.read_bytes()
