"""What compiles: small functions over rows of lanes, steps, laws that may be absent, and the clock that calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from echelon.core import compiling
from echelon.core.clock import cycles, end_count, of_laws, watch
from echelon.core.compiling import in_one_piece, unwrapped
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
