"""A moment of a run as a folder: the arrays of all its replications, and what they belong to.

    state.json     what was asked, the day, what the state has rows for, the digest of the other file, and a seal over itself
    arrays.npz     every array of the state, and what was counted before: float64 and int64, little-endian

Nothing in them depends on when, where or how fast the state was made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.store.sealed import Kind, read_document, read_file, sealed

STATE, ARRAYS = "state.json", "arrays.npz"
FILES = frozenset({STATE, ARRAYS})
KIND = Kind("state", STATE, "echelon-state/1", "E317", "E318", "echelon pause --out", "pause the run")
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class KeptState:
    """A moment as it lies on disk: its document, and its arrays by name."""

    document: Mapping[str, Any]
    arrays: Mapping[str, Array]


def state_files(
    document: Mapping[str, object], arrays: Mapping[str, Array]
) -> Iterator[tuple[str, list[bytes]]]:
    """Names and contents of a state's files; the same state gives the same bytes. `document` JSON values, floats finite."""
    files = {ARRAYS: [_packed(arrays)]}
    yield STATE, [sealed(KIND, document, files)]
    yield from files.items()


def read_state(folder: Path) -> KeptState:
    """The state in a folder; `BadData` where there is none, or where a file is not the one that was written."""
    document = read_document(KIND, folder)
    content = read_file(KIND, folder, ARRAYS, document)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            return KeptState(document, {name: found[name] for name in found.files})
    except (ValueError, EOFError, OSError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        raise KIND.not_as_written(folder / ARRAYS, "must be a zip of arrays", str(error)) from None


def _packed(arrays: Mapping[str, Array]) -> bytes:
    """A zip of .npy files, stored, in the order given, with one date."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as found:
        for name, array in arrays.items():
            piece = io.BytesIO()
            plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
            np.lib.format.write_array(piece, plain, version=(1, 0), allow_pickle=False)
            found.writestr(zipfile.ZipInfo(f"{name}.npy", FIRST_DATE), piece.getvalue())
    return whole.getvalue()
