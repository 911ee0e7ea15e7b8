"""Ticks of the processor's own clock, counted inside a kernel: by step of the day, and by law.

A kernel that is to count holds its named tuples by `held.hold_timed`. Functions that are given these have types of their own, so
that a kernel that does not count is compiled as if this file were not there. What counting takes is measured at the start, and
left out: the clock of all that is counted stands still meanwhile.
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


def _now(builder: Any) -> Any:
    return builder.sub(read(builder), builder.load(_variable(builder, "lost")))


def _variable(builder: Any, name: str, kind: Any = WORD) -> Any:
    """One of the whole kernel, in whichever of its functions: `common`, as Numba's own."""
    name = f"echelon.{name}"
    if name not in builder.module.globals:
        made = ir.GlobalVariable(builder.module, kind, name)
        made.linkage, made.initializer = "common", ir.Constant(kind, None)
    return builder.module.globals[name]


def _add(builder: Any, place: Any, more: Any) -> None:
    builder.store(builder.add(builder.load(place), more), place)


def count(builder: Any, row: int, calls: int, call: Callable[[], Any]) -> Any:
    """Build a call of a law, and around it what adds its ticks, less those of laws within, to one row, and 1 to another."""
    before, start = _take(builder), _now(builder)
    result = call()
    _end(builder, row, calls, before=before, start=start)
    return result


def _take(builder: Any) -> Any:
    within = _variable(builder, "within")
    found = builder.load(within)
    builder.store(ir.Constant(WORD, 0), within)
    return found


def _end(builder: Any, row: int, calls: int, *, before: Any, start: Any) -> None:
    took = builder.sub(builder.sub(_now(builder), start), builder.load(_variable(builder, "inside")))
    within = _variable(builder, "within")
    spent = builder.load(_variable(builder, "spent", WORD.as_pointer()))
    own = builder.sub(took, builder.load(within))
    for at, more in ((row, own), (calls, ir.Constant(WORD, 1))):
        _add(builder, builder.gep(spent, [ir.Constant(WORD, at)]), more)
    builder.store(builder.add(before, took), within)
    _add(builder, _variable(builder, "lost"), builder.load(_variable(builder, "cost")))


def _cycles(_typing: Any) -> Any:
    return types.int64(), lambda _context, builder, _signature, _arguments: _now(builder)


def _of_laws(_typing: Any) -> Any:
    return types.int64(), lambda _context, builder, _signature, _arguments: _take(builder)


def _end_count(_typing: Any, before: Any, start: Any) -> Any:
    def build(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        _end(builder, 0, 1, before=arguments[0], start=arguments[1])
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), build


def _watch(_typing: Any, spent: Any, cost: Any, inside: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        builder.store(rows, _variable(builder, "spent", WORD.as_pointer()))
        for name, value in zip(("cost", "inside"), arguments[1:], strict=True):
            builder.store(value, _variable(builder, name))
        return context.get_dummy_value()

    return types.void(spent, types.int64, types.int64), build


cycles: Any = intrinsic(_cycles)
"""Ticks now, without those that counting took."""
of_laws: Any = intrinsic(_of_laws)
"""Ticks of laws since this was asked last."""
end_count: Any = intrinsic(_end_count)
"""What follows a law that is counted, in rows 0 and 1; `of_laws` and `cycles` are what comes before."""
watch: Any = intrinsic(_watch)
"""From now on laws count in these rows, and so many ticks of each count, of which so many fall to the law, are left out. One
thread of a process at a time."""
