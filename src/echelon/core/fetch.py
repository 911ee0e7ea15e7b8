"""Rows asked for before they are needed: memory is slower than arithmetic, and no processor guesses which row comes next."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from echelon.core.lanes import law

LINE = 8
"""Numbers in a cache line."""


def _line_of(typing: Any, rows: Any, row: Any, lane: Any) -> Any:
    """Ask the processor for the cache line of one element, to be read or written soon."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        width = cgutils.unpack_tuple(builder, array.shape, 2)[1]  # type: ignore[no-untyped-call]
        at = builder.add(builder.mul(arguments[1], width), arguments[2])
        place = builder.bitcast(builder.gep(array.data, [at]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")  # type: ignore[no-untyped-call]
        builder.call(fetch, [place, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(rows, types.int64, types.int64), build


_fetch: Any = intrinsic(_line_of)


@law
def fetch(rows: Any, row: Any) -> None:
    """Have a row `[row, lane]` brought near, which will be worked on soon; changes nothing."""
    for lane in range(0, rows.shape[1], LINE):
        _fetch(rows, np.int64(row), np.int64(lane))
