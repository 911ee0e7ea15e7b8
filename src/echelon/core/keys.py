"""Keys of many streams at once; `core.chance` tells what a key is, and needs no library for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def keys(seed: int, who: Iterable[str], why: str) -> NDArray[np.uint32]:
    """`key` of many who ask for the same. `[2, who]`

    >>> from echelon.core.chance import key
    >>> keys(7, ["demand:Berlin"], "quantity")[:, 0].tolist() == list(key(7, "demand:Berlin", "quantity"))
    True
    """
    before, after, sha = f"{seed}\x1f".encode(), f"\x1f{why}".encode(), hashlib.sha256
    found = b"".join([sha(before + name.encode() + after).digest()[:8] for name in who])
    return np.frombuffer(found, dtype=">u4").reshape(-1, 2).T.astype(np.uint32)
