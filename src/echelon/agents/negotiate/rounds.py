"""Rounds of negotiation, all replications at once: everybody hears what has arrived, then what waits too long ends.

Who answers is looked up in the protocol's tables (`protocol.look_up`). Within a round a participant first hears verdicts,
so that what they free can be offered, then calls, those first that it would rather serve; so the order in which messages
arrive within a round does not matter. What is left of capacity is added up anew from what is held, in one order, whatever
happened before.
"""

from __future__ import annotations

from typing import Any

from echelon.agents.negotiate.protocol import look_up
from echelon.agents.negotiate.wire import SILENCE, SLOT, post
from echelon.agents.negotiate.words import ACT, CALLER, MESSAGES, SELLER, TURNS
from echelon.core.lanes import law, step

_look_up = law(look_up)
CALL, ACCEPT, REJECT, CANCEL = (ACT[act] for act in ("call", "accept", "reject", "cancel"))
PROPOSE, REFUSE = ACT["propose"], ACT["refuse"]
ENDINGS = tuple(ACT[act] for act in ("done", "failure", "cancelled"))
AWARD, PASS, AGAIN = (ACT[act] for act in ("award", "pass", "again"))
GIVE_UP, CALL_OFF, LAPSE = (ACT[act] for act in ("give up", "call off", "lapse"))
CALLED, RECALLED, OFFERED = (CALLER[word] for word in ("called", "recalled", "offered"))
AWARDED, DOUBTFUL = CALLER["awarded"], CALLER["doubtful"]
PROPOSED, SOLD = SELLER["proposed"], SELLER["sold"]
SAYINGS = len(MESSAGES)


@step
def initiator_does(
    tables: Any, s: Any, wire: Any, act: Any, of: Any, r: Any, c: Any, p: Any, lane: Any
) -> None:
    """An initiator hears a message, or something happens to it."""
    to, turn, says, _ = _look_up(
        tables.initiator, s.caller[c, p, lane], s.caller_turn[c, p, lane], act, of, 0
    )
    s.caller[c, p, lane], s.caller_turn[c, p, lane] = to, turn
    if says != SILENCE:
        s.said[c, p, lane] |= 1 << SLOT[says, max(turn, 0)]
        post(wire, says, turn, r, c, p, lane)


@step
def participant_does(
    tables: Any, s: Any, wire: Any, act: Any, of: Any, able: Any, r: Any, c: Any, p: Any, lane: Any
) -> None:
    """A participant hears a message, or something happens to it."""
    to, turn, says, take = _look_up(
        tables.participant, s.seller[c, p, lane], s.seller_turn[c, p, lane], act, of, able
    )
    s.seller[c, p, lane], s.seller_turn[c, p, lane] = to, turn
    s.held[c, p, lane] += take
    if says != SILENCE:
        s.said[c, p, lane] |= 1 << SLOT[says, max(turn, 0)]
        post(wire, says, turn, r, c, p, lane)


@law
def _left(terms: Any, s: Any, but: Any, p: Any, lane: Any) -> Any:
    """Units of a participant that nobody but initiator `but` holds."""
    taken = 0.0
    for c in range(s.held.shape[0]):
        if c != but and s.held[c, p, lane] > 0:
            taken += s.award[c, p, lane] if s.seller[c, p, lane] == SOLD else s.units[c, p, lane]
    return terms.capacity[p, lane] - taken


@law
def _withdraw(
    tables: Any, terms: Any, s: Any, wire: Any, wanted: Any, place: Any, r: Any, p: Any, lane: Any
) -> None:
    """Take offers back from those served later than `place`, the last first, until there is what is wanted."""
    for k in range(terms.order.shape[1] - 1, place, -1):
        if _left(terms, s, terms.order[p, place, lane], p, lane) >= wanted:
            break
        c = terms.order[p, k, lane]
        if s.seller[c, p, lane] == PROPOSED:
            participant_does(tables, s, wire, LAPSE, s.seller_turn[c, p, lane], 0, r, c, p, lane)


@law
def _hear_call(
    tables: Any, terms: Any, s: Any, wire: Any, turn: Any, place: Any, r: Any, p: Any, lane: Any
) -> None:
    """Offer what is wanted or what there is, and refuse if that is too little or the call's time is over."""
    c = terms.order[p, place, lane]
    able = 0
    if turn > s.seller_turn[c, p, lane] and r < s.reply_by[turn, c, lane]:
        if terms.withdraws[p]:
            _withdraw(tables, terms, s, wire, terms.need[c, lane], place, r, p, lane)
        units = min(terms.need[c, lane], _left(terms, s, c, p, lane))
        able = int(units > 0.0 and units >= terms.least[c, p, lane])
    before = s.seller_turn[c, p, lane]
    participant_does(tables, s, wire, CALL, turn, able, r, c, p, lane)
    if s.seller_turn[c, p, lane] > before and able:
        s.units[c, p, lane] = units
        s.stands[c, p, lane] = s.reply_by[turn, c, lane] + terms.patience


@law
def participants_hear(tables: Any, terms: Any, s: Any, wire: Any, r: Any) -> None:
    """Every participant hears verdicts, whose turn is the one its initiator stands in since, and then calls."""
    for p in range(s.seller.shape[1]):
        for c in range(s.seller.shape[0]):
            for lane in range(s.seller.shape[2]):
                arrived = wire.arrives[r, c, p, lane]
                if arrived:
                    for act in (REJECT, CANCEL, ACCEPT):
                        if arrived >> SLOT[act, 0] & 1:
                            participant_does(
                                tables, s, wire, act, s.caller_turn[c, p, lane], 0, r, c, p, lane
                            )
        for place in range(s.seller.shape[0]):
            for lane in range(s.seller.shape[2]):
                arrived = wire.arrives[r, terms.order[p, place, lane], p, lane]
                for turn in range(TURNS):
                    if arrived >> SLOT[CALL, turn] & 1:
                        _hear_call(tables, terms, s, wire, turn, place, r, p, lane)


@law
def initiators_hear(tables: Any, s: Any, wire: Any, r: Any) -> None:
    """Every initiator hears how awards ended, and then offers and refusals."""
    for c in range(s.caller.shape[0]):
        for p in range(s.caller.shape[1]):
            for lane in range(s.caller.shape[2]):
                arrived = wire.arrives[r, c, p, lane]
                if arrived:
                    for act in ENDINGS:
                        if arrived >> SLOT[act, 0] & 1:
                            initiator_does(tables, s, wire, act, s.caller_turn[c, p, lane], r, c, p, lane)
                    for turn in range(TURNS):
                        for act in (PROPOSE, REFUSE):
                            if arrived >> SLOT[act, turn] & 1:
                                initiator_does(tables, s, wire, act, turn, r, c, p, lane)
