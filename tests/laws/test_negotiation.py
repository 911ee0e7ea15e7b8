"""Whatever messages suffer: every negotiation ends, no rule of the protocol is broken after any round, no capacity is sold twice.

The same table of rules is explored whole by the model checker (tests/contracts/test_negotiation.py).
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from echelon.agents.negotiate import Bids, Calls, Faults, Manner, Standing, negotiate
from echelon.agents.negotiate.award import no_offers
from echelon.agents.negotiate.deadlines import run_rounds
from echelon.agents.negotiate.invariants import Columns, broken, unfinished
from echelon.agents.negotiate.protocol import TABLES
from echelon.agents.negotiate.sides import Sides, Terms, sides_of
from echelon.agents.negotiate.terms import terms_of
from echelon.agents.negotiate.wire import ROUNDS, Wire, wire_of
from echelon.agents.negotiate.words import CALLER, SELLER, WAITING

ROUGH = Faults(loss=0.1, late=0.1, twice=0.1)


def drawn(seed: int, lanes: int, manner: Manner) -> tuple[Calls, Bids]:
    """Whole units, so that what is sold adds up exactly; one to three initiators, one to four participants."""
    rng = np.random.default_rng(seed)
    initiators, participants = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    shape = (initiators, participants, lanes)
    off = np.where(
        rng.random((initiators, lanes)) < 0.1, rng.integers(0, manner.rounds, (initiators, lanes)), -1
    )
    price = rng.integers(1, 8, shape) * 1.0
    calls = Calls([f"buyer {c}" for c in range(initiators)], rng.integers(0, 20, (initiators, lanes)) * 1.0,
                  rng.integers(2, 9, shape) * 1.0, off)  # fmt: skip
    standing = Standing(tuple(rng.choice(["contract", "price", "priority"], participants).tolist()),
                        rng.integers(0, 3, shape), rng.integers(0, 3, shape), bool(rng.integers(0, 2)))  # fmt: skip
    bids = Bids([f"seller {p}" for p in range(participants)], rng.integers(0, 25, (participants, lanes)) * 1.0,
                price, np.maximum(price - rng.integers(0, 3, shape), 0.5), rng.integers(0, 6, shape) * 1.0, standing)  # fmt: skip
    return calls, bids


def columns(sides: Sides) -> Columns:
    return Columns(sides.caller, sides.caller_turn, sides.seller, sides.seller_turn, sides.said, sides.held)


def holds(terms: Terms, sides: Sides) -> None:
    """Every rule, of pairs and of capacity; a pair that was never called stands where it began."""
    called = sides.said > 0
    assert {
        name: int((where & called).sum())
        for name, where in broken(columns(sides)).items()
        if (where & called).any()
    } == {}
    sold = np.where(sides.seller == SELLER["sold"], sides.award, 0.0)
    aside = np.where(sides.held > 0, np.where(sides.seller == SELLER["sold"], sides.award, sides.units), 0.0)
    assert (aside.sum(axis=0) <= terms.capacity).all()
    assert (sides.award.sum(axis=1) <= terms.need).all()
    assert (sides.award <= sides.units).all()
    assert ((sold == 0.0) | (sold >= terms.least)).all()


def run_watched(seed: int, lanes: int, *, every_round: bool) -> tuple[Terms, Sides, Wire]:
    """Negotiations one round at a time, looked at after each, or in one go and looked at in the end."""
    manner = Manner(calls=1 + seed % 3, patience=5 + seed % 2)
    calls, bids = drawn(seed, lanes, manner)
    terms = terms_of(calls, bids, manner, (np.arange(len(calls.who)), np.arange(len(bids.who))))
    who = [f"{one}>{other}" for one in calls.who for other in bids.who]
    wire = wire_of(
        ROUGH, who, terms.price.shape, seed=seed, day=seed, attempt=0, replications=np.arange(lanes)
    )
    sides, offers = sides_of(terms), no_offers(terms.price.shape, terms.least)
    for first in range(ROUNDS) if every_round else [0]:
        run_rounds(TABLES, terms, sides, offers, wire, first, first + 1 if every_round else ROUNDS)
        holds(terms, sides)
    called = sides.said > 0
    assert {
        name: int((where & called).sum())
        for name, where in unfinished(columns(sides)).items()
        if (where & called).any()
    } == {}
    return terms, sides, wire


def test_twenty_thousand_negotiations_on_bad_wires() -> None:
    """Of a thousand replications each; every fourth is looked at after every round."""
    ended = np.zeros(len(CALLER), dtype=np.int64)
    for seed in range(20):
        _, sides, _ = run_watched(seed, 1000, every_round=seed % 4 == 0)
        ended += np.bincount(sides.caller.ravel(), minlength=len(CALLER))
    waiting = [CALLER[word] for word in WAITING]
    assert (ended[waiting] == 0).all()
    assert (np.delete(ended, waiting) > 0).all(), "every way to end has been met"


@pytest.mark.drill
def test_a_million_negotiations_on_bad_wires() -> None:
    lanes, spent, sold, unknown, awarded = 4000, 0.0, 0, 0, 0
    for seed in range(1000, 1250):
        begin = time.perf_counter()
        _, sides, _ = run_watched(seed, lanes, every_round=seed % 25 == 0)
        spent += time.perf_counter() - begin
        sold, awarded = (
            sold + int((sides.seller == SELLER["sold"]).sum()),
            awarded + int((sides.award > 0).sum()),
        )
        unknown += int(((sides.seller == SELLER["sold"]) & (sides.caller != CALLER["done"])).sum())
    print(f"1,000,000 negotiations, {1e6 / spent:,.0f} a second, {awarded:,} awards, {sold:,} sold, "
          f"{unknown:,} of which the buyer never heard")  # fmt: skip
    assert unknown < 0.01 * sold


# ---------------------------------------------------------------- the same, whatever does not matter


def both(one: Any, other: Any) -> bool:
    names = ("awards", "sold", "offered", "price", "value", "reason", "missing", "messages")
    return all((getattr(one, name) == getattr(other, name)).all() for name in names)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_in_any_block_of_replications(seed: int) -> None:
    manner = Manner(calls=1 + seed % 2)
    calls, bids = drawn(seed, 40, manner)
    whole = negotiate(calls, bids, manner=manner, faults=ROUGH, seed=3, replications=np.arange(40))
    for first, last in ((0, 1), (1, 17), (17, 40)):
        own = slice(first, last)
        standing = bids.standing._replace(
            contract=bids.standing.contract[..., own], priority=bids.standing.priority[..., own]
        )
        part = negotiate(
            Calls(calls.who, calls.need[:, own], calls.worth[..., own], calls.off[:, own]),
            Bids(bids.who, bids.capacity[:, own], bids.price[..., own], bids.floor[..., own], bids.least[..., own], standing),
            manner=manner, faults=ROUGH, seed=3, replications=np.arange(first, last),
        )  # fmt: skip
        for name in ("awards", "sold", "offered", "price", "value", "reason", "missing", "messages"):
            assert (getattr(part, name) == getattr(whole, name)[..., own]).all(), name


@pytest.mark.parametrize("seed", range(6))
def test_the_same_in_any_order_of_agents(seed: int) -> None:
    manner, rng = Manner(calls=1 + seed % 3), np.random.default_rng(seed)
    calls, bids = drawn(seed + 50, 30, manner)
    c, p = rng.permutation(len(calls.who)), rng.permutation(len(bids.who))
    mixed, at = np.ix_(c, p), bids.standing
    standing = Standing(tuple(np.array(at.rule)[p]), at.contract[mixed], at.priority[mixed], at.withdraws)
    one = negotiate(calls, bids, manner=manner, faults=ROUGH, seed=1)
    other = negotiate(
        Calls([calls.who[n] for n in c], calls.need[c], calls.worth[mixed], calls.off[c]),
        Bids([bids.who[n] for n in p], bids.capacity[p], bids.price[mixed], bids.floor[mixed], bids.least[mixed], standing),
        manner=manner, faults=ROUGH, seed=1,
    )  # fmt: skip
    for name in ("awards", "sold", "offered", "price", "value", "reason"):
        assert (getattr(other, name) == getattr(one, name)[mixed]).all(), name
    assert (other.missing == one.missing[c]).all()
    assert (other.messages == one.messages).all()


def test_one_kernel_for_all() -> None:
    calls, bids = drawn(1, 5, Manner())
    negotiate(calls, bids)
    negotiate(
        Calls(["a"], need=[[1]], worth=2),
        Bids(["b"], capacity=[[1]], price=1, standing=Standing("price")),
        faults=Faults(0, 0, 1),
    )
    assert len(run_rounds.made[0].signatures) == 1  # type: ignore[attr-defined]
