"""The compiled half of chance: one address per lane, evaluated over a row of lanes.

Every function here takes and gives one number; called inside a loop over lanes, LLVM turns it into vector code. Strict
IEEE arithmetic, no transcendental functions, so that bits do not depend on the machine. 32-bit results are cast back
after every operation because Numba widens them to 64.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from echelon.core import compiling
from echelon.core.clock import cycles, end_count, of_laws, watch
from echelon.core.compiling import in_one_piece, unwrapped
from echelon.core.quantile import MANTISSA, OCTAVES, STEPS
from echelon.core.switching import counted, switch

Function = TypeVar("Function", bound=Callable[..., Any])
OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
"""Dividing by 0 gives what IEEE says. No reference counts (`_nrt`): counting every row view in atomic operations cost half
the speed and most of the compile time, and threads fight over the counts of shared tables. So nothing here can allocate,
and rows are copied by `copy`, not by slices."""


def law(function: Function) -> Function:
    """Compile a small function to be inlined where it is called."""
    return cast(Function, counted(unwrapped(function, OPTIONS, forceinline=True)))


def step(function: Function) -> Function:
    """Compile a function to be optimised by itself and called, with named tuples as addresses (`held.hold`)."""
    return cast(Function, unwrapped(function, OPTIONS))


def switched(function: Function) -> Function:
    """Compile a law that may be absent: where its first argument is None it does nothing, and is not compiled in.

    Tables of a law that a network does not use are None, and Numba compiles by type: so a kernel holds what is used.
    """
    return switch(function, OPTIONS)


def kernel(function: Function) -> Function:
    """Compile a whole clock once per machine; it lets other threads run."""
    compiled: Any = njit(nogil=True, cache=True, **OPTIONS)(function)
    compile_signature = compiled.compile

    def compile_once(signature: Any) -> Any:
        name = function.__qualname__
        with compiling.turn(f"{name}{signature}"), in_one_piece(name):
            return compile_signature(signature)

    compiled.compile = compile_once
    return cast(Function, compiled)


U32 = np.uint32
PARITY = U32(0x1BD11BDA)
FIRST = np.int64((1023 - 1) * STEPS)
SIDE = np.int64(OCTAVES * STEPS + 1)
SHIFT = np.int64(52 - MANTISSA)
REST = np.int64(2 ** (52 - MANTISSA) - 1)
UNIT = 1.0 / 2.0 ** (52 - MANTISSA)


@law
def fill(row: Any, value: Any) -> None:
    """Write one value into a row `[lane]`."""
    for lane in range(row.size):
        row[lane] = value


@law
def copy(row: Any, source: Any) -> None:
    """Write one row `[lane]` into another."""
    for lane in range(row.size):
        row[lane] = source[lane]


@law
def add_to(row: Any, more: Any) -> None:
    """Add one row `[lane]` to another."""
    for lane in range(row.size):
        row[lane] += more[lane]


@law
def _turn(x0: Any, x1: Any, left: Any) -> Any:
    x0 = U32(x0 + x1)
    x1 = U32(U32(x1 << U32(left)) | U32(x1 >> U32(32 - left)))
    return x0, U32(x1 ^ x0)


@law
def threefry(key0: Any, key1: Any, counter0: Any, counter1: Any) -> Any:
    """Threefry-2x32-20 on 32-bit words; the twin of `chance.threefry`."""
    key2 = U32(U32(PARITY ^ key0) ^ key1)
    x0 = U32(counter0 + key0)
    x1 = U32(counter1 + key1)
    x0, x1 = _turn(x0, x1, 13)
    x0, x1 = _turn(x0, x1, 15)
    x0, x1 = _turn(x0, x1, 26)
    x0, x1 = _turn(x0, x1, 6)
    x0, x1 = U32(x0 + key1), U32(U32(x1 + key2) + U32(1))
    x0, x1 = _turn(x0, x1, 17)
    x0, x1 = _turn(x0, x1, 29)
    x0, x1 = _turn(x0, x1, 16)
    x0, x1 = _turn(x0, x1, 24)
    x0, x1 = U32(x0 + key2), U32(U32(x1 + key0) + U32(2))
    x0, x1 = _turn(x0, x1, 13)
    x0, x1 = _turn(x0, x1, 15)
    x0, x1 = _turn(x0, x1, 26)
    x0, x1 = _turn(x0, x1, 6)
    x0, x1 = U32(x0 + key0), U32(U32(x1 + key1) + U32(3))
    x0, x1 = _turn(x0, x1, 17)
    x0, x1 = _turn(x0, x1, 29)
    x0, x1 = _turn(x0, x1, 16)
    x0, x1 = _turn(x0, x1, 24)
    x0, x1 = U32(x0 + key1), U32(U32(x1 + key2) + U32(4))
    x0, x1 = _turn(x0, x1, 13)
    x0, x1 = _turn(x0, x1, 15)
    x0, x1 = _turn(x0, x1, 26)
    x0, x1 = _turn(x0, x1, 6)
    return U32(x0 + key2), U32(U32(x1 + key0) + U32(5))


def _reinterpret(typing: Any, value: Any) -> Any:
    """The 64 bits of a float as an integer."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), build


