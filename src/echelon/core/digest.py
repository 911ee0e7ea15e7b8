"""SHA-256 of canonical documents: the same facts give the same digest on every machine.

Canonical: JSON with sorted keys, no blanks, text as UTF-8; numbers as the shortest text that reads
back to the same float64, with whole floats as integers, so that 1 and 1.0 are one number.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def canonical(document: object) -> bytes:
    """The canonical bytes of a document of mappings, sequences, text, numbers, booleans and None.

    NaN and infinities become the texts "nan", "inf", "-inf". `TypeError` for anything else.

    >>> canonical({"b": [1.0, None], "a": "é"}).decode()
    '{"a":"é","b":[1,null]}'
    """
    return json.dumps(_plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(document: object) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits.

    >>> digest({"a": 1}) == digest({"a": 1.0})
    True
    """
    return hashlib.sha256(canonical(document)).hexdigest()


def array_digest(arrays: Iterable[NDArray[Any]]) -> str:
    """SHA-256 over shapes and little-endian float64 bytes of arrays, in the order given; -0.0 counts as 0.0."""
    sha = hashlib.sha256()
    for array in arrays:
        plain = np.ascontiguousarray(array, dtype="<f8") + 0.0
        sha.update(str(plain.shape).encode())
        sha.update(plain.tobytes())
    return sha.hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in value}
    if isinstance(value, np.ndarray):
        return [_plain(each) for each in value.tolist()]
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(each) for each in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"A {type(value).__name__} has no canonical form.")
