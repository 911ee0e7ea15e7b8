"""Which format a path means: a folder of CSV files, or one Excel workbook."""

from __future__ import annotations

import os
from pathlib import Path

from echelon.connect.files import read_folder, write_folder
from echelon.core.errors import BadData, Finding, nearest
from echelon.network.model import Network


def read_network(path: str | os.PathLike[str]) -> Network:
    """Read a network from a folder of CSV files with `network.toml`, or from one Excel workbook (`.xlsx`).

    Wrong cells do not stop the reading: they are in `Network.findings`, each with file and line.
    `BadData` where nothing usable can be read (no such folder, no sites, not UTF-8, not TOML).

    >>> read_network("nets/nowhere")
    Traceback (most recent call last):
    echelon.core.errors.BadData: The network `nets/nowhere` must be a folder of CSV files or an .xlsx workbook. ...
    """
    place = Path(path)
    if place.is_dir():
        return read_folder(place)
    if place.is_file() and place.suffix.lower() == ".xlsx":
        from echelon.connect.workbook import read_workbook  # polars and fastexcel take 0.2 s to import

        return read_workbook(place)
    got, remedy = "nothing there", "Check the spelling"
    if place.exists():
        got, remedy = "a file of another kind", "Save it as CSV files in a folder, or as .xlsx"
    elif close := _neighbour(place):
        remedy = f"Did you mean `{close}`?"
    raise BadData(Finding("E021", f"The network `{path}`",
                          "must be a folder of CSV files or an .xlsx workbook", got, remedy))  # fmt: skip


def write_network(net: Network, path: str | os.PathLike[str], *, replace: bool = False) -> None:
    """Write a network as a folder of CSV files, or as one Excel workbook where the path ends in `.xlsx`.

    All or nothing: an interrupted write leaves what was there before. The same network gives the same bytes.
    replace   allow an existing network to be replaced; `Conflict` without it, and always where the folder
              holds files that are no part of a network. `Unavailable` if the disk refuses.

    >>> import tempfile
    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_network(net, f"{folder}/tiny")
    ...     read_network(f"{folder}/tiny").digest == net.digest
    True
    """
    place = Path(path)
    if place.suffix.lower() == ".xlsx":
        from echelon.connect.workbook import write_workbook  # xlsxwriter takes 0.1 s to import

        write_workbook(net, place, replace=replace)
    else:
        write_folder(net, place, replace=replace)


def _neighbour(place: Path) -> str:
    """The entry beside a missing path that is closest to it in spelling; "" if none is."""
    if not place.parent.is_dir():
        return ""
    return nearest(place.name, sorted(entry.name for entry in os.scandir(place.parent)))
