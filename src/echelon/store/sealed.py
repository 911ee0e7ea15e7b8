"""A folder with a JSON document that is sealed by its own digest, and files whose digests it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from echelon.core.digest import digest
from echelon.core.errors import BadData, Finding

MOST_JSON_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """What is kept so, and what is said where it is not there or was altered.

    noun, file, schema   "run", "run.json", "echelon-run/1";  missing, altered  codes of findings
    made_by, again       the command that writes it; how to have it made again
    """

    noun: str
    file: str
    schema: str
    missing: str
    altered: str
    made_by: str
    again: str

    def not_as_written(self, path: Path, must: str, got: str) -> BadData:
        """What is said of a file that is not the one that was written."""
        remedy = f"It was changed or belongs to something else; {self.again} again"
        what = f"The file `{path.name}` of {self.noun} `{path.parent}`"
        return BadData(Finding(self.altered, what, must, got, remedy, path.name))


def sealed(kind: Kind, document: Mapping[str, object], files: Mapping[str, Sequence[bytes]]) -> bytes:
    """The document of a folder with these files, by name, in pieces. JSON values, floats finite."""
    whole = {
        "schema": kind.schema,
        **document,
        "files": {name: sha(pieces) for name, pieces in files.items()},
    }
    whole["seal"] = digest(whole)
    return json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> Any:
    """A number of NumPy as one of Python."""
    return value.item()


def sha(pieces: Sequence[bytes]) -> str:
    """SHA-256 of a file in pieces."""
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.hexdigest()


def read_document(kind: Kind, folder: Path) -> dict[str, Any]:
    """The document in a folder; `BadData` where there is none, or it is not as it was written."""
    path = folder / kind.file
    if not path.is_file():
        there = "a folder without it" if folder.is_dir() else "a file" if folder.exists() else "nothing there"
        raise BadData(Finding(kind.missing, f"The {kind.noun} `{folder}`", f"must be a folder with {kind.file}", there,
                              f"Give the folder that `{kind.made_by}` wrote"))  # fmt: skip
    try:
        found = json.loads(_bytes(kind, path, MOST_JSON_BYTES))
    except (ValueError, RecursionError) as error:
        raise kind.not_as_written(path, "must be JSON", str(error)) from None
    if not isinstance(found, dict) or found.get("schema") != kind.schema:
        got = found.get("schema") if isinstance(found, dict) else type(found).__name__
        raise kind.not_as_written(path, f"must be of schema {kind.schema}", f"{got}")
    unsealed = {name: value for name, value in found.items() if name != "seal"}
    if found.get("seal") != digest(unsealed) or not isinstance(found.get("files"), dict):
        raise kind.not_as_written(path, "must be as it was written", "another digest than its seal")
    return found


def read_file(kind: Kind, folder: Path, name: str, document: Mapping[str, Any]) -> bytes:
    """A file of a folder whose document was read; `BadData` where it is not the one that was written."""
    content = _bytes(kind, folder / name)
    if hashlib.sha256(content).hexdigest() != document["files"].get(name):
        raise kind.not_as_written(
            folder / name, "must be as it was written", f"another digest than {kind.file} says"
        )
    return content


def _bytes(kind: Kind, path: Path, most: int = 1 << 62) -> bytes:
    try:
        if path.stat().st_size > most:
            raise kind.not_as_written(
                path, f"must be smaller than {most >> 20} MiB", f"{path.stat().st_size >> 20} MiB"
            )
        return path.read_bytes()
    except OSError as error:
        said = (error.strerror or "no answer").lower()
        raise kind.not_as_written(path, "must be there and readable", said) from None
