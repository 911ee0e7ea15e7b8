"""Kernels of negotiation are compiled when somebody first negotiates, and kept where the application keeps kernels."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from echelon.core import compiling
from echelon.core.lanes import kernel

Function = TypeVar("Function", bound=Callable[..., Any])


def when_called(function: Function) -> Function:
    """A kernel that is made at its first call; `made` has it then.

    >>> when_called(lambda rows: None).made
    []
    """
    made: list[Any] = []

    @wraps(function)
    def call(*arguments: Any) -> Any:
        if not made:
            with compiling.kept():
                made.append(kernel(function))
        return made[0](*arguments)

    call.made = made  # type: ignore[attr-defined]
    return cast(Function, call)
