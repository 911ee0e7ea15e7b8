"""Messages: typed columns, posted in one round of a morning and read in the next, or days later; all replications at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from echelon.core.chance import threefry
from echelon.core.keys import keys


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """What one agent says to another about some rows, in every replication where `sent` is true.

    kind       such as `call`, `propose`, `award`, `report`, `goal`, `proposal`
    sender, receiver   names of agents; `*` is everybody but the sender
    subject    [n] rows of `noun` that it is about
    numbers    name → [n, lane];  sent [n, lane] whether that row is said in that lane
    days       after which it arrives: 0 in the next round of the same morning
    day, round when it was posted; written by the post
    """

    kind: str
    sender: str
    receiver: str
    noun: str
    subject: Any
    numbers: Mapping[str, Any]
    sent: Any
    days: int = 0
    day: int = field(default=-1, compare=False)
    round: int = field(default=-1, compare=False)

    @property
    def head(self) -> tuple[str, str, str, str, tuple[int, ...], tuple[str, ...], int, int]:
        """What orders messages that arrive together, so that the order of posting does not matter."""
        rows = tuple(np.asarray(self.subject).tolist())
        return (
            self.sender,
            self.kind,
            self.receiver,
            self.noun,
            rows,
            tuple(self.numbers),
            self.day,
            self.round,
        )

    def of_lanes(self, first: int, last: int) -> Message:
        """A copy for lanes [first, last)."""
        numbers = {name: array[:, first:last].copy() for name, array in self.numbers.items()}
        return replace(self, numbers=numbers, sent=self.sent[:, first:last].copy())


class Faults(NamedTuple):
    """What may happen to a message on its way, by addressed chance: lost, delayed by so many days more, arriving twice."""

    loss: float = 0.0
    late: float = 0.0
    late_days: int = 1
    twice: float = 0.0


NO_FAULTS = Faults()


def message(kind: str, sender: str, receiver: str, noun: str, subject: Any, *, sent: Any = None, days: int = 0,
            **numbers: Any) -> Message:  # fmt: skip
    """A message about rows, said in all lanes where `sent` is left out.

    >>> said = message("call", "buyer", "*", "flow", [3], units=np.array([[5.0, 0.0]]))
    >>> said.subject.tolist(), said.sent.tolist()
    ([3], [[True, True]])
    """
    rows = np.asarray(subject, dtype=np.int64)
    arrays = {name: np.asarray(numbers[name], dtype=np.float64) for name in sorted(numbers)}
    shape = next((array.shape for array in arrays.values()), None) if sent is None else np.shape(sent)
    if shape is None:
        raise ValueError("a message without numbers must say in which lanes it is sent")
    said = np.ones(shape, dtype=bool) if sent is None else np.asarray(sent, dtype=bool)
    return Message(kind, sender, receiver, noun, rows, arrays, said, days)


def delivered(posted: Iterable[Message], *, faults: Faults, seed: int, replications: Any) -> list[Message]:
    """What becomes of messages on their way: copies with `sent` and `days` as chance has it, in an order of their own.

    Addressed by seed, sender, receiver, kind, day, round and row, so that neither lanes nor the order of posting matter.
    """
    kept = sorted(posted, key=lambda each: each.head)
    if faults == NO_FAULTS:
        return kept
    found: list[Message] = []
    for each in kept:
        found += _on_its_way(each, faults, seed, replications)
    return found


def _on_its_way(each: Message, faults: Faults, seed: int, replications: Any) -> list[Message]:
    lost, late, twice = (_uniform(each, why, seed, replications) for why in ("loss", "late", "twice"))
    arrives = each.sent & (lost >= faults.loss)
    slow = arrives & (late < faults.late)
    again = arrives & (twice < faults.twice)
    parts = ((arrives & ~slow, 0), (slow, faults.late_days), (again, 0))
    return [replace(each, sent=sent, days=each.days + more) for sent, more in parts if sent.any()]


def _uniform(each: Message, why: str, seed: int, replications: Any) -> Any:
    """A number in [0, 1) for each row and lane."""
    who = f"message:{each.sender}>{each.receiver}:{each.kind}:{each.noun}"
    words = keys(seed, [f"{who}:{row}" for row in np.asarray(each.subject).tolist()], why)
    key0, key1 = (row.astype(np.int64)[:, None] for row in words)
    lanes = np.asarray(replications, dtype=np.int64)[None, :]
    key0, key1, lanes = (each.copy() for each in np.broadcast_arrays(key0, key1, lanes))
    turns = np.full_like(lanes, each.day * 256 + each.round % 256)
    first: Any = threefry(key0, key1, lanes, turns)[0]  # type: ignore[arg-type]
    return first / 2.0**32


def to(name: str, kind: str, messages: Sequence[Message]) -> list[Message]:
    """Those of messages that an agent of that name and kind reads: sent to its name, to its kind, or to everybody.

    >>> said = message("call", "buyer", "*", "flow", [3], units=np.array([[5.0]]))
    >>> len(to("seller", "sales", [said])), len(to("buyer", "procurement", [said]))
    (1, 0)
    """
    return [each for each in messages
            if each.receiver in (name, kind) or (each.receiver == "*" and each.sender != name)]  # fmt: skip
