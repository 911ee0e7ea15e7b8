"""Answers as one page that opens from disk."""

from __future__ import annotations

import os
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
