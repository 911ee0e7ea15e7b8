"""A finished run as a folder: what was asked, what was counted, and digests that show whether either was altered.

    run.json       the question and its answer in brief, digests of the other files, and a seal over itself
    daily.npy      [kpi, day, replication], float64, little-endian
    customer.npy   [total, demand, replication]
    summary.csv    what planners open first

Nothing in them depends on when, where or how fast the run was made.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.digest import digest
from echelon.core.errors import BadData, Finding

SCHEMA = "echelon-run/1"
RUN, DAILY, CUSTOMER, SUMMARY = "run.json", "daily.npy", "customer.npy", "summary.csv"
FILES = frozenset({RUN, DAILY, CUSTOMER, SUMMARY})
ARRAYS = {DAILY: "daily", CUSTOMER: "customer"}
MOST_JSON_BYTES = 256 << 20
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
    sealed = {"schema": SCHEMA, **document, "files": {name: _sha(pieces) for name, pieces in files.items()}}
    sealed["seal"] = digest(sealed)
    yield RUN, [json.dumps(sealed, indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"]
    yield from files.items()


def read_run(folder: Path) -> KeptRun:
    """The run in a folder; `BadData` where there is none, or where a file is not the one that was written."""
    document = _document(folder)
    arrays = {name: _array(folder / file, document["files"].get(file)) for file, name in ARRAYS.items()}
    return KeptRun(document, arrays["daily"], arrays["customer"])


def _document(folder: Path) -> dict[str, Any]:
    path = folder / RUN
    if not path.is_file():
        there = "a folder without it" if folder.is_dir() else "a file" if folder.exists() else "nothing there"
        raise BadData(Finding("E311", f"The run `{folder}`", f"must be a folder with {RUN}", there,
                              "Give the folder that `echelon run --out` wrote"))  # fmt: skip
    try:
        found = json.loads(_bytes(path, MOST_JSON_BYTES))
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "must be JSON", str(error)) from None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        got = found.get("schema") if isinstance(found, dict) else type(found).__name__
        raise _damaged(path, f"must be of schema {SCHEMA}", f"{got}")
    unsealed = {name: value for name, value in found.items() if name != "seal"}
    if found.get("seal") != digest(unsealed) or not isinstance(found.get("files"), dict):
        raise _damaged(path, "must be as it was written", "another digest than its seal")
    return found


def _array(path: Path, expected: object) -> Floats:
    content = _bytes(path)
    if hashlib.sha256(content).hexdigest() != expected:
        raise _damaged(path, "must be as it was written", "another digest than run.json says")
    try:
        found = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise _damaged(path, "must be an array of numbers", str(error)) from None
    if not isinstance(found, np.ndarray) or found.dtype != np.float64 or found.ndim != 3:
        raise _damaged(
            path, "must have three axes of float64", str(getattr(found, "dtype", type(found).__name__))
        )
    return found


def _bytes(path: Path, most: int = 1 << 62) -> bytes:
    try:
        if path.stat().st_size > most:
            raise _damaged(path, f"must be smaller than {most >> 20} MiB", f"{path.stat().st_size >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise _damaged(path, "must be there and readable", (error.strerror or "no answer").lower()) from None


def _damaged(path: Path, must: str, got: str) -> BadData:
    remedy = "It was changed or belongs to something else; run the scenario again"
    return BadData(
        Finding("E312", f"The file `{path.name}` of run `{path.parent}`", must, got, remedy, path.name)
    )


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


def _sha(pieces: Sequence[bytes]) -> str:
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.hexdigest()
