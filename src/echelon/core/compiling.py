"""How a kernel is compiled with everything that it calls: in one piece, once.

Numba makes machine code of every function that a kernel calls, and optimises and links it at every level of calls, although
most of it is inlined in the end. Here the kernel's own module takes them all in, and only that is optimised and emitted.
Measured on the daily clock: 28 s instead of 42 with the laws of a small network, 104 s instead of 185 with every law.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from numba import njit
from numba._dynfunc import make_function  # type: ignore[import-not-found]
from numba.core.codegen import CPUCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.cpu import CPUContext
from numba.core.targetconfig import TargetConfig

turn: Callable[[str], AbstractContextManager[object]] = nullcontext
"""Entered with the name of a kernel and its types before it is looked for in the cache and compiled: whoever knows the cache may
let processes take turns, so that the second finds what the first has compiled."""
kept: Callable[[], AbstractContextManager[object]] = nullcontext
"""Entered where a function is made that is kept on disk by its digest: whoever knows the cache may name its folder."""
UNWRAPPED: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def unwrapped(function: Callable[..., Any], options: dict[str, Any], **more: Any) -> Any:
    """Compile a function for kernels to call; called from Python, it is compiled again as one that can be."""
    dispatcher: Any = njit(**UNWRAPPED, **more, **options)(function)
    alone = njit(**options)(function)
    dispatcher._insert = lambda *_: None  # among those that can be called
    dispatcher._compile_for_args = lambda *_, **__: alone
    return dispatcher


@contextmanager
def in_one_piece(name: str) -> Iterator[None]:
    """While the function of that qualified name is compiled, leave all that it calls to be linked and optimised with it."""
    finalize: Any = CPUCodeLibrary.finalize
    get_executable: Any = CPUContext.get_executable
    held: list[Any] = []

    def finalize_last(library: Any) -> None:
        if name in library.name:
            library._linking_libraries = _callers_first(library)
            finalize(library)
        else:
            library._finalized = True
            held.append(library)

    def executable(context: Any, library: Any, description: Any, environment: Any) -> Any:
        if name in library.name:
            return get_executable(context, library, description, environment)
        # Stands for the function where Numba looks it up, and is never called.
        return make_function(
            description.lookup_module(), description.qualname, "", 0, environment, (library,)
        )

    with (
        global_compiler_lock,
        _without_collecting(),
        _replaced(CPUCodeLibrary, finalize=finalize_last),
        _replaced(CPUContext, get_executable=executable),
        _replaced(TargetConfig, __hash__=_hash_of_names, __eq__=_same_options),
    ):
        try:
            yield
        finally:
            for library in held:  # whoever else needs one finishes it then
                library._finalized, library._shared_module = False, None


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Compiling makes objects by the million and drops few of them; looking for the dead took an eighth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def _replaced(owner: Any, **methods: Any) -> Iterator[None]:
    before = {name: getattr(owner, name) for name in methods}
    try:
        for name, method in methods.items():
            setattr(owner, name, method)
        yield
    finally:
        for name, method in before.items():
            setattr(owner, name, method)


def _hash_of_names(options: Any) -> int:
    """The hash that Numba works out anew at every call of an operator: only of the options' names, which are its keys."""
    return hash(tuple(options.options))


def _same_options(one: Any, other: Any) -> bool:
    """What Numba finds by asking for every option, mostly seen at once."""
    return bool(one._values == other._values or one.values() == other.values())


def _callers_first(library: Any) -> list[Any]:
    """All that a library calls, directly or not; LLVM links only what something already linked has asked for."""
    found: dict[Any, None] = {}

    def visit(each: Any) -> None:
        for called in each._linking_libraries:
            if called not in found:
                visit(called)
                found[called] = None

    visit(library)
    return list(found)[::-1]