_bits: Any = intrinsic(_reinterpret)


def _in_tables(builder: Any) -> Any:
    """LLVM's name for memory that only `look` reads and `put` never writes (a list of one alias scope)."""
    domain = builder.module.add_metadata(["echelon"])
    return builder.module.add_metadata([builder.module.add_metadata(["tables", domain])])


def _element(context: Any, builder: Any, kind: Any, row: Any, at: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, row).data, [at], inbounds=True)


def _look(typing: Any, table: Any, at: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = builder.load(_element(context, builder, signature.args[0], *arguments))
        value.set_metadata("alias.scope", _in_tables(builder))
        return value

    return table.dtype(table, at), build


def _put(typing: Any, row: Any, at: Any, value: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = _element(context, builder, signature.args[0], *arguments[:2])
        builder.store(arguments[2], place).set_metadata("noalias", _in_tables(builder))
        return context.get_dummy_value()

    return types.void(row, types.int64, row.dtype), build


look: Any = intrinsic(_look)
"""An element of a contiguous array `[…]` that is never written by `put`.

A loop over lanes that looks up a table at drawn places and writes its row by `put` becomes vector code; with plain
indexing the compiler must fear that the row overlaps the table. Measured: 13 ns a normal number against 2.9, 14 ns a
drawn lead time against 2.5. Every read in such a loop has to be a `look`."""
put: Any = intrinsic(_put)
"""Write an element of a contiguous row that is never read by `look`."""


@law
def quantile(table: Any, word: Any) -> Any:
    """The value of a quantile table (see `core.quantile`) at a 32-bit random word.

    The word's top bit chooses the half, the rest is the distance from that half's tail in 2^-32.
    """
    bits = _bits(np.float64(np.int64(word & U32(0x7FFFFFFF))) + 0.5)
    at = (bits >> SHIFT) - FIRST + np.int64(word >> U32(31)) * SIDE
    low = look(table, at)
    return low + (look(table, at + 1) - low) * (np.float64(bits & REST) * UNIT)


@law
def alias(limits: Any, others: Any, start: Any, shift: Any, word0: Any, word1: Any) -> Any:
    """A whole number from an alias table (see `core.quantile`): column from word 0, coin from word 1."""
    column = U32(word0 >> U32(shift))
    at = start + np.int64(column)
    limit, other = look(limits, at), look(others, at)
    return np.int32(column if word1 < limit else other)


@law
def _stir(row: Any) -> None:
    for at in range(2, row.size):
        row[at] += at


@switched
def start_clock(spent: Any) -> None:
    """Find what counting takes, and begin to count ticks; the last row of `spent` remembers when that was.

    Counting is tried on rows of some length, for beside real work a clock is read in less time than alone.
    """
    goes, long = 50, np.int64(1 << 40)
    plain, cost, inside = long, long, long
    watch(spent, 0, 0)
    for _ in range(20):
        begin = cycles()
        for _ in range(goes):
            _stir(spent)
        plain = min(plain, cycles() - begin)
        spent[0], begin = 0, cycles()
        for _ in range(goes):
            before, start = of_laws(), cycles()
            _stir(spent)
            end_count(before, start)
        cost, inside = min(cost, cycles() - begin), min(inside, spent[0])
    watch(spent, max(np.int64(0), cost - plain) // goes, max(np.int64(0), inside - plain) // goes)
    fill(spent, 0)
    of_laws()
    spent[-1] = cycles()


@switched
def tick(spent: Any, step: Any) -> None:
    """Add the ticks since the last time to row 2 x step of `spent`, and those of them that laws took to the next row."""
    now = cycles()
    spent[2 * step] += now - spent[-1]
    spent[2 * step + 1] += of_laws()
    spent[-1] = now
