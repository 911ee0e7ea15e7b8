"""The compiled half of chance says the same as its plain twins, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import njit

from echelon.core import chance, draws
from echelon.core.quantile import OCTAVES, STEPS, alias_table, gamma_table, normal_table

SIDE = OCTAVES * STEPS + 1


@njit
def words_at(keys: Any, counters: Any, out: Any) -> None:
    for at in range(len(out)):
        out[at, 0], out[at, 1] = draws.threefry(keys[at, 0], keys[at, 1], counters[at, 0], counters[at, 1])


@njit
def quantiles_of(tables: Any, row: Any, words: Any, out: Any) -> None:
    for at in range(out.size):
        out[at] = draws.quantile(tables[np.uintp(row)], words[at])


@njit
def aliases_of(limits: Any, others: Any, start: Any, shift: Any, words: Any, out: Any) -> None:
    for at in range(out.size):
        out[at] = draws.alias(limits, others, start, shift, words[at, 0], words[at, 1])


@njit
def quantiles_drawn(tables: Any, row: Any, keys: Any, tick: Any, replication: Any, out: Any) -> None:
    draws.draw_quantile(tables[np.uintp(row)], keys[0], keys[1], tick, replication, out)


@njit
def aliases_drawn(
    limits: Any, others: Any, start: Any, shift: Any, keys: Any, tick: Any, replication: Any, out: Any
) -> None:
    draws.draw_alias(limits, others, start, shift, keys[0], keys[1], tick, replication, out)


def quantile_twin(table: Any, words: Any) -> Any:
    """The same numbers in NumPy: which octave, which step of it, and how far into that step."""
    mantissa, exponent = np.frexp((words & 0x7FFFFFFF).astype(np.float64) + 0.5)
    position = (2.0 * mantissa - 1.0) * STEPS
    at = exponent * STEPS + position.astype(np.int64) + (words >> 31).astype(np.int64) * SIDE
    return table[at] + (table[at + 1] - table[at]) * (position % 1.0)


def alias_twin(alias: Any, words: Any) -> Any:
    column = words[:, 0] >> np.uint32(alias.shift)
    return np.where(words[:, 1] < alias.limits[column], column, alias.others[column])


def some_words(seed: int, *shape: int) -> Any:
    """Random words, and the ends of the range."""
    words = np.random.default_rng(seed).integers(0, 2**32, shape, dtype=np.uint32)
    words.flat[:6] = 0, 1, 2, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF
    return words


def stream(name: str, count: int) -> Any:
    """Words of a named stream, as a run draws them: one replication after another on one day. `[count, 2]`"""
    out = np.empty((count, 2), dtype=np.uint32)
    keys = np.full((count, 2), chance.key(7, name, "quantity"), dtype=np.uint32)
    counters = np.column_stack([np.arange(count), np.full(count, 5 * 256)]).astype(np.uint32)
    words_at(keys, counters, out)
    return out


def test_threefry_is_its_plain_twin_bit_for_bit() -> None:
    keys, counters, out = some_words(1, 4000, 2), some_words(2, 4000, 2), np.empty((4000, 2), dtype=np.uint32)
    words_at(keys, counters, out)
    plain = [
        chance.threefry(*key, *counter) for key, counter in zip(keys.tolist(), counters.tolist(), strict=True)
    ]
    assert out.tolist() == [list(pair) for pair in plain]


@pytest.mark.parametrize("make", [normal_table, lambda: gamma_table(0.3), lambda: gamma_table(2.5)])
def test_quantile_is_its_numpy_twin_bit_for_bit(make: Callable[[], Any]) -> None:
    tables = np.ascontiguousarray([np.zeros(2 * SIDE), make()])
    words = some_words(3, 200_000)
    out = np.empty(words.size)
    quantiles_of(tables, 1, words, out)
    assert out.tobytes() == quantile_twin(tables[1], words).tobytes()


def test_quantile_rises_from_each_tail_to_the_middle() -> None:
    half = np.unique(np.concatenate([np.arange(2000), np.geomspace(2000, 2**31 - 1, 5000)]).astype(np.uint32))
    tables, out = normal_table()[None, :].copy(), np.empty(half.size)
    quantiles_of(tables, 0, half, out)
    assert np.all(np.diff(out) > 0)
    upper = np.empty(half.size)
    quantiles_of(tables, 0, half | np.uint32(0x80000000), upper)
    assert np.array_equal(upper, -out)


@pytest.mark.parametrize("weights", [[1.0], [0.5, 0.5], [0.2, 0.0, 0.3, 0.5], list(range(1, 100))])
def test_alias_is_its_numpy_twin(weights: list[float]) -> None:
    table, words = alias_table(weights), some_words(4, 50_000, 2)
    out = np.empty(len(words))
    aliases_of(table.limits, table.others, 0, table.shift, words, out)
    assert np.array_equal(out, alias_twin(table, words))


@pytest.mark.parametrize("width", [1, 15, draws.CHUNK, draws.CHUNK + 1, 3 * draws.CHUNK - 1])
def test_a_row_is_drawn_as_each_of_its_widthalone(width: int) -> None:
    """Blocks of any width: whole chunks, parts of one, and several."""
    key, tick = np.array(chance.key(7, "Kobe", "lead"), dtype=np.uint32), np.uint32(5 << 8)
    replication = np.arange(100, 100 + width, dtype=np.uint32)
    words = np.array(
        [chance.threefry(*key.tolist(), each, int(tick)) for each in replication.tolist()], dtype=np.uint32
    )
    out = np.full((2, width), -1.0)
    quantiles_drawn(normal_table()[None, :].copy(), 0, key, tick, replication, out[0])
    table = alias_table([0.2, 0.0, 0.3, 0.5])
    aliases_drawn(table.limits, table.others, 0, table.shift, key, tick, replication, out[1])
    assert out[0].tobytes() == quantile_twin(normal_table(), words[:, 0]).tobytes()
    assert np.array_equal(out[1], alias_twin(table, words))


def test_many_normals_have_the_moments_of_a_normal() -> None:
    """Twelve streams of a quarter million: each within 4, all together within 3 standard errors."""
    tables, count, out = normal_table()[None, :].copy(), 250_000, np.empty((12, 250_000))
    for row in range(12):
        quantiles_of(tables, 0, stream(f"customer {row}", count)[:, 0].copy(), out[row])
    means = out.mean(axis=1) * np.sqrt(count)
    spreads = (out.var(axis=1) - 1.0) * np.sqrt(count / 2)
    assert np.abs(np.concatenate([means, spreads])).max() < 4.0
    assert abs(means.sum()) / np.sqrt(12) < 3.0
    assert abs(np.corrcoef(out[:, :-1].ravel(), out[:, 1:].ravel())[0, 1]) * np.sqrt(out.size) < 4.0


def test_streams_of_two_names_are_not_alike() -> None:
    one, other = (stream(name, 100_000)[:, 0].astype(np.float64) for name in ("Kobe", "Oslo"))
    assert abs(np.corrcoef(one, other)[0, 1]) * np.sqrt(len(one)) < 4.0


def test_all_bits_are_fair() -> None:
    words = stream("bits", 100_000)
    ones = np.array([[int((words[:, half] >> bit & 1).sum()) for bit in range(32)] for half in (0, 1)])
    assert np.abs(ones - 50_000).max() / np.sqrt(25_000) < 4.5
