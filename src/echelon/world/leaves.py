"""A state taken apart into its arrays, by name, and put together again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from echelon.world.state import State

WORKING = frozenset({"scratch", "voyage.room", "ages.newer", "ranked.landed", "ranked.rank"})
"""Rows to work in, which say nothing from one day to the next, and may differ with the lanes that are moved together."""

Leaf = Callable[[str, Any], Any]
"""(name, array) → what stands in its place."""


def leaves(state: State) -> dict[str, Any]:
    """Every array of a state by name, `stock` or `voyage.units`; those of laws that are absent are not there.

    Arrays are `[entity, lane]`, but for flags `[entity]` that are 1 where something holds in any lane.
    """
    found: dict[str, Any] = {}
    for name, part in state._asdict().items():
        if isinstance(part, tuple):
            found |= {f"{name}.{inner}": array for inner, array in part._asdict().items()}  # type: ignore[attr-defined]
        elif part is not None:
            found[name] = part
    return found


def replaced(state: State, leaf: Leaf) -> State:
    """A state of the same form, each array of which is what `leaf` makes of it."""
    return State(*(_part(name, part, leaf) for name, part in state._asdict().items()))


def _part(name: str, part: Any, leaf: Leaf) -> Any:
    if isinstance(part, tuple):
        return part._make(leaf(f"{name}.{inner}", array) for inner, array in part._asdict().items())  # type: ignore[attr-defined]
    return None if part is None else leaf(name, part)


def of_lanes(state: State, first: int, last: int) -> State:
    """A copy of lanes [first, last), which shares nothing with the state."""
    return replaced(state, lambda _, array: array.copy() if array.ndim == 1 else array[:, first:last].copy())


def joined(states: Sequence[State]) -> State:
    """Blocks of lanes side by side, as one state; rows to work in are cleared.

    Where a flag is up in one block it is up: the laws then look at every lane, and change none that they would not have.
    """
    several = [leaves(state) for state in states]
    return replaced(states[0], lambda name, _: _beside(name, [each[name] for each in several]))


def _beside(name: str, arrays: Sequence[Any]) -> Any:
    if name in WORKING:
        return np.zeros((len(arrays[0]), sum(array.shape[1] for array in arrays)))
    return np.maximum.reduce(arrays) if arrays[0].ndim == 1 else np.concatenate(arrays, axis=1)


def filled(state: State, arrays: Mapping[str, Any]) -> State:
    """A state of that form with these arrays; `ValueError` that names the first that is missing, too much or of another form.

    state   of any number of lanes: its rows and types count
    """
    for problem in _misfits(leaves(state), arrays):
        raise ValueError(problem)
    return replaced(state, lambda name, _: np.ascontiguousarray(arrays[name]))


def _misfits(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    lanes = {array.shape[1] for array in found.values() if array.ndim == 2}
    if len(lanes) > 1:
        yield f"arrays of {' and '.join(map(str, sorted(lanes)))} replications"
    for name in sorted({*wanted, *found}):
        if name not in found or name not in wanted:
            yield f"{'no' if name in wanted else 'an unknown'} array {name}"
        elif (found[name].dtype, found[name].shape[:1], found[name].ndim) != (
            wanted[name].dtype, wanted[name].shape[:1], wanted[name].ndim
        ):  # fmt: skip
            yield f"array {name} of {found[name].dtype} {found[name].shape}"
