"""The protocol as a table of rules, and the one function that looks a rule up.

What a side does depends on where it stands, what it hears or what happens, whether the message is of its turn, and, for a
call, whether the participant is able to offer. What no rule is for changes nothing and is not answered: so copies and
stragglers do no harm. A message heard again is answered by the act that answered it first. Rounds (`rounds`), the model
checker (`echelon.testing.check_negotiation`) and the drawing in docs/background/negotiation.md read these same rows.
Source: FIPA SC00029H and SC00030H; capacity is set aside by a proposal and sold by an acceptance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from echelon.agents.negotiate.words import ACT, ACTS, INITIATOR, NOTHING, PARTICIPANT

Turn = Literal["older", "this", "newer", "any"]
RELATIONS = ("older", "this", "newer")
SET_ASIDE, GIVE_BACK, KEEP = 1, -1, 0
"""What a rule does with the participant's capacity."""


class Rule(NamedTuple):
    """At `at`, on `act` of a turn that is `turn` than one's own: go `to`, say `says`, and `take` capacity.

    able   of a call only: whether the participant can offer
    """

    at: str
    act: str
    turn: Turn
    to: str
    says: str = NOTHING
    take: int = KEEP
    able: bool | None = None


DEADLINE = ("award", "pass", "again")
INITIATOR_RULES = (
    Rule("called", "propose", "this", "offered"),
    Rule("called", "refuse", "this", "refused"),
    *(Rule("called", verdict, "this", "silent") for verdict in DEADLINE),
    Rule("called", "call off", "this", "called off", "cancel"),
    Rule("recalled", "propose", "this", "offered"),
    Rule("recalled", "refuse", "this", "refused"),
    *(Rule("recalled", verdict, "this", "rejected", "reject") for verdict in DEADLINE),
    Rule("recalled", "call off", "this", "called off", "cancel"),
    Rule("offered", "award", "this", "awarded", "accept"),
    Rule("offered", "pass", "this", "rejected", "reject"),
    Rule("offered", "again", "this", "recalled", "call"),
    Rule("offered", "call off", "this", "called off", "cancel"),
    Rule("silent", "propose", "this", "rejected", "reject"),
    Rule("silent", "refuse", "this", "refused"),
    Rule("awarded", "done", "any", "done"),
    Rule("awarded", "failure", "any", "failed"),
    Rule("awarded", "propose", "this", "awarded", "accept"),
    Rule("awarded", "give up", "this", "doubtful", "cancel"),
    Rule("awarded", "call off", "this", "doubtful", "cancel"),
    Rule("doubtful", "done", "any", "done"),
    Rule("doubtful", "failure", "any", "failed"),
    Rule("doubtful", "cancelled", "any", "called off"),
    Rule("doubtful", "propose", "any", "doubtful", "cancel"),
    Rule("rejected", "propose", "any", "rejected", "reject"),
    Rule("called off", "propose", "any", "called off", "cancel"),
)
"""What the initiator does. Verdicts fall on all participants at once, when the call closes; where there is no offer, each
of them is the deadline."""
PARTICIPANT_RULES = (
    Rule("idle", "call", "newer", "proposed", "propose", SET_ASIDE, able=True),
    Rule("idle", "call", "newer", "refused", "refuse", able=False),
    Rule("idle", "cancel", "any", "cancelled", "cancelled"),
    Rule("proposed", "call", "this", "proposed", "propose"),
    Rule("proposed", "call", "newer", "proposed", "propose", able=True),
    Rule("proposed", "call", "newer", "refused", "refuse", GIVE_BACK, able=False),
    Rule("proposed", "accept", "this", "sold", "done"),
    Rule("proposed", "reject", "this", "rejected", take=GIVE_BACK),
    Rule("proposed", "reject", "newer", "rejected", take=GIVE_BACK),
    Rule("proposed", "cancel", "any", "cancelled", "cancelled", GIVE_BACK),
    Rule("proposed", "lapse", "this", "lapsed", take=GIVE_BACK),
    Rule("lapsed", "call", "newer", "proposed", "propose", SET_ASIDE, able=True),
    Rule("lapsed", "call", "newer", "refused", "refuse", able=False),
    Rule("lapsed", "accept", "this", "failed", "failure"),
    Rule("lapsed", "reject", "this", "rejected"),
    Rule("lapsed", "reject", "newer", "rejected"),
    Rule("lapsed", "cancel", "any", "cancelled", "cancelled"),
    Rule("refused", "call", "this", "refused", "refuse"),
    Rule("sold", "accept", "this", "sold", "done"),
    Rule("sold", "cancel", "any", "sold", "done"),
    Rule("failed", "accept", "this", "failed", "failure"),
    Rule("failed", "cancel", "any", "failed", "failure"),
    Rule("cancelled", "accept", "any", "cancelled", "cancelled"),
    Rule("cancelled", "cancel", "any", "cancelled", "cancelled"),
)
"""What a participant does. What is sold stays sold: a cancellation that comes too late is answered by `done`."""


def table_of(rules: Sequence[Rule], states: Sequence[str]) -> NDArray[np.int8]:
    """The rules as what is looked up: (to, says, take) `[state, act, relation, able, 3]`."""
    at, act = {word: n for n, word in enumerate(states)}, ACT
    table = np.zeros((len(states), len(ACTS), len(RELATIONS), 2, 3), dtype=np.int8)
    table[..., 0], table[..., 1] = np.arange(len(states)).reshape(-1, 1, 1, 1), act[NOTHING]
    for rule in rules:
        turns = slice(None) if rule.turn == "any" else RELATIONS.index(rule.turn)
        able = slice(None) if rule.able is None else int(rule.able)
        table[at[rule.at], act[rule.act], turns, able] = at[rule.to], act[rule.says], rule.take
    return table


class Tables(NamedTuple):
    """The rules of both sides, as `table_of` makes them."""

    initiator: Any
    participant: Any


TABLES = Tables(table_of(INITIATOR_RULES, INITIATOR), table_of(PARTICIPANT_RULES, PARTICIPANT))
CALL, SILENCE = ACT["call"], ACT[NOTHING]


def look_up(table: Any, state: int, turn: int, act: int, of: int, able: int) -> Any:
    """What a side does: (to, turn, says, take).

    table   of `table_of`
    turn    [-1, TURNS), the turn one stands in; -1 before the first call
    of      [0, TURNS), the turn of the message; of an event, one's own
    able    0 or 1, whether a call can be answered by an offer

    >>> to, turn, says, take = look_up(TABLES.participant, PARTICIPANT.index("idle"), -1, CALL, 0, able=1)
    >>> PARTICIPANT[to], turn, ACTS[says], take
    ('proposed', 0, 'propose', 1)
    >>> to, turn, says, take = look_up(TABLES.initiator, INITIATOR.index("offered"), 0, ACT["again"], 0, able=0)
    >>> INITIATOR[to], turn, ACTS[says]
    ('recalled', 1, 'call')
    """
    relation = 1 + (of > turn) - (of < turn)
    row = table[state, act, relation, able]
    to, says, take = int(row[0]), int(row[1]), int(row[2])
    if says == CALL:
        return to, turn + 1, says, take
    answered = act == CALL and says != SILENCE
    return to, max(turn, of) if answered else turn, says, take
