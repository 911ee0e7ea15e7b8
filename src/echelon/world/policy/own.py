"""Policies from outside the package: a user's scalar function compiled into one over a row of lanes.

The clock is compiled before anybody's policy is known, and is not compiled again: a stock point's record holds the address
of its row function, and the clock calls it once for all lanes of a block. Measured against the built-in base stock: see
`bench/policies.py`.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from types import CellType, FunctionType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import cfunc, njit, types
from numba.core.errors import NumbaError
from numba.extending import intrinsic

from echelon.core.digest import digest
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.core.lanes import OPTIONS
from echelon.world.policy.source import Policy, policy_document

EVERY = "*"
"""Stands for every stock point that is not named itself."""

NUMBER: Any = types.float64
ROW: Any = types.CPointer(NUMBER)  # type: ignore[no-untyped-call]
SIGNATURE = types.void(ROW, ROW, ROW, ROW, NUMBER, NUMBER, NUMBER, NUMBER, types.int64)
"""Of a row function: stock, on order, owed, wanted `[lane]`; target, reorder, lot, dust; how many lanes."""

PROBES = (-1e6, -250.0, -1.0, 0.0, 0.25, 1.0, 7.5, 40.0, 1e3, 1e6)
"""Positions, beside those around a point's own target and reorder point, at which a policy must give an order."""

_compiled: dict[tuple[Policy, str], Any] = {}
"""Row functions by function and by all that it uses; kept as long as the process, for runs hold their addresses."""


def row_function(function: Policy) -> Any:
    """The policy compiled over lanes, with its `address`; an order that is not above the dust is none.

    raises   NumbaError where it does not compile
    """
    name = function, digest(policy_document(function))
    if name not in _compiled:
        scalar = compiled_scalar(function)

        def over_lanes(stock, on_order, owed, wanted, target, reorder, lot, dust, lanes):  # type: ignore[no-untyped-def]
            for lane in range(lanes):
                order = np.float64(scalar(stock[lane] + on_order[lane] - owed[lane], target, reorder, lot))
                wanted[lane] = 0.0 if order <= dust else order

        _compiled[name] = cfunc(SIGNATURE, **OPTIONS)(over_lanes)
    return _compiled[name]


def compiled_scalar(function: Any, above: tuple[Any, ...] = ()) -> Any:
    """A function compiled with the functions that it calls, which are plain ones in the user's file."""
    plain = getattr(function, "py_func", function)
    used = inspect.getclosurevars(plain)
    called = {name: compiled_scalar(each, (*above, plain)) for name, each in {**used.globals, **used.nonlocals}.items()
              if isinstance(getattr(each, "py_func", each), FunctionType) and each not in above}  # fmt: skip
    cells = zip(plain.__code__.co_freevars, plain.__closure__ or (), strict=True)
    closure = tuple(CellType(called.get(name, cell.cell_contents)) for name, cell in cells)
    known = {**plain.__globals__, **called}
    return njit(**OPTIONS)(FunctionType(plain.__code__, known, plain.__name__, plain.__defaults__, closure))


def addresses(policies: Mapping[str, Policy], points: Sequence[str], rows: Any) -> Any:
    """Address of each point's own policy, 0 where it has none. `[P]`

    policies   id of a stock point, or `*` for all others → function
    rows       records of the points (`tables.POINT`): each policy is tried at the numbers that it will meet
    raises     BadScenario with everything that is wrong at once
    """
    found = np.zeros(len(points), dtype=np.int64)
    findings = [_unknown(name, points) for name in policies if name != EVERY and name not in set(points)]
    for name, function in policies.items():
        mine = [
            at
            for at, point in enumerate(points)
            if point == name or (name == EVERY and point not in policies)
        ]
        wrong, address = _tried(name, function, rows[mine])
        findings += wrong
        found[mine] = address
    if findings:
        raise BadScenario(findings)
    return found


def _unknown(name: str, points: Sequence[str]) -> Finding:
    close = nearest(name, list(points))
    return Finding("E222", "The `policies` of a run", "must name stock points, as `site/item`", name,
                   f"Did you mean `{close}`?" if close else "Use `*` for all of them")  # fmt: skip


def _tried(name: str, function: Policy, rows: Any) -> tuple[list[Finding], int]:
    """What is wrong with a policy, and its address."""
    try:
        compiled = row_function(function)
    except BadScenario as bad:
        return list(bad.findings), 0
    except NumbaError as error:
        return [_stubborn(name, error)], 0
    for target, reorder, lot in sorted({(row["target"], row["reorder"], row["quantity"]) for row in rows}):
        for position in (*PROBES, target, reorder, target - lot, reorder - lot):
            order = orders(compiled, np.array([position]), target, reorder, lot)[0]
            if not 0.0 <= order < np.inf:
                told = f"{order:g} at position {position:g}, target {target:g}, reorder point {reorder:g}, lot {lot:g}"
                return [Finding("E224", f"The policy of `{name}`", "must give a finite order of 0 or more", told,
                                "Bound it: `max(0.0, …)`")], 0  # fmt: skip
    return [], int(compiled.address)


def _stubborn(name: str, error: Exception) -> Finding:
    return Finding("E223", f"The policy of `{name}`", "must be a function of four numbers that Numba can compile",
                   " ".join(str(error).split())[:200],
                   "Use numbers, comparisons, arithmetic and `math` only, and give one number")  # fmt: skip


def orders(compiled: Any, position: Any, target: float, reorder: float, lot: float) -> Any:
    """What a row function orders at each position `[lane]`, dust included."""
    nothing, wanted = np.zeros(len(position)), np.empty(len(position))
    at = [row.ctypes.data_as(_pointer()) for row in (position, nothing, nothing, wanted)]
    compiled.ctypes(*at, target, reorder, lot, -np.inf, len(position))
    return wanted


def _pointer() -> Any:
    from ctypes import POINTER, c_double

    return POINTER(c_double)


def _call(typing: Any, address: Any, stock: Any, on_order: Any, owed: Any, wanted: Any, target: Any, reorder: Any, lot: Any,
          dust: Any, lanes: Any) -> Any:  # fmt: skip
    """Call the row function at an address."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows, numbers = arguments[1:5], arguments[5:]
        given = [context.make_array(kind)(context, builder, row).data
                 for kind, row in zip(signature.args[1:5], rows, strict=True)]  # fmt: skip
        given += numbers
        kind = ir.FunctionType(ir.VoidType(), [each.type for each in given])
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), given)
        return context.get_dummy_value()

    return types.void(
        types.int64, stock, on_order, owed, wanted, NUMBER, NUMBER, NUMBER, NUMBER, types.int64
    ), build


call: Any = intrinsic(_call)
"""Call the row function at an address with four rows `[lane]` and five numbers, as in `SIGNATURE`."""
