"""Deliberation over rows of lanes: which plan is given up, which is adopted, and what the plans that are followed do with levers.

One compiled kernel reads any library. A row in which no plan is called for and none is followed costs its triggers alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from echelon.agents.plan.expression import (
    ADD,
    AND,
    AT_MOST,
    DEEPEST,
    DIVIDE,
    EQUAL,
    LEAST,
    LESS,
    MOST,
    MULTIPLY,
    NAME,
    NEGATE,
    NOT,
    NUMBER,
    SELECT,
    SIZE,
    SUBTRACT,
    Expression,
)
from echelon.agents.plan.library import Library
from echelon.core import compiling
from echelon.core.lanes import OPTIONS
from echelon.world.levers import LEVERS

STAYS, FOLLOWS, ENDED = 0, 13, 14
"""Reason codes: see `decision.REASONS`."""
NONE = -1.0
"""Plan of a row that follows none."""


class Program(NamedTuple):
    """A library in arrays.

    code, value  steps of all expressions end to end;  start [expression + 1]
    parts [plan, 5]  expressions when, if, worth, cost, until;  days [plan, 2]  commitment, expiry
    does [plan + 1]  ranges of lever [do], row of the library's levers, and what [do], its expression
    neutral [lever];  budget  options, moves;  hysteresis
    """

    code: Any
    value: Any
    start: Any
    parts: Any
    days: Any
    does: Any
    lever: Any
    what: Any
    neutral: Any
    budget: Any
    hysteresis: float


def program_of(library: Library) -> Program:
    """The arrays that the kernel reads."""
    several: list[Expression] = []

    def add(one: Expression) -> int:
        several.append(one)
        return len(several) - 1

    parts = [[add(one) for one in (p.when, p.given, p.worth, p.cost, p.until)] for p in library.plans]
    does = [(library.levers.index(lever), add(one)) for p in library.plans for lever, one in p.do.items()]
    steps = [step for one in several for step in one.steps]
    return Program(
        np.array([code for code, _ in steps], dtype=np.int64),
        np.array([value for _, value in steps]),
        np.cumsum([0, *(len(one.steps) for one in several)]),
        np.array(parts, dtype=np.int64),
        np.array([(p.commit_days, p.expires_days) for p in library.plans], dtype=np.float64),
        np.cumsum([0, *(len(p.do) for p in library.plans)]),
        np.array([lever for lever, _ in does], dtype=np.int64),
        np.array([what for _, what in does], dtype=np.int64),
        np.array([LEVERS[lever].neutral for lever in library.levers]),
        np.array([library.options, library.moves], dtype=np.int64),
        float(library.hysteresis),
    )


def _work_out(code: Any, value: Any, first: int, last: int, beliefs: Any, row: int, stack: Any) -> None:
    """What an expression comes to in every lane of a row, into `stack[0]`; beliefs `[name, row, lane]`, stack `[depth, lane]`."""
    at = -1
    for step in range(first, last):
        op = code[step]
        if op <= NAME:  # a number or a belief, both put on the stack
            at += 1
            top = stack[at]
            if op == NUMBER:
                number = value[step]
                for lane in range(top.size):
                    top[lane] = number
            else:
                belief = beliefs[int(value[step]), row]
                for lane in range(top.size):
                    top[lane] = belief[lane]
        elif op == NEGATE:
            for lane in range(stack[at].size):
                stack[at, lane] = -stack[at, lane]
        elif op == NOT:
            for lane in range(stack[at].size):
                stack[at, lane] = 1.0 if stack[at, lane] == 0.0 else 0.0
        elif op == SIZE:
            for lane in range(stack[at].size):
                stack[at, lane] = stack[at, lane] if stack[at, lane] > 0.0 else -stack[at, lane]
        elif op == SELECT:
            at -= 2
            kept, test, other = stack[at], stack[at + 1], stack[at + 2]
            for lane in range(kept.size):
                kept[lane] = kept[lane] if test[lane] != 0.0 else other[lane]
        else:
            at -= 1
            _pair(op, stack[at], stack[at + 1])


def _pair(op: int, a: Any, b: Any) -> None:
    """Write what an operation on two rows comes to into the first."""
    if op == ADD:
        for lane in range(a.size):
            a[lane] += b[lane]
    elif op == SUBTRACT:
        for lane in range(a.size):
            a[lane] -= b[lane]
    elif op == MULTIPLY:
        for lane in range(a.size):
            a[lane] *= b[lane]
    elif op == DIVIDE:
        for lane in range(a.size):
            a[lane] /= b[lane]
    elif op == LESS:
        for lane in range(a.size):
            a[lane] = 1.0 if a[lane] < b[lane] else 0.0
    elif op == AT_MOST:
        for lane in range(a.size):
            a[lane] = 1.0 if a[lane] <= b[lane] else 0.0
    elif op == EQUAL:
        for lane in range(a.size):
            a[lane] = 1.0 if a[lane] == b[lane] else 0.0
    elif op == AND:
        for lane in range(a.size):
            a[lane] = 1.0 if a[lane] != 0.0 and b[lane] != 0.0 else 0.0
    elif op == LEAST:
        for lane in range(a.size):
            a[lane] = a[lane] if a[lane] < b[lane] else b[lane]
    elif op == MOST:
        for lane in range(a.size):
            a[lane] = a[lane] if a[lane] > b[lane] else b[lane]


def _of(p: Any, part: int, beliefs: Any, row: int, stack: Any) -> None:
    """What one expression of a program comes to in every lane of a row, into `stack[0]`."""
    _work_out(p.code, p.value, p.start[part], p.start[part + 1], beliefs, row, stack)


def _in_lanes(row: Any, value: float) -> int:
    """In how many lanes a row has a value."""
    found = 0
    for lane in range(row.size):
        found += 1 if row[lane] == value else 0
    return found


def _call(p: Any, beliefs: Any, row: int, now: Any, opens: Any, stack: Any) -> bool:
    """Write which plans are triggered in a row, and tell whether any is, or is followed."""
    called = False
    for k in range(p.parts.shape[0]):
        _of(p, p.parts[k, 0], beliefs, row, stack)
        for lane in range(now.size):
            opens[k, lane] = stack[0, lane]
            called |= opens[k, lane] != 0.0 or now[lane] >= 0.0
    return called


def _weigh(p: Any, beliefs: Any, row: int, now: Any, age: Any, opens: Any, stack: Any, work: Any) -> None:
    """Write what the plan that is followed is worth, and whether it ends; and the best of the others, within the budget."""
    score, held, best, choice, weighed, ended, moved = (
        work[0],
        work[1],
        work[2],
        work[3],
        work[4],
        work[5],
        work[6],
    )
    for k in range(p.parts.shape[0]):
        followed, closed = _in_lanes(now, k), _in_lanes(opens[k], 0.0)
        if followed == 0 and closed == now.size:
            continue
        _of(p, p.parts[k, 3], beliefs, row, stack)
        for lane in range(now.size):
            score[lane] = stack[0, lane]
        _of(p, p.parts[k, 2], beliefs, row, stack)
        for lane in range(now.size):
            score[lane] = stack[0, lane] - score[lane]
        if followed > 0:
            _of(p, p.parts[k, 4], beliefs, row, stack)
            for lane in range(now.size):
                if now[lane] == k:
                    held[lane] = score[lane]
                    over = stack[0, lane] != 0.0 and age[lane] >= p.days[k, 0]
                    if (over or age[lane] >= p.days[k, 1]) and moved[lane] < p.budget[1]:
                        ended[lane] = 1.0
        if closed < now.size:
            _of(p, p.parts[k, 1], beliefs, row, stack)
            for lane in range(now.size):
                if opens[k, lane] != 0.0 and now[lane] != k and weighed[lane] < p.budget[0]:
                    weighed[lane] += 1.0
                    if stack[0, lane] != 0.0 and score[lane] > best[lane]:
                        best[lane], choice[lane] = score[lane], float(k)


def _choose(p: Any, now: Any, age: Any, reason: Any, work: Any) -> None:
    """Give plans up and adopt others; `work[5]` then tells where the plan has changed."""
    held, best, choice, changed, moved = work[1], work[2], work[3], work[5], work[6]
    for lane in range(now.size):
        ended = changed[lane] != 0.0
        free = now[lane] < 0.0 or ended
        if not free:
            k = int(now[lane])
            free = age[lane] >= p.days[k, 0] and best[lane] > held[lane] + p.hysteresis * abs(held[lane])
        takes = free and choice[lane] >= 0.0 and moved[lane] < p.budget[1]
        changed[lane] = 1.0 if takes or ended else 0.0
        if takes or ended:
            moved[lane] += 1.0
            now[lane] = choice[lane] if takes else NONE
            age[lane] = 0.0
        reason[lane] = FOLLOWS if now[lane] >= 0.0 else ENDED if ended else STAYS


def _wish(p: Any, beliefs: Any, row: int, now: Any, wished: Any, stack: Any, changed: Any) -> None:
    """Levers go to neutral where the plan has changed, and to what the plan that is followed says."""
    for lever in range(wished.shape[0]):
        for lane in range(now.size):
            wished[lever, row, lane] = p.neutral[lever] if changed[lane] != 0.0 else np.nan
    for k in range(p.parts.shape[0]):
        if _in_lanes(now, k) > 0:
            for at in range(p.does[k], p.does[k + 1]):
                _of(p, p.what[at], beliefs, row, stack)
                for lane in range(now.size):
                    if now[lane] == k:
                        wished[p.lever[at], row, lane] = stack[0, lane]


_pair = njit(nogil=True, **OPTIONS)(_pair)
_work_out = njit(nogil=True, **OPTIONS)(_work_out)
_of = njit(nogil=True, **OPTIONS)(_of)
_in_lanes = njit(nogil=True, **OPTIONS)(_in_lanes)
_call = njit(nogil=True, **OPTIONS)(_call)
_weigh = njit(nogil=True, **OPTIONS)(_weigh)
_choose = njit(nogil=True, **OPTIONS)(_choose)
_wish = njit(nogil=True, **OPTIONS)(_wish)


def working_rows(library: Library, lanes: int) -> tuple[Any, Any, Any]:
    """Rows to work in, the last arguments of `deliberate`."""
    return np.empty((DEEPEST, lanes)), np.empty((len(library.plans), lanes)), np.empty((7, lanes))


def _deliberate(p: Any, beliefs: Any, days: float, plan: Any, age: Any, wished: Any, why: Any, stack: Any, opens: Any,
                work: Any) -> None:  # fmt: skip
    """Change `plan` and `age` `[row, lane]` by a wake, and write what levers are wished to be.

    days    since the last wake
    wished  [lever, row, lane], NaN where a lever is left as it is;  why [row, lane] reason codes
    stack, opens, work   rows to work in (`working_rows`); the last of `work` counts changes of plan in this wake
    """
    for lane in range(plan.shape[1]):
        work[6, lane] = 0.0
    for row in range(plan.shape[0]):
        now, old, reason = plan[row], age[row], why[row]
        for lane in range(now.size):
            reason[lane] = STAYS
            old[lane] += days
            work[1, lane], work[2, lane], work[3, lane], work[4, lane], work[5, lane] = (
                0.0,
                0.0,
                NONE,
                0.0,
                0.0,
            )
        if _call(p, beliefs, row, now, opens, stack):
            _weigh(p, beliefs, row, now, old, opens, stack, work)
            _choose(p, now, old, reason, work)
            _wish(p, beliefs, row, now, wished, stack, work[5])
        else:
            for lever in range(wished.shape[0]):
                for lane in range(now.size):
                    wished[lever, row, lane] = np.nan


def _evaluate(code: Any, value: Any, beliefs: Any, stack: Any, out: Any) -> None:
    """One expression in every row and lane, into `out`."""
    for row in range(out.shape[0]):
        _work_out(code, value, 0, code.size, beliefs, row, stack)
        for lane in range(out.shape[1]):
            out[row, lane] = stack[0, lane]


with compiling.kept():
    deliberate: Any = njit(nogil=True, cache=True, **OPTIONS)(_deliberate)
    _evaluated: Any = njit(nogil=True, cache=True, **OPTIONS)(_evaluate)


def evaluated(one: Expression, beliefs: Any) -> Any:
    """What an expression comes to in every row and lane; beliefs `[name, row, lane]`."""
    out = np.empty(beliefs.shape[1:])
    code, value = (np.array(part) for part in zip(*one.steps, strict=True))
    _evaluated(
        code.astype(np.int64), value.astype(np.float64), beliefs, np.empty((DEEPEST, out.shape[1])), out
    )
    return out
