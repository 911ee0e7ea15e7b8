"""Addressed randomness: a number depends on what is asked, never on what was asked before.

`draw(key, replication, tick, n)` is the counter-based generator Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and
Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11). The key is the first 64 bits of SHA-256 over (seed, who, why);
counter word 0 is the replication, word 1 is tick * 256 + n. So the same question has the same answer whatever the
number of threads, the width of blocks, or edits elsewhere. This module is the slow twin in plain Python; `core.draws`
is the compiled one, and the tests hold them together bit for bit.
"""

from __future__ import annotations

import hashlib

MASK = 0xFFFFFFFF
PARITY = 0x1BD11BDA
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
MAX_TICK = 2**24
"""One above the largest tick that counter word 1 can hold beside 256 draws."""


def key(seed: int, who: str, why: str) -> tuple[int, int]:
    """Two 32-bit words that name a stream: who asks, and for what.

    >>> key(7, "demand:Berlin", "quantity") == key(7, "demand:Berlin", "quantity")
    True
    """
    text = "\x1f".join((str(seed), who, why)).encode()
    first = hashlib.sha256(text).digest()[:8]
    return int.from_bytes(first[:4], "big"), int.from_bytes(first[4:], "big")


def threefry(key0: int, key1: int, counter0: int, counter1: int) -> tuple[int, int]:
    """Threefry-2x32-20: two 32-bit words from a key and a counter of two.

    >>> [f"{word:08x}" for word in threefry(0, 0, 0, 0)]
    ['6b200159', '99ba4efe']
    """
    keys = (key0, key1, PARITY ^ key0 ^ key1)
    x0 = (counter0 + key0) & MASK
    x1 = (counter1 + key1) & MASK
    for chunk in range(5):
        for turn in range(4):
            bits = ROTATIONS[(4 * chunk + turn) % 8]
            x0 = (x0 + x1) & MASK
            x1 = ((x1 << bits) | (x1 >> (32 - bits))) & MASK
            x1 ^= x0
        x0 = (x0 + keys[(chunk + 1) % 3]) & MASK
        x1 = (x1 + keys[(chunk + 2) % 3] + chunk + 1) & MASK
    return x0, x1


def draw(words: tuple[int, int], replication: int, tick: int, n: int = 0) -> tuple[int, int]:
    """The pair of 32-bit words at an address.

    words        key, from `key`
    replication  [0, 2^32)
    tick         [0, 2^24), a day
    n            [0, 256), which draw of that tick
    """
    return threefry(words[0], words[1], replication & MASK, (tick << 8 | n) & MASK)
