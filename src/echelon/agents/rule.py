"""Rules: pure functions of numbers that give a value and a reason code, lifted over rows of replications and compiled.

The plain function is what tests and explanations call; `over` is the same function over `[row, lane]`. Compiled code is kept by
the digest of the function's text and of all that it uses, so that an edit is never missed, in any file.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import numpy as np
from numba import njit

from echelon.core import compiling
from echelon.core.digest import digest
from echelon.core.errors import BadScenario, Finding
from echelon.core.lanes import OPTIONS
from echelon.world.policy.own import compiled_scalar
from echelon.world.policy.source import policy_document

_making = threading.Lock()
FLOAT = np.dtype(np.float64)


class Rule:
    """A scalar function of numbers that gives `(value, reason code)`; see `rule`."""

    def __init__(self, function: Callable[..., tuple[float, int]]) -> None:
        self.function = function
        self.inputs = tuple(inspect.signature(function).parameters)
        self.__doc__, self.__name__ = function.__doc__, function.__name__
        self.__module__, self.__wrapped__ = function.__module__, function
        self._loops: dict[tuple[int, ...], Any] = {}

    def __call__(self, *numbers: float) -> tuple[float, int]:
        """What the plain function says."""
        return self.function(*numbers)

    def __repr__(self) -> str:
        return f"Rule({self.__name__}({', '.join(self.inputs)}))"

    def document(self) -> dict[str, object]:
        """Its text and all that it uses, for digests."""
        return policy_document(cast(Any, self.function))

    @cached_property
    def digest(self) -> str:
        """Equal ones decide equally."""
        return digest(self.document())

    def over(self, *inputs: Any, out: Any = None, why: Any = None) -> tuple[Any, Any]:
        """The rule in every row and lane: `(values, reason codes)`, both `[row, lane]`.

        inputs   each `[row, lane]`, `[row, 1]` or `[row]` for what is the same in all lanes, or one number
        out, why float64 and int64 `[row, lane]` to write into; made where they are left out
        raises   BadScenario where the number of inputs or their shapes do not fit
        """
        if len(inputs) != len(self.inputs):
            raise BadScenario(_misfit(self, f"{len(inputs)} inputs", f"take {len(self.inputs)}"))
        if out is None:
            out = np.empty(_whole_shape(inputs) or _shape(self, inputs))
        if why is None:
            why = np.empty(out.shape, dtype=np.int64)
        shape, axes, given = out.shape, [], []
        for each in inputs:
            one = each if _fits(each, shape) else _given(self, each, shape)
            given.append(one)
            axes.append(0 if type(one) is float else one.ndim)
        if out.size:
            self._compiled(tuple(axes))(out, why, *given)
        return out, why

    def _compiled(self, axes: tuple[int, ...]) -> Any:
        if axes not in self._loops:
            self._loops[axes] = _lifted(self, axes)
        return self._loops[axes]


def rule(function: Callable[..., tuple[float, int]]) -> Rule:
    """Make a rule of a function of numbers that gives a value and a reason code (see `decision.REASONS`).

    It may use numbers, comparisons, arithmetic, `math` and functions of the same kind.

    >>> @rule
    ... def cover(stock: float, wanted: float) -> tuple[float, int]:
    ...     return (wanted - stock, 1) if stock < wanted else (0.0, 0)
    >>> cover(3.0, 5.0)
    (2.0, 1)
    >>> values, why = cover.over(np.array([[3.0, 9.0]]), 5.0)
    >>> values.tolist(), why.tolist()
    ([[2.0, 0.0]], [[1, 0]])
    """
    return Rule(function)


def _whole_shape(inputs: tuple[Any, ...]) -> tuple[int, ...] | None:
    """The form of the first input that has rows and several lanes; others are held against it."""
    for each in inputs:
        if type(each) is np.ndarray and each.ndim == 2 and each.shape[1] > 1:
            return tuple(each.shape)
    return None


def _shape(owner: Rule, inputs: tuple[Any, ...]) -> tuple[int, int]:
    shapes = [np.shape(each) for each in inputs]
    rows = {shape[0] for shape in shapes if len(shape)}
    lanes = {shape[1] for shape in shapes if len(shape) == 2} - {1}
    if len(rows) > 1 or len(lanes) > 1:
        raise BadScenario(
            _misfit(owner, f"inputs of shapes {shapes}", "be given rows and lanes of one number")
        )
    return (rows.pop() if rows else 1), (lanes.pop() if lanes else 1)


def _fits(value: Any, shape: tuple[int, ...]) -> bool:
    """Whether an input is as the compiled function takes it: a call costs 10 µs less where nothing is to be brought in form."""
    if type(value) is float:
        return True
    return (
        type(value) is np.ndarray
        and value.dtype == FLOAT
        and value.shape == shape
        and value.flags.c_contiguous
    )


def _given(owner: Rule, value: Any, shape: tuple[int, int]) -> Any:
    """An input as the compiled function takes it: `[row, lane]`, `[row]` or a number."""
    array = np.ascontiguousarray(value, dtype=np.float64) if np.ndim(value) else float(value)
    if isinstance(array, float) or array.shape == shape or array.shape == shape[:1]:
        return array
    if array.shape == (shape[0], 1):
        return array[:, 0]
    raise BadScenario(_misfit(owner, f"an input of shape {array.shape}", f"have rows and lanes {shape}"))


def _misfit(owner: Rule, got: str, must: str) -> Finding:
    return Finding("E570", f"The rule `{owner.__name__}`", f"must {must}", got,
                   f"It takes {', '.join(owner.inputs)}")  # fmt: skip


ACCESS = {2: ("x{0}r = x{0}[i]", "x{0}r[j]"), 1: ("x{0}r = x{0}[i]", "x{0}r"), 0: ("", "x{0}")}
"""By number of axes of an input: what is done once a row, and how a lane of it is read."""


def _lifted(owner: Rule, axes: tuple[int, ...]) -> Any:
    """The compiled loop over rows and lanes: written out for such inputs, so that lanes are one plain inner loop."""
    with _making:
        known: dict[str, Any] = {"rule": compiled_scalar(owner.function), "__name__": __name__}
        file = getattr(getattr(owner.function, "__code__", None), "co_filename", "<rule>")
        name = f"lifted_{''.join(map(str, axes))}_{owner.digest[:16]}"
        exec(compile(_text(name, axes), file, "exec"), known)
        return _kept(known[name], cached=not file.startswith("<"))


def _text(name: str, axes: tuple[int, ...]) -> str:
    reads = [
        (begin.format(at), lane.format(at)) for at, (begin, lane) in enumerate(map(ACCESS.__getitem__, axes))
    ]
    inputs = ", ".join(f"x{at}" for at in range(len(axes)))
    begins = "".join(f"        {begin}\n" for begin, _ in reads if begin)
    return (f"def {name}(out, why, {inputs}):\n    for i in range(out.shape[0]):\n"
            f"        value, code = out[i], why[i]\n{begins}        for j in range(value.size):\n"
            f"            value[j], code[j] = rule({', '.join(lane for _, lane in reads)})\n")  # fmt: skip


def _kept(function: Any, *, cached: bool) -> Any:
    """Compiled, and kept on disk where the file allows; it lets other threads run."""
    if cached:
        try:
            with compiling.kept():
                return njit(nogil=True, cache=True, **OPTIONS)(function)
        except RuntimeError:  # Numba: no place for the cache of this file
            pass
    return njit(nogil=True, **OPTIONS)(function)
