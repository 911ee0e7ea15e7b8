"""The protocol of negotiation breaks no rule in anything that can happen to five agents; planted faults are found out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from echelon.agents.negotiate.protocol import (
    GIVE_BACK,
    INITIATOR_RULES,
    PARTICIPANT_RULES,
    SET_ASIDE,
    Rule,
    table_of,
)
from echelon.agents.negotiate.words import INITIATOR, PARTICIPANT
from echelon.testing.check_negotiation import Size, check_negotiation
from echelon.testing.negotiation_cells import Protocol
from echelon.testing.negotiation_graph import graph_of, merged

SIZES = [Size(i, p) for i in range(1, 5) for p in range(1, 6 - i)]
"""Every number of initiators and participants that five agents can be."""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.initiators}x{size.participants}")
def test_five_agents_in_everything_that_can_happen(size: Size) -> None:
    found = check_negotiation(size)
    assert found.broken == {}
    assert found.states > 10


def test_a_conversation_of_two_calls_and_two_offers_at_a_time() -> None:
    assert check_negotiation(Size(2, 2, 1), Protocol(turns=2)).broken == {}
    assert check_negotiation(Size(2, 1, 2), Protocol(turns=2)).broken == {}


def test_merging_states_loses_none_that_matters() -> None:
    for size in (Size(1, 2), Size(2, 1), Size(1, 3)):
        whole, fewer = check_negotiation(size, merge=False), check_negotiation(size)
        assert whole.broken == fewer.broken == {}
        assert whole.states > fewer.states
    for fault in FAULTS.values():
        whole, fewer = (check_negotiation(Size(2, 1), fault.protocol, merge=each) for each in (False, True))
        assert set(whole.broken) & set(fewer.broken), "the nearest fault is the same one"


@pytest.mark.drill
@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("capacity", [1, 2])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.initiators}x{size.participants}")
def test_five_agents_whole(size: Size, capacity: int, turns: int) -> None:
    found = check_negotiation(size._replace(capacity=capacity), Protocol(turns=turns))
    print(
        f"{size.initiators} x {size.participants}, {turns} calls, capacity {capacity}: {found.states:,} states"
    )
    assert found.broken == {}


@pytest.mark.drill
def test_five_agents_unmerged() -> None:
    found = check_negotiation(Size(2, 3), merge=False)
    print(f"2 x 3: {found.states:,} states, {found.steps:,} steps")
    assert found.broken == {}


# ---------------------------------------------------------------- planted faults


class Fault(NamedTuple):
    """A protocol that somebody could have written, and the rule that it breaks."""

    protocol: Protocol
    breaks: str


def initiator(*rules: Rule, without: Callable[[Rule], bool] = lambda rule: False, turns: int = 2) -> Protocol:
    kept = [rule for rule in INITIATOR_RULES if not without(rule)]
    return Protocol(initiator=table_of([*kept, *rules], INITIATOR), turns=turns)


def participant(
    *rules: Rule, without: Callable[[Rule], bool] = lambda rule: False, turns: int = 2
) -> Protocol:
    kept = [rule for rule in PARTICIPANT_RULES if not without(rule)]
    return Protocol(participant=table_of([*kept, *rules], PARTICIPANT), turns=turns)


FAULTS = {
    "an acceptance heard twice sells twice": Fault(
        participant(Rule("sold", "accept", "this", "sold", "done", SET_ASIDE)),
        "capacity is held once by an offer or a sale",
    ),
    "an offer sets nothing aside": Fault(
        participant(Rule("idle", "call", "newer", "proposed", "propose", able=True),
                    Rule("proposed", "reject", "this", "rejected")),
        "capacity is held once by an offer or a sale",
    ),
    "an offer that has lapsed is sold": Fault(
        participant(Rule("lapsed", "accept", "this", "sold", "done")),
        "capacity is held once by an offer or a sale",
    ),
    "an offer that has lapsed is sold, whoever has the capacity now": Fault(
        participant(Rule("lapsed", "accept", "this", "sold", "done")), "no capacity sold twice"
    ),
    "a rejection heard twice gives back twice": Fault(
        participant(Rule("rejected", "reject", "this", "rejected", take=GIVE_BACK)),
        "capacity is held once by an offer or a sale",
    ),
    "what is sold can be cancelled": Fault(
        participant(Rule("sold", "cancel", "any", "cancelled", "cancelled", GIVE_BACK)),
        "one last word of a participant",
    ),
    "a late offer is let in again": Fault(
        initiator(Rule("silent", "propose", "this", "offered")), "every step goes forward"
    ),
    "an old offer is taken for a new one": Fault(
        initiator(Rule("recalled", "propose", "older", "offered")), "no acceptance without a proposal"
    ),
    "an offer heard again after the award is rejected": Fault(
        initiator(Rule("awarded", "propose", "this", "awarded", "reject")), "accepted or rejected, not both"
    ),
    "a rejected offer heard again is accepted": Fault(
        initiator(Rule("rejected", "propose", "this", "awarded", "accept")), "accepted or rejected, not both"
    ),
    "the initiator waits for ever": Fault(
        initiator(without=lambda rule: rule.act == "give up"), "the initiator's part ends"
    ),
    "an offer stands for ever": Fault(
        participant(without=lambda rule: rule.act == "lapse"), "a participant's part ends"
    ),
    "a refusal is thought over": Fault(
        participant(Rule("refused", "call", "this", "proposed", "propose", SET_ASIDE, able=True)),
        "one last word of a participant",
    ),
    "the closing call forgets who was passed over": Fault(
        initiator(Rule("offered", "pass", "this", "rejected")), "rejected if passed over"
    ),
    "called off and then rejected": Fault(
        initiator(Rule("called off", "propose", "this", "rejected", "reject")),
        "nothing after the initiator's last word",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str) -> None:
    fault = FAULTS[name]
    found = check_negotiation(Size(2, 1), fault.protocol)
    assert found.broken, "the checker sees it in two initiators and a participant"
    assert found.example, "and tells a way to it"
    assert fault.breaks in all_broken(fault.protocol), "and it breaks the rule that it should"


def all_broken(protocol: Protocol) -> set[str]:
    """Rules broken anywhere, not only at the nearest fault."""
    graph = merged(graph_of(protocol))
    alone = {name for name, where in {**graph.broken, **graph.unfinished}.items() if where.any()}
    return alone | set(check_negotiation(Size(2, 1), protocol, rules=("no capacity sold twice",)).broken)


def test_a_fault_is_told_as_a_story() -> None:
    found = check_negotiation(Size(2, 1), FAULTS["an offer that has lapsed is sold"].protocol)
    assert found.example[0].startswith("participant hears call 0 and can")
    assert any("lapses" in step for step in found.example)
