"""Everything that can happen between one initiator and one participant, as a graph of numbered states.

A message that was said may be heard at any later time, any number of times, or never: that is every delay, loss,
duplication and order at once, and needs no network in the state (as in Lamport's specification of Paxos: what was sent only
grows). Deadlines, the end of an offer, giving up and calling off may fall at any time. The graph is made by calling
`protocol.look_up` until nothing new is found, so that what is explored is what runs.
Source: Lamport, Specifying Systems, Addison-Wesley 2002 (explicit-state checking); Clarke, Grumberg and Peled, Model
Checking, MIT 1999.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from echelon.agents.negotiate.protocol import TABLES, look_up
from echelon.agents.negotiate.words import (
    ACT,
    ACTS,
    BIT,
    CALLER,
    NOTHING,
    OPEN,
    SELLER,
    TO_INITIATOR,
    TO_PARTICIPANT,
    WAITING,
)


class Protocol(NamedTuple):
    """The tables of both sides, and how many calls a conversation may have."""

    initiator: Any = TABLES.initiator
    participant: Any = TABLES.participant
    turns: int = 1


class Cell(NamedTuple):
    """Where two sides stand with each other; the columns of `invariants.Columns`."""

    caller: int
    caller_turn: int
    seller: int
    seller_turn: int
    said: int
    held: int


class Step(NamedTuple):
    """One thing that may happen: whose, its name, whether it needs capacity, what comes of it."""

    name: str
    needs: bool
    to: Cell


CALLED = Cell(CALLER["called"], 0, SELLER["idle"], -1, 1 << BIT["call", 0], 0)
"""The beginning: a call is out."""
FAR = 2
"""Offers set aside, or given back that were not, beyond which a fault has shown itself and is not followed."""
OPEN_AT, WAITING_AT = ({CALLER[word] for word in words} for words in (OPEN, WAITING))


def heard(protocol: Protocol, cell: Cell) -> Iterator[Step]:
    """What comes of hearing each message that was ever said; calls are answered either way."""
    for act in TO_INITIATOR:
        for turn in _turns(protocol, act, cell.seller_turn):
            if cell.said >> BIT[act, turn] & 1:
                yield Step(f"initiator hears {act} {turn}", False, moved(protocol, cell, act, turn))
    for act in TO_PARTICIPANT:
        for turn in _turns(protocol, act, cell.caller_turn):
            if cell.said >> BIT[act, turn] & 1:
                for able in (0, 1) if act == "call" else (0,):
                    to = answered(protocol, cell, act, turn, able)
                    yield Step(f"participant hears {act} {turn}{' and can' * able}", to.held > cell.held, to)


def _turns(protocol: Protocol, act: str, own: int) -> Iterable[int]:
    """The turns a message can be of: calls and their answers of any, all else of the turn its sender stands in."""
    return range(protocol.turns) if act in ("call", "propose", "refuse") else (max(own, 0),)


def moved(protocol: Protocol, cell: Cell, act: str, turn: int) -> Cell:
    """The cell after the initiator has heard a message, or something happened to it."""
    to, own, says, _ = look_up(protocol.initiator, cell.caller, cell.caller_turn, ACT[act], turn, 0)
    return cell._replace(caller=to, caller_turn=own, said=cell.said | _bit(says, own))


def answered(protocol: Protocol, cell: Cell, act: str, turn: int, able: int) -> Cell:
    """The cell after the participant has heard a message, or something happened to it."""
    to, own, says, take = look_up(protocol.participant, cell.seller, cell.seller_turn, ACT[act], turn, able)
    return cell._replace(seller=to, seller_turn=own, said=cell.said | _bit(says, own), held=cell.held + take)


def _bit(says: int, turn: int) -> int:
    return 0 if ACTS[says] == NOTHING else 1 << BIT[ACTS[says], max(turn, 0)]


def alone(protocol: Protocol, cell: Cell) -> Iterator[Step]:
    """What may happen without a message and to this pair alone: an offer ends, the initiator gives up."""
    yield Step("the offer lapses", False, answered(protocol, cell, "lapse", max(cell.seller_turn, 0), 0))
    yield Step("the initiator gives up", False, moved(protocol, cell, "give up", cell.caller_turn))


def closed(protocol: Protocol, cell: Cell, verdict: str) -> Cell:
    """The cell after its call has closed with this verdict; there is no call after the last."""
    last = cell.caller_turn + 1 >= protocol.turns
    verdict = "pass" if verdict == "again" and last else verdict
    return moved(protocol, cell, verdict, cell.caller_turn)


def called_off(protocol: Protocol, cell: Cell) -> Cell:
    """The cell after the initiator has called the conversation off."""
    return moved(protocol, cell, "call off", cell.caller_turn)


def reachable(protocol: Protocol) -> list[Cell]:
    """Every state that one pair can come to, the beginning first.

    >>> len(reachable(Protocol())), len(reachable(Protocol(turns=2)))
    (34, 70)
    """
    found, waiting = {CALLED: None}, [CALLED]
    while waiting:
        cell = waiting.pop()
        together = [
            *(closed(protocol, cell, verdict) for verdict in ("award", "pass", "again")),
            called_off(protocol, cell),
        ]
        for to in [*together, *(step.to for step in (*heard(protocol, cell), *alone(protocol, cell)))]:
            if to not in found and abs(to.held) <= FAR:
                found[to] = None
                waiting.append(to)
    return list(found)
