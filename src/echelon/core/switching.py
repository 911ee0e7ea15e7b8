"""Laws that may be absent, and laws whose ticks are counted.

What a network does not use is not compiled in; nor is what counts, but in kernels that count (`core.clock`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import lower_builtin

from echelon.core import clock
from echelon.core.compiling import unwrapped
from echelon.core.held import TIMED, Held

Function = TypeVar("Function", bound=Callable[..., Any])


def switch(function: Function, options: dict[str, Any]) -> Function:
    """A function that does nothing where its first argument is None, and is not compiled in."""
    compiled = counted(unwrapped(function, options))
    present = types.Dispatcher(compiled)  # which does not keep what it is of

    def face(*arguments: Any) -> None:
        if arguments[0] is not None:
            function(*arguments)

    class Switch(AbstractTemplate):
        """Typed by its first argument: an absent law has no function of its own, which would take 20 ms to compile."""

        key = face

        def generic(self, args: Any, kws: Any) -> Any:
            if isinstance(args[0], types.NoneType):
                return signature(types.none, *args)  # type: ignore[no-untyped-call]
            return present.get_call_type(self.context, args, kws)

    def lowered(context: Any, builder: Any, typed: Any, arguments: Any) -> Any:
        if isinstance(typed.args[0], types.NoneType):
            return context.get_dummy_value()
        return context.get_function(present, typed)(builder, arguments)

    infer_global(face, types.Function(Switch))  # type: ignore[no-untyped-call]
    lower_builtin(face, types.VarArg(types.Any))(lowered)  # type: ignore[no-untyped-call]
    face.py_func, face.compiled = function, compiled  # type: ignore[attr-defined]
    face.__doc__, face.__module__ = function.__doc__, function.__module__
    return cast(Function, face)


def counted(compiled: Any) -> Any:
    """Let a compiled function count its ticks where it changes rows for a kernel that counts."""
    find = compiled.get_overload

    def lowered(context: Any, builder: Any, typed: Any, arguments: Any) -> Any:
        call = context.get_function(find(typed.args), typed)
        context.add_linking_libs(getattr(call, "libs", ()))
        row = clock.ROWS.get(_law(compiled.py_func, typed.args))
        if row is None or typed.return_type != types.none or not _timed(builder, typed.args):
            return call(builder, arguments)
        return clock.count(builder, row, row + len(clock.ROWS), lambda: call(builder, arguments))

    compiled.get_overload = lambda _signature: lowered
    lower_builtin(lowered, types.VarArg(types.Any))(lowered)  # type: ignore[no-untyped-call]
    return compiled


def _law(function: Any, arguments: Any) -> str:
    """The file whose tables these are; where the first argument is a plain array, the function's."""
    first = arguments[0] if arguments else None
    owner = first.held.instance_class if isinstance(first, Held) else function
    return str(owner.__module__).rpartition(".")[2]


def _timed(builder: Any, arguments: Any) -> bool:
    """Whether what is called, or what calls it, was given named tuples of a kernel that counts."""
    return TIMED in builder.function.name or any(isinstance(each, Held) and each.timed for each in arguments)
