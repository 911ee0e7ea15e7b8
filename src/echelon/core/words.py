"""Random words of many addresses at once, in NumPy: the third twin of `core.chance`, for what is drawn before a run.

Whole numbers of 32 bits throughout, so that bits do not depend on the machine.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.chance import PARITY, ROTATIONS
from echelon.core.quantile import MANTISSA, OCTAVES, STEPS

Words = NDArray[np.uint32]
AT_ONCE = 1 << 14
"""Addresses worked out together, so that they stay in the cache: 17 ns an address instead of 40."""


def words(key: tuple[int, int], replication: NDArray[Any], tick: NDArray[Any], n: int = 0) -> Words:
    """The first 32-bit word at each address. `[address]`

    key          of `chance.key`
    replication  [0, 2^32);  tick  [0, 2^24), a day;  n  [0, 256), which draw of that tick

    >>> from echelon.core.chance import draw, key
    >>> words(key(7, "storm", "days"), np.array([3]), np.array([90]), 2).tolist() == [draw(key(7, "storm", "days"), 3, 90, 2)[0]]
    True
    """
    counter0 = np.asarray(replication).astype(np.uint32)
    counter1 = (np.asarray(tick).astype(np.uint32) << np.uint32(8)) | np.uint32(n)
    found = np.empty(len(counter0), dtype=np.uint32)
    for first in range(0, len(found), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        found[part] = _threefry(key, counter0[part], counter1[part])
    return found


def _threefry(key: tuple[int, int], counter0: Words, counter1: Words) -> Words:
    keys = [np.uint32(word) for word in (*key, PARITY ^ key[0] ^ key[1])]
    x0, x1 = counter0 + keys[0], counter1 + keys[1]
    for chunk in range(5):
        for turn in range(4):
            bits = ROTATIONS[(4 * chunk + turn) % 8]
            x0 += x1
            x1 = (x1 << np.uint32(bits)) | (x1 >> np.uint32(32 - bits))
            x1 ^= x0
        x0 += keys[(chunk + 1) % 3]
        x1 += np.uint32((int(keys[(chunk + 2) % 3]) + chunk + 1) & 0xFFFFFFFF)
    return x0


def happens(word: Words, probability: float) -> NDArray[np.bool_]:
    """Which words say yes to something of that probability: those below its part of 2^32, a whole number.

    >>> happens(np.array([0, 2**31, 2**32 - 1], dtype=np.uint32), 0.5).tolist()
    [True, False, False]
    """
    return np.asarray(word.astype(np.uint64) < np.uint64(round(probability * 2.0**32)))


def quantiles(table: NDArray[np.float64], word: Words) -> NDArray[np.float64]:
    """Values of a quantile table (see `core.quantile`) at random words; the twin of `draws.quantile`. `[word]`

    >>> from echelon.core.quantile import normal_table
    >>> quantiles(normal_table(), np.array([2**31 - 1, 2**31 + 2**30], dtype=np.uint32)).round(3).tolist()
    [-0.0, 0.674]
    """
    tail = (word & np.uint32(0x7FFFFFFF)).astype(np.float64) + 0.5
    bits = tail.view(np.int64)
    at = (
        (bits >> np.int64(52 - MANTISSA))
        - np.int64(1022 * STEPS)
        + (word >> np.uint32(31)).astype(np.int64) * (OCTAVES * STEPS + 1)
    )
    part = (bits & np.int64(2 ** (52 - MANTISSA) - 1)).astype(np.float64) / 2.0 ** (52 - MANTISSA)
    low = table[at]
    return np.asarray(low + (table[at + 1] - low) * part)
