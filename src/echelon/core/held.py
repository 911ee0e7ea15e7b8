"""Named tuples of arrays that compiled functions pass on as one address.

Numba passes a named tuple by value: every call takes apart and puts together all its arrays, seven words each. A kernel with
hundreds of arrays and hundreds of calls is then mostly that. Held in one place and passed as an address, only what a
function reads is read.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any

from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model

TIMED = "TimedHeld"
"""In the names of types, and so of functions, of a kernel that counts ticks (`core.clock`)."""


class Held(types.Type):
    """The address of a named tuple; fields are read by name. `timed` in kernels that count ticks."""

    def __init__(self, held: Any, timed: bool = False) -> None:
        self.held, self.timed = held, timed
        what = f"{held.instance_class} {held.fields} {held}"
        kind = TIMED if timed else "Held"
        super().__init__(f"{kind}.{held.instance_class.__name__}.{sha256(what.encode()).hexdigest()[:16]}")


@cache
def held_type(held: Any, timed: bool = False) -> Any:
    """The type of a field as it is read: of a named tuple its address, all else itself."""
    return Held(held, timed) if isinstance(held, types.BaseNamedTuple) else held


@register_model(Held)
class HeldModel(models.PrimitiveModel):
    """A pointer to where the named tuple is."""

    def __init__(self, manager: Any, held: Any) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            manager, held, manager.lookup(held.held).get_value_type().as_pointer()
        )


@infer_getattr
class HeldFields(AttributeTemplate):
    """Fields have the types of the named tuple's."""

    key = Held

    def generic_resolve(self, held: Any, name: str) -> Any:  # type: ignore[override]
        """The type of a field."""
        fields = held.held.fields
        return held_type(held.held.types[fields.index(name)], held.timed) if name in fields else None


@lower_getattr_generic(Held)  # type: ignore[no-untyped-call, untyped-decorator]
def _field(_context: Any, builder: Any, held: Any, value: Any, name: str) -> Any:
    at = held.held.fields.index(name)
    pointer = cgutils.gep_inbounds(builder, value, 0, at)  # type: ignore[no-untyped-call]
    return pointer if isinstance(held.held.types[at], types.BaseNamedTuple) else builder.load(pointer)


def _hold(_typing: Any, rows: Any) -> Any:
    """Keep a named tuple where it is and give its address; anything else as it is."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        if not isinstance(rows, types.BaseNamedTuple):
            return arguments[0]
        return cgutils.alloca_once_value(builder, arguments[0])  # type: ignore[no-untyped-call]

    return held_type(rows)(rows), build


def _hold_timed(typing: Any, rows: Any, spent: Any) -> Any:
    """As `hold`, and unless `spent` is None, of a type that says that ticks are counted."""
    typed, build = _hold(typing, rows)
    if isinstance(spent, types.NoneType):
        return typed.return_type(rows, spent), build
    return held_type(rows, timed=True)(rows, spent), build


hold: Any = intrinsic(_hold)
hold_timed: Any = intrinsic(_hold_timed)
