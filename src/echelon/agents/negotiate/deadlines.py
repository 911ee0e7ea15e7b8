"""What ends without a message: calls close and are decided, patience and offers end, conversations are called off.

A call closes when all have answered or its time is over. While there are calls left in the iterated form, who has offered
is called again, and its price falls evenly to its floor; at the last, awards are chosen (`award`). Who waits for an answer
asks again every few rounds.
"""

from __future__ import annotations

from typing import Any

from echelon.agents.negotiate.award import choose
from echelon.agents.negotiate.compiled import when_called
from echelon.agents.negotiate.rounds import (
    ACCEPT,
    AGAIN,
    AWARD,
    AWARDED,
    CALL,
    CALL_OFF,
    CALLED,
    CANCEL,
    DOUBTFUL,
    GIVE_UP,
    LAPSE,
    OFFERED,
    PASS,
    PROPOSED,
    RECALLED,
    initiator_does,
    initiators_hear,
    participant_does,
    participants_hear,
)
from echelon.agents.negotiate.wire import post
from echelon.core.held import hold
from echelon.core.lanes import law

LATE, UNDECIDED = 0, -1


@law
def _price(terms: Any, turn: Any, c: Any, p: Any, lane: Any) -> Any:
    """What a unit costs in a turn: evenly from the price at the first call to the floor at the last."""
    first, last = terms.price[c, p, lane], terms.floor[c, p, lane]
    return first if terms.calls == 1 else first + (last - first) * (turn / (terms.calls - 1))


@law
def _decide(terms: Any, s: Any, offers: Any, c: Any, lane: Any) -> None:
    """Choose awards among the offers that have been heard."""
    for p in range(s.caller.shape[1]):
        s.reason[c, p, lane] = LATE
        if s.caller[c, p, lane] == OFFERED:
            price = _price(terms, s.caller_turn[c, p, lane], c, p, lane)
            s.reason[c, p, lane] = UNDECIDED
            offers.units[c, p, lane] = s.units[c, p, lane]
            offers.price[c, p, lane] = price
            offers.value[c, p, lane] = terms.worth[c, p, lane] - price
    choose(offers, terms.need[c, lane], c, lane, s.award, s.reason)


@law
def _close(
    tables: Any, terms: Any, s: Any, offers: Any, wire: Any, turn: Any, r: Any, c: Any, lane: Any
) -> None:
    """The call closes: call those again who have offered, or award and pass over."""
    last = turn + 1 >= terms.calls
    s.closes[c, lane] = r + terms.patience
    if last:
        _decide(terms, s, offers, c, lane)
    else:
        s.reply_by[turn + 1, c, lane] = r + terms.patience
    for p in range(s.caller.shape[1]):
        verdict = AGAIN
        if last:
            verdict = AWARD if s.award[c, p, lane] > 0.0 else PASS
        if s.caller[c, p, lane] in (CALLED, RECALLED, OFFERED):
            initiator_does(tables, s, wire, verdict, s.caller_turn[c, p, lane], r, c, p, lane)


@law
def _remind(terms: Any, s: Any, wire: Any, r: Any, c: Any, p: Any, lane: Any) -> None:
    """Say again what has not been answered."""
    if (s.closes[c, lane] - r) % terms.again == 0:
        at, turn = s.caller[c, p, lane], s.caller_turn[c, p, lane]
        if at in (CALLED, RECALLED):
            post(wire, CALL, turn, r, c, p, lane)
        elif at == AWARDED:
            post(wire, ACCEPT, turn, r, c, p, lane)
        elif at == DOUBTFUL:
            post(wire, CANCEL, turn, r, c, p, lane)


@law
def _initiators_end(tables: Any, terms: Any, s: Any, offers: Any, wire: Any, r: Any) -> Any:
    """Deadlines of the initiators; how many still wait."""
    waiting = 0
    for c in range(s.caller.shape[0]):
        for lane in range(s.caller.shape[2]):
            called, offered, turn = 0, 0, 0
            for p in range(s.caller.shape[1]):
                at = s.caller[c, p, lane]
                if r == terms.off[c, lane] and at in (CALLED, RECALLED, OFFERED, AWARDED):
                    initiator_does(tables, s, wire, CALL_OFF, s.caller_turn[c, p, lane], r, c, p, lane)
                elif at == AWARDED and r >= s.closes[c, lane]:
                    initiator_does(tables, s, wire, GIVE_UP, s.caller_turn[c, p, lane], r, c, p, lane)
                elif at in (CALLED, RECALLED, OFFERED):
                    turn = s.caller_turn[c, p, lane]
                    called, offered = called + (at != OFFERED), offered + (at == OFFERED)
                waiting += s.caller[c, p, lane] in (CALLED, RECALLED, OFFERED, AWARDED, DOUBTFUL)
            if called + offered > 0 and (called == 0 or r >= s.closes[c, lane]):
                _close(tables, terms, s, offers, wire, turn, r, c, lane)
            else:
                for p in range(s.caller.shape[1]):
                    _remind(terms, s, wire, r, c, p, lane)
    return waiting


@law
def _offers_end(tables: Any, s: Any, wire: Any, r: Any) -> Any:
    """Offers lapse; how many still stand."""
    standing = 0
    for c in range(s.seller.shape[0]):
        for p in range(s.seller.shape[1]):
            for lane in range(s.seller.shape[2]):
                if s.seller[c, p, lane] == PROPOSED:
                    standing += 1
                    if r >= s.stands[c, p, lane]:
                        participant_does(tables, s, wire, LAPSE, s.seller_turn[c, p, lane], 0, r, c, p, lane)
    return standing


@when_called
def run_rounds(tables: Any, terms: Any, s: Any, offers: Any, wire: Any, first: Any, last: Any) -> None:
    """Rounds [first, last) of every negotiation; what is under way after them stays so.

    tables   of the initiator and the participant;  terms, s, offers, wire   `Terms`, `Sides`, `Offers`, `Wire`
    Ends early when nobody waits and nothing is under way: in no lane would anything change any more.
    """
    tables, terms, s, offers, wire = hold(tables), hold(terms), hold(s), hold(offers), hold(wire)
    for r in range(first, last):
        if r == 0:
            _call(s, wire)
        participants_hear(tables, terms, s, wire, r)
        initiators_hear(tables, s, wire, r)
        waiting = _initiators_end(tables, terms, s, offers, wire, r) + _offers_end(tables, s, wire, r)
        if waiting == 0 and wire.last[0] <= r:
            break


@law
def _call(s: Any, wire: Any) -> None:
    """Post the first calls."""
    for c in range(s.caller.shape[0]):
        for p in range(s.caller.shape[1]):
            for lane in range(s.caller.shape[2]):
                if s.caller[c, p, lane] == CALLED:
                    post(wire, CALL, 0, 0, c, p, lane)
