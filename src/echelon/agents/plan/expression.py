"""Expressions that plans are written in: names of beliefs, numbers, arithmetic, comparisons, `and`, `or`, `not`, `min`, `max`.

An expression is a program of small steps on a stack. The same steps are read for one row alone, in plain Python, when somebody
asks why, and by a compiled kernel for all lanes of a row (`deliberate`). What is true is 1, what is false 0; both sides of `and`
and of `a if c else b` are worked out. Only exact operations, so that bits do not depend on the machine.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest

(
    NUMBER,
    NAME,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    LESS,
    AT_MOST,
    EQUAL,
    AND,
    LEAST,
    MOST,
    NEGATE,
    NOT,
    SIZE,
    SELECT,
) = range(16)
DEEPEST = 16
"""Of a stack."""

Step = tuple[int, float]
"""Operation; for NUMBER its value, for NAME its row among the beliefs, else 0."""

_PAIRS: Mapping[type[ast.AST], int] = {
    ast.Add: ADD, ast.Sub: SUBTRACT, ast.Mult: MULTIPLY, ast.Div: DIVIDE, ast.Lt: LESS, ast.LtE: AT_MOST, ast.Eq: EQUAL,
}  # fmt: skip
_TURNED: Mapping[type[ast.AST], int] = {ast.Gt: LESS, ast.GtE: AT_MOST}
_CALLS = {"min": LEAST, "max": MOST, "abs": SIZE}

_DONE: Mapping[int, Callable[..., float]] = {
    ADD: lambda a, b: a + b,
    SUBTRACT: lambda a, b: a - b,
    MULTIPLY: lambda a, b: a * b,
    DIVIDE: lambda a, b: float(np.float64(a) / np.float64(b)),
    LESS: lambda a, b: float(a < b),
    AT_MOST: lambda a, b: float(a <= b),
    EQUAL: lambda a, b: float(a == b),
    AND: lambda a, b: float(a != 0.0 and b != 0.0),
    LEAST: lambda a, b: a if a < b else b,
    MOST: lambda a, b: a if a > b else b,
    NEGATE: lambda a: -a,
    NOT: lambda a: float(a == 0.0),
    SIZE: lambda a: a if a > 0.0 else -a,
    SELECT: lambda a, c, b: a if c != 0.0 else b,
}
TAKES = {code: 1 if code in (NEGATE, NOT, SIZE) else 3 if code == SELECT else 2 for code in _DONE}
"""How many of the stack an operation takes."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A text and its program.

    >>> cover = expression("stock / demand < 3 and not announced", ("stock", "demand", "announced"))
    >>> cover.of({"stock": 4.0, "demand": 2.0, "announced": 0.0}), cover.names
    (1.0, ('stock', 'demand', 'announced'))
    """

    text: str
    steps: tuple[Step, ...]
    names: tuple[str, ...]

    def of(self, beliefs: Mapping[str, float], known: Sequence[str] | None = None) -> float:
        """What it comes to for one row and replication. known: names by row, where they are not its own."""
        names, stack = known or self.names, list[float]()
        with np.errstate(all="ignore"):
            for code, value in self.steps:
                if code == NUMBER:
                    stack.append(value)
                elif code == NAME:
                    stack.append(float(beliefs[names[int(value)]]))
                else:
                    taken = [stack.pop() for _ in range(TAKES[code])][::-1]
                    stack.append(_DONE[code](*taken))
        return stack[0]

    @property
    def depth(self) -> int:
        """How deep its stack becomes."""
        now = deepest = 0
        for code, _ in self.steps:
            now += 1 if code in (NUMBER, NAME) else 1 - TAKES[code]
            deepest = max(deepest, now)
        return deepest


def expression(text: str, known: Sequence[str], where: str = "An expression") -> Expression:
    """Read an expression over beliefs of these names; `BadScenario` that names what it cannot be.

    >>> expression("min(stock, 5) if up > 0.5 else 0", ("stock", "up")).of({"stock": 9.0, "up": 0.9})
    5.0
    >>> expression("stok < 3", ("stock",))
    Traceback (most recent call last):
    echelon.core.errors.BadScenario: An expression must use beliefs that are known. Got `stok`. Did you mean `stock`? (E620).
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadScenario(_wrong(where, "must be written as `stock / demand < 3`", text)) from None
    steps: list[Step] = []
    try:
        _write(tree, tuple(known), steps, where)
    except RecursionError:
        raise BadScenario(_wrong(where, "must not be nested so deeply", text[:60])) from None
    found = Expression(text.strip(), tuple(steps), tuple(known))
    if found.depth > DEEPEST:
        raise BadScenario(_wrong(where, f"must need at most {DEEPEST} numbers at once", text))
    return found


REMEDY = "Use beliefs, numbers, + - * /, comparisons, and, or, not, min, max, abs"


def _wrong(where: str, must: str, got: str, remedy: str = REMEDY) -> Finding:
    return Finding("E620", where, must, f"`{got}`", remedy)


def _write(node: ast.AST, known: Sequence[str], steps: list[Step], where: str) -> None:
    """Append the steps of a part."""

    def write(*parts: ast.AST) -> None:
        for part in parts:
            _write(part, known, steps, where)

    match node:
        case ast.Constant(value=bool() | int() | float() as value) if np.isfinite(float(value)):
            steps.append((NUMBER, float(value)))
        case ast.Name(id=name):
            steps.append((NAME, float(_row(name, known, where))))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _PAIRS:
            write(left, right)
            steps.append((_PAIRS[type(op)], 0.0))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            write(operand)
            steps.append((NEGATE, 0.0))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            write(operand)
            steps.append((NOT, 0.0))
        case ast.Compare(left=left, ops=ops, comparators=others):
            _compare([left, *others], ops, write, steps, where)
        case ast.BoolOp(op=op, values=values):
            _join(op, values, write, steps)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            write(body, test, orelse)
            steps.append((SELECT, 0.0))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
            name in _CALLS and len(args) == TAKES[_CALLS[name]]
        ):
            write(*args)
            steps.append((_CALLS[name], 0.0))
        case _:
            raise BadScenario(_wrong(where, "must be made of what plans may say", ast.unparse(node)))


def _row(name: str, known: Sequence[str], where: str) -> int:
    if name in known:
        return known.index(name)
    close = nearest(name, list(known))
    remedy = f"Did you mean `{close}`?" if close else f"They are {', '.join(known)}"
    raise BadScenario(_wrong(where, "must use beliefs that are known", name, remedy))


def _compare(
    parts: Sequence[ast.AST], ops: Sequence[ast.AST], write: Any, steps: list[Step], where: str
) -> None:
    """`a < b <= c` as both of its halves."""
    for at, op in enumerate(ops):
        if type(op) not in {**_PAIRS, **_TURNED}:
            raise BadScenario(_wrong(where, "must compare by <, <=, >, >= or ==", type(op).__name__))
        pair = (parts[at + 1], parts[at]) if type(op) in _TURNED else (parts[at], parts[at + 1])
        write(*pair)
        steps.append(({**_PAIRS, **_TURNED}[type(op)], 0.0))
        if at:
            steps.append((AND, 0.0))


def _join(op: ast.AST, values: Sequence[ast.AST], write: Any, steps: list[Step]) -> None:
    """`and` as such, `or` as not both not."""
    turned = isinstance(op, ast.Or)
    for at, value in enumerate(values):
        write(value)
        if turned:
            steps.append((NOT, 0.0))
        if at:
            steps.append((AND, 0.0))
    if turned:
        steps.append((NOT, 0.0))
