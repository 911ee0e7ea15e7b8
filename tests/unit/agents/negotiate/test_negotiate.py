"""Who gets what: calls split among offers, suppliers that prefer one buyer, offers withdrawn, calls repeated, words of why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from echelon.agents.negotiate import Bids, Calls, Faults, Manner, Outcome, Standing, negotiate
from echelon.core.errors import BadScenario

TWO = Calls(["Kassel", "Venlo"], need=[[10.0], [10.0]], worth=9.0)


def reasons(found: Outcome, initiator: str) -> list[Any]:
    return [row["reason"] for row in found.told(initiator)]


def test_a_need_is_split_among_the_best() -> None:
    bids = Bids(["a", "b", "c", "d"], [[4.0], [9.0], [5.0], [7.0]], price=[[[3.0], [2.0], [8.0], [9.5]]])
    found = negotiate(Calls(["Kassel"], [[12.0]], 9.0), bids)
    assert found.awards[0, :, 0].tolist() == [3.0, 9.0, 0.0, 0.0]
    assert reasons(found, "Kassel") == ["won in part", "won", "others were better", "too dear"]
    assert found.missing[0, 0] == 0.0


def test_whoever_has_nothing_or_too_little_refuses() -> None:
    bids = Bids(["a", "b", "c"], [[0.0], [3.0], [8.0]], price=2.0, least=[[[0.0], [4.0], [0.0]]])
    found = negotiate(Calls(["Kassel"], [[12.0]], 9.0), bids)
    assert reasons(found, "Kassel") == ["not called", "refused", "won"]
    assert found.missing[0, 0] == 4.0


def test_the_least_is_respected_in_awards_too() -> None:
    bids = Bids(["a", "b"], [[8.0], [9.0]], price=[[[1.0], [2.0]]], least=[[[0.0], [5.0]]])
    found = negotiate(Calls(["Kassel"], [[12.0]], 9.0), bids)
    assert found.awards[0, :, 0].tolist() == [8.0, 0.0]
    assert reasons(found, "Kassel") == ["won", "refused"], "asked again for 4 it cannot sell so little"


@pytest.mark.parametrize(
    ("rule", "kassel", "venlo"), [("contract", 12.0, 3.0), ("price", 5.0, 10.0), ("priority", 5.0, 10.0)]
)
def test_a_supplier_divides_by_contract_price_or_priority(rule: str, kassel: float, venlo: float) -> None:
    standing = Standing(rule, contract=[[[50.0]], [[0.0]]], priority=[[[2.0]], [[1.0]]])
    calls = Calls(["Kassel", "Venlo"], [[12.0], [10.0]], 9.0)
    found = negotiate(calls, Bids(["Brno"], [[15.0]], [[[3.0]], [[4.0]]], standing=standing))
    assert found.awards[:, 0, 0].tolist() == [kassel, venlo]


def late_first(withdraws: bool) -> Outcome:
    """Messages are late now and then, so that whom the supplier prefers is often heard second; then it has offered all."""
    standing = Standing("priority", priority=[[[0.0]], [[1.0]]], withdraws=withdraws)
    calls = Calls(["Kassel", "Venlo"], np.full((2, 400), 10.0), 9.0)
    bids = Bids(["Brno"], np.full((1, 400), 10.0), 3.0, standing=standing)
    return negotiate(calls, bids, manner=Manner(attempts=1), faults=Faults(late=0.5), seed=4)


def test_a_supplier_takes_an_offer_back_for_a_better_buyer() -> None:
    stays, moves = late_first(withdraws=False), late_first(withdraws=True)
    assert moves.awards[0].sum() > stays.awards[0].sum() > stays.awards[1].sum()
    withdrew = np.array(moves.reason[1, 0]) == 8
    assert withdrew.any()
    assert (moves.awards[1, 0][withdrew] == 0.0).all()
    assert (moves.sold.sum(axis=0) <= 10.0).all()


def test_what_others_did_not_take_is_called_for_again() -> None:
    """Kassel has the offers of both and needs one; Venlo gets the other when it calls again."""
    bids = Bids(["a", "b"], [[10.0], [10.0]], price=[[[2.0], [3.0]], [[2.0], [3.0]]])
    once, twice = (negotiate(TWO, bids, manner=Manner(attempts=n)) for n in (1, 2))
    assert once.missing[:, 0].tolist() == [0.0, 10.0]
    assert twice.awards[:, :, 0].tolist() == [[10.0, 0.0], [0.0, 10.0]]


def test_prices_fall_from_call_to_call() -> None:
    bids = Bids(["a", "b"], [[10.0], [10.0]], price=[[[5.0], [6.0]]], floor=[[[5.0], [4.0]]])
    calls = Calls(["Kassel"], [[10.0]], 9.0)
    once, thrice = negotiate(calls, bids), negotiate(calls, bids, manner=Manner(calls=3, patience=5))
    assert once.awards[0, :, 0].tolist() == [10.0, 0.0]
    assert thrice.awards[0, :, 0].tolist() == [0.0, 10.0]
    assert thrice.price[0, :, 0].tolist() == [5.0, 4.0]


def test_calling_off_leaves_nothing_sold_before_the_award() -> None:
    bids = Bids(["a"], [[10.0]], price=2.0)
    called_off = negotiate(Calls(["Kassel"], [[10.0]], 9.0, off=1), bids, manner=Manner(attempts=1))
    assert reasons(called_off, "Kassel") == ["called off"]
    assert called_off.sold.sum() == 0.0
    too_late = negotiate(Calls(["Kassel"], [[10.0]], 9.0, off=3), bids, manner=Manner(attempts=1))
    assert too_late.awards.sum() == too_late.sold.sum() == 10.0, "sold stays sold, and the buyer hears it"


def test_nobody_is_heard_on_a_dead_wire() -> None:
    found = negotiate(TWO, Bids(["a"], [[10.0]], 2.0), faults=Faults(loss=1.0))
    assert reasons(found, "Kassel") == ["no answer in time"]
    assert found.awards.sum() == found.sold.sum() == 0.0


def test_a_lost_confirmation_is_asked_for_again() -> None:
    faults = Faults(loss=0.3)
    lanes = np.full((1, 2000), 10.0)
    found = negotiate(
        Calls(["Kassel"], lanes, 9.0),
        Bids(["a"], lanes, 2.0),
        manner=Manner(attempts=1, patience=10),
        faults=faults,
    )
    assert (found.awards <= found.sold).all()
    assert ((found.sold > 0) & (found.awards == 0)).mean() < 0.05
    assert (found.awards > 0).mean() > 0.7


def test_everything_wrong_is_said_at_once() -> None:
    calls = Calls(["Kassel", "Kassel"], need=[[-1.0], [1.0]], worth=[[[1.0, 2.0, 3.0]]])
    bids = Bids(["a"], [[np.nan]], price=np.inf, least=-1.0, standing=Standing("luck"))
    with pytest.raises(BadScenario) as said:
        negotiate(calls, bids, manner=Manner(calls=4))
    assert [finding.code for finding in said.value.findings] == ["E600"] * 5 + ["E601"] * 2 + ["E602"]
