"""Static exposure as a command: rank failures by linear programs, and perhaps keep the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from echelon.app import catalogue, runs
from echelon.app.commands import csv_bytes
from echelon.app.documents import static_rows
from echelon.connect.atomic import free_folder, write_whole_folder
from echelon.disruption import parse_disruption

if TYPE_CHECKING:
    from echelon.study.static import StaticExposure
    from echelon.study.static.failures import Wanted

TABLE, PAIRS = "static.csv", "static-pairs.csv"
FILES = frozenset({TABLE, PAIRS})


@dataclass(frozen=True, slots=True)
class MakeStatic:
    """What is asked.

    sites     names, all sites where there are neither they nor disruptions;  ttr_days  days until they work again
    disrupt   disruptions of capacity in one line each, with their own days
    pairs     so many of the worst pairs as well;  out  folder for the tables, "" to keep nothing
    """

    network: str
    sites: tuple[str, ...] = ()
    disrupt: tuple[str, ...] = ()
    ttr_days: float = 30.0
    pairs: int = 0
    stranded: bool = False
    out: str = ""


def make_static(wanted: MakeStatic) -> tuple[StaticExposure, StaticExposure | None]:
    """Each failure alone, the worst first, and the worst pairs where they are wanted."""
    from echelon.study.static import exposure_static

    if wanted.out:
        free_folder(Path(wanted.out), ours=FILES)
    net = catalogue.open_network(wanted.network)
    runs.must_be_sound(net)
    failures: list[Wanted] = [*wanted.sites, *map(parse_disruption, wanted.disrupt)]
    named, days, how = failures or None, wanted.ttr_days, wanted.stranded
    alone = exposure_static(net, named, days, stranded=how)
    pairs = exposure_static(net, named, days, pairs=wanted.pairs, stranded=how) if wanted.pairs else None
    if wanted.out:
        files: list[tuple[str, Iterable[bytes]]] = [(TABLE, [csv_bytes(static_rows(alone))])]
        if pairs is not None:
            files.append((PAIRS, [csv_bytes(static_rows(pairs))]))
        write_whole_folder(Path(wanted.out), iter(files), ours=FILES, replace=True)
    return alone, pairs
