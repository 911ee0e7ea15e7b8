"""What a policy from outside the package is, as a document: its text and all that it uses, for the question's digest."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from echelon.core.errors import BadScenario, Finding

Policy = Callable[[float, float, float, float], float]
"""(position, target, reorder point, lot) → quantity to order, all in units of the point's item."""


def policy_document(function: Policy) -> dict[str, object]:
    """Name, text and outside values of a function; functions that it calls likewise.

    The text is the source without comments and layout; the bytecode where no source can be read, and for a lambda, whose
    source is a line that may hold several.
    raises   BadScenario where it uses something other than numbers, functions and modules

    >>> def half(position, target, reorder, lot): return max(0.0, (target - position) / 2.0)
    >>> sorted(policy_document(half))
    ['defaults', 'name', 'text', 'uses']
    """
    return _document(function, ())


def _document(function: Any, above: tuple[Any, ...]) -> dict[str, object]:
    plain = getattr(function, "py_func", function)
    if not isinstance(plain, FunctionType):
        raise BadScenario(
            _refused(getattr(function, "__name__", repr(function)), "be a Python function", type(function))
        )
    if plain in above:
        return {"name": plain.__name__}
    used = inspect.getclosurevars(plain)
    outside = {**used.globals, **used.nonlocals}
    uses = {name: _value(plain.__name__, name, value, (*above, plain)) for name, value in outside.items()}
    defaults = _value(plain.__name__, "defaults", plain.__defaults__, above)
    return {"name": plain.__name__, "text": _text(plain), "defaults": defaults, "uses": uses}


def _value(owner: str, name: str, value: object, above: tuple[Any, ...]) -> object:
    if isinstance(value, ModuleType):
        return {"module": value.__name__}
    if isinstance(value, BuiltinFunctionType | np.ufunc):
        return {"builtin": value.__name__}
    if isinstance(value, bool | int | float | str | np.generic) or value is None:
        return {"value": repr(value)}
    if isinstance(value, tuple):
        return [_value(owner, name, each, above) for each in value]
    if isinstance(value, np.ndarray):
        return {"values": value.tolist()}
    if isinstance(getattr(value, "py_func", value), FunctionType):
        return _document(value, above)
    raise BadScenario(_refused(owner, f"use only numbers, functions and modules, not `{name}`", type(value)))


def _refused(name: str, must: str, got: type) -> Finding:
    return Finding("E225", f"The policy `{name}`", f"must {must}", got.__name__,
                   "Write a function of (position, target, reorder, lot)")  # fmt: skip


def _text(function: FunctionType) -> str:
    try:
        if function.__name__ == "<lambda>":
            raise OSError
        return ast.unparse(ast.parse(textwrap.dedent(inspect.getsource(function))))
    except (OSError, SyntaxError):
        return _bytecode(function.__code__)


def _bytecode(code: CodeType) -> str:
    consts = [_bytecode(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts]
    return f"{code.co_code.hex()} {consts} {code.co_names} {code.co_varnames}"
