"""What is remembered from one morning to the next, besides the state of the world: agents' memories, bounds, goals, mail.

It is cut into lanes and joined as a state is, so that runs are paused, branched, tried and undone with all that agents know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from echelon.agents.message import Message

Arrays = dict[str, Any]


@dataclass(slots=True)
class Mind:
    """Of some lanes, on the morning of a day.

    memories  agent → name → array, last axis the lane
    bounds    lever → [2, row, lane] low and high, set by higher layers; -inf and inf where they did not
    goals     name → [row, lane], NaN where none is set
    mail      messages under way, each with the day on which it is read
    reports   name → [age, row, lane] what sites reported, the oldest last
    moved     [row, lane] what moved yesterday (`world.state.moves`)
    """

    memories: dict[str, Arrays]
    bounds: Arrays
    goals: Arrays
    mail: list[tuple[int, Message]]
    reports: Arrays
    moved: Any

    def of_lanes(self, first: int, last: int) -> Mind:
        """A copy of lanes [first, last), which shares nothing with it."""
        return self._each(lambda array: array[..., first:last].copy(),
                          [(day, said.of_lanes(first, last)) for day, said in self.mail])  # fmt: skip

    def _each(self, leaf: Callable[[Any], Any], mail: list[tuple[int, Message]]) -> Mind:
        def done(arrays: Mapping[str, Any]) -> Arrays:
            return {name: leaf(array) for name, array in arrays.items()}

        memories = {name: done(arrays) for name, arrays in self.memories.items()}
        return Mind(memories, done(self.bounds), done(self.goals), mail, done(self.reports), leaf(self.moved))

    def joined(self, minds: Sequence[Mind]) -> Mind:
        """Blocks of lanes side by side; `self` is the first of them."""
        lanes = [each.moved.shape[-1] for each in minds]
        memories = {
            name: _beside([each.memories[name] for each in minds], lanes, np.nan) for name in self.memories
        }
        return Mind(
            memories,
            _bounds([each.bounds for each in minds], lanes),
            _beside([each.goals for each in minds], lanes, np.nan),
            _mail([each.mail for each in minds], lanes),
            _beside([each.reports for each in minds], lanes, np.nan),
            np.concatenate([each.moved for each in minds], axis=-1),
        )

    def leaves(self) -> Arrays:
        """Every array by a name of its own, with heads of mail in the names; what `filled` takes."""
        found = {f"memory/{agent}/{name}": array for agent, each in sorted(self.memories.items())
                 for name, array in sorted(each.items())}  # fmt: skip
        for part in ("bounds", "goals", "reports"):
            found |= {f"{part}/{name}": array for name, array in sorted(getattr(self, part).items())}
        for at, (day, said) in enumerate(sorted(self.mail, key=lambda each: (each[0], each[1].head))):
            begin = f"mail/{at}/{day}/{said.day}/{said.round}/{said.days}/{said.sender}/{said.receiver}/{said.kind}/{said.noun}"
            found[f"{begin}|subject"] = np.asarray(said.subject)
            found[f"{begin}|sent"] = said.sent.astype(np.float64)
            found |= {f"{begin}|numbers.{name}": array for name, array in said.numbers.items()}
        return {**found, "moved": self.moved}


def filled(arrays: Mapping[str, Any]) -> Mind:
    """A mind of the arrays that `leaves` gave; `ValueError` where a name is none of its."""
    parts: dict[str, dict[str, Any]] = {name: {} for name in ("memory", "bounds", "goals", "reports", "mail")}
    for name, array in arrays.items():
        part, _, rest = name.partition("/")
        if name != "moved" and part not in parts:
            raise ValueError(f"an unknown array {name}")
        if name != "moved":
            owner, _, inner = rest.partition("/") if part == "memory" else rest.rpartition("|")
            of = parts[part].setdefault(owner, {}) if part in ("memory", "mail") else parts[part]
            of[inner if part in ("memory", "mail") else rest] = array
    mail = [_read(head, each) for head, each in parts["mail"].items()]
    return Mind(parts["memory"], parts["bounds"], parts["goals"], mail, parts["reports"], arrays["moved"])


def _read(head: str, arrays: Mapping[str, Any]) -> tuple[int, Message]:
    _, when, day, turn, days, sender, receiver, kind, noun = head.split("/")
    numbers = {
        name.removeprefix("numbers."): array for name, array in arrays.items() if name.startswith("numbers.")
    }
    said = Message(
        kind,
        sender,
        receiver,
        noun,
        arrays["subject"],
        numbers,
        arrays["sent"] > 0.5,
        int(days),
        int(day),
        int(turn),
    )
    return int(when), said


def _beside(parts: Sequence[Mapping[str, Any]], lanes: Sequence[int], missing: float) -> Arrays:
    """Arrays of the same name side by side; where a block has none, `missing`."""
    found: Arrays = {}
    for name in sorted({name for part in parts for name in part}):
        like = next(part[name] for part in parts if name in part)
        pieces = [part[name] if name in part else np.full((*like.shape[:-1], count), missing, dtype=like.dtype)
                  for part, count in zip(parts, lanes, strict=True)]  # fmt: skip
        found[name] = np.concatenate(pieces, axis=-1)
    return found


def _bounds(parts: Sequence[Mapping[str, Any]], lanes: Sequence[int]) -> Arrays:
    whole = [{**part} for part in parts]
    for name in {name for part in parts for name in part}:
        rows = next(part[name] for part in parts if name in part).shape[1]
        for part, count in zip(whole, lanes, strict=True):
            part.setdefault(name, unbounded(rows, count))
    return _beside(whole, lanes, np.nan)


def unbounded(rows: int, lanes: int) -> Any:
    """No bounds: [2, row, lane] of -inf and inf."""
    return np.stack([np.full((rows, lanes), -np.inf), np.full((rows, lanes), np.inf)])


def _mail(parts: Sequence[list[tuple[int, Message]]], lanes: Sequence[int]) -> list[tuple[int, Message]]:
    """Messages of one head as one; lanes of blocks that have none of it are not sent to."""
    numbered = [_numbered(part) for part in parts]
    found = []
    for key, like in sorted(
        {key: said for part in numbered for key, said in part.items()}.items(), key=lambda each: each[0]
    ):
        pieces = [part.get(key) or _unsent(like, count) for part, count in zip(numbered, lanes, strict=True)]
        numbers = {
            name: np.concatenate([piece.numbers[name] for piece in pieces], axis=1) for name in like.numbers
        }
        sent = np.concatenate([piece.sent for piece in pieces], axis=1)
        found.append((key[0], replace(like, numbers=numbers, sent=sent)))
    return found


def _numbered(mail: list[tuple[int, Message]]) -> dict[tuple[int, Any, int], Message]:
    """By day, head and how many there were of it before: a message that was doubled is there twice."""
    found: dict[tuple[int, Any, int], Message] = {}
    for day, said in mail:
        times = sum(1 for when, head, _ in found if (when, head) == (day, said.head))
        found[day, said.head, times] = said
    return found


def _unsent(like: Message, lanes: int) -> Message:
    rows = len(np.asarray(like.subject))
    return replace(like, numbers={name: np.zeros((rows, lanes)) for name in like.numbers},
                   sent=np.zeros((rows, lanes), dtype=bool))  # fmt: skip
