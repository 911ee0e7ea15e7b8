"""A finished run as a folder: what was asked, what was counted, and digests that show whether either was altered.

    run.json       the question and its answer in brief, digests of the other files, and a seal over itself
    daily.npy      [kpi, day, replication], float64, little-endian
    customer.npy   [total, demand, replication]
    summary.csv    what planners open first

Nothing in them depends on when, where or how fast the run was made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.store.sealed import Kind, read_document, read_file, sealed

RUN, DAILY, CUSTOMER, SUMMARY = "run.json", "daily.npy", "customer.npy", "summary.csv"
FILES = frozenset({RUN, DAILY, CUSTOMER, SUMMARY})
KIND = Kind("run", RUN, "echelon-run/1", "E311", "E312", "echelon run --out", "run the scenario")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run as it lies on disk: its document, and its arrays."""

    document: Mapping[str, Any]
    daily: Floats
    customer: Floats


def run_files(document: Mapping[str, object], *, daily: Floats, customer: Floats,
              summary: Sequence[Sequence[object]]) -> Iterator[tuple[str, list[bytes]]]:  # fmt: skip
    """Names and contents of a run's files; the same run gives the same bytes.

    document   JSON values, floats finite
    summary    heading and rows of the table for people
    """
    files = {DAILY: _array_pieces(daily), CUSTOMER: _array_pieces(customer), SUMMARY: [_table(summary)]}
    yield RUN, [sealed(KIND, document, files)]
    yield from files.items()


def read_run(folder: Path) -> KeptRun:
    """The run in a folder; `BadData` where there is none, or where a file is not the one that was written."""
    document = read_document(KIND, folder)
    return KeptRun(document, *(_array(folder, name, document) for name in (DAILY, CUSTOMER)))


def _array(folder: Path, name: str, document: Mapping[str, Any]) -> Floats:
    content = read_file(KIND, folder, name, document)
    try:
        found = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise KIND.not_as_written(folder / name, "must be an array of numbers", str(error)) from None
    if not isinstance(found, np.ndarray) or found.dtype != np.float64 or found.ndim != 3:
        got = str(getattr(found, "dtype", type(found).__name__))
        raise KIND.not_as_written(folder / name, "must have three axes of float64", got)
    return found


def _array_pieces(array: Floats) -> list[bytes]:
    """A .npy file: heading, then numbers in row order."""
    heading = io.BytesIO()
    plain = np.ascontiguousarray(array, dtype="<f8")
    np.lib.format.write_array_header_1_0(heading, np.lib.format.header_data_from_array_1_0(plain))
    return [heading.getvalue(), plain.tobytes()]


def _table(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
