"""Ticks of the processor's own clock, counted inside a kernel: by step of the day, and by law.

A kernel that is to count holds its named tuples by `held.hold_timed`. Functions that are given these have types of their own, so
that a kernel that does not count is compiled as if this file were not there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

ROWS: dict[str, int] = {}
"""Law → row of `spent` with its ticks, without those of other laws that it calls; as many rows further, how often it was called.
Filled by who knows the laws."""
WORD = ir.IntType(64)


def read(builder: Any) -> Any:
    """The processor's clock: only proportions of it mean anything."""
    kind = ir.FunctionType(WORD, [])
    return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind), [])


def _cycles(_typing: Any) -> Any:
    return types.int64(), lambda _context, builder, _signature, _arguments: read(builder)


def _watch(_typing: Any, spent: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        builder.store(rows, _variable(builder, "spent", WORD.as_pointer()))
        return context.get_dummy_value()

    return types.void(spent), build


def _of_laws(_typing: Any) -> Any:
    def build(_context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        within = _variable(builder, "within", WORD)
        found = builder.load(within)
        builder.store(ir.Constant(WORD, 0), within)
        return found

    return types.int64(), build


cycles: Any = intrinsic(_cycles)
of_laws: Any = intrinsic(_of_laws)
"""Ticks of laws since this was asked last."""
watch: Any = intrinsic(_watch)
"""From now on laws count their ticks in these rows; one thread of a process at a time."""


def _variable(builder: Any, name: str, kind: Any) -> Any:
    """One of the whole kernel, in whichever of its functions: `common`, as Numba's own."""
    name = f"echelon.{name}"
    if name not in builder.module.globals:
        made = ir.GlobalVariable(builder.module, kind, name)
        made.linkage, made.initializer = "common", ir.Constant(kind, None)
    return builder.module.globals[name]


def count(builder: Any, law: str, call: Callable[[], Any]) -> Any:
    """Build a call of a law, and around it what counts its ticks, less those of laws within."""
    start, within = read(builder), _variable(builder, "within", WORD)
    before = builder.load(within)
    builder.store(ir.Constant(WORD, 0), within)
    result = call()
    took = builder.sub(read(builder), start)
    spent = builder.load(_variable(builder, "spent", WORD.as_pointer()))
    for row, more in (
        (ROWS[law], builder.sub(took, builder.load(within))),
        (ROWS[law] + len(ROWS), ir.Constant(WORD, 1)),
    ):
        place = builder.gep(spent, [ir.Constant(WORD, row)])
        builder.store(builder.add(builder.load(place), more), place)
    builder.store(builder.add(before, took), within)
    return result
