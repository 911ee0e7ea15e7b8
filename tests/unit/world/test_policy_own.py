"""A user's policy stands in place of the network's, without a byte's difference where it says the same."""

from __future__ import annotations

import numpy as np
import pytest

import echelon
from echelon.core.errors import BadScenario
from echelon.study.scenario import Policy
from echelon.testing.networks import hand_made, random_network

FACTOR = 0.5


def mine(position: float, target: float, reorder: float, lot: float) -> float:
    return max(0.0, target - position)


def mine_at(position: float, target: float, reorder: float, lot: float) -> float:
    return max(0.0, target - position) if position <= reorder else 0.0


def none(position: float, target: float, reorder: float, lot: float) -> float:
    return 0.0


def pair() -> echelon.Network:
    """Two shops of one warehouse, four days; Osaka orders at 12 or below."""
    shops = ("Kobe", "Osaka")
    return echelon.build_network(echelon.Settings("pair"), {
        "site": [{"name": name} for name in ("Hub", *shops)], "item": [{"name": "drill", "unit_value": 40.0}],
        "stock point": [{"site": "Hub", "item": "drill", "target_stock": 90},
                        {"site": "Kobe", "item": "drill", "target_stock": 20},
                        {"site": "Osaka", "item": "drill", "target_stock": 20, "policy": "s_S", "reorder_point": 12}],
        "recipe": [{"site": "Hub", "item": "drill", "lead_days": 1}],
        "lane": [{"from": "Hub", "to": name, "item": "drill", "lead_days": 1} for name in shops],
        "demand": [{"customer": name, "site": name, "item": "drill", "mean_per_day": 6} for name in shops],
    })  # fmt: skip


def answer(net: echelon.Network, **policies: Policy) -> echelon.Scenario:
    return echelon.Scenario(
        net, days=60, replications=20, policies={k.replace("_", "/"): f for k, f in policies.items()}
    )


@pytest.mark.parametrize(
    "net", [hand_made(), random_network(3, 12), random_network(8, 30)], ids=lambda net: net.name
)
def test_what_a_user_writes_like_a_built_in_one_gives_the_same_bytes(net: echelon.Network) -> None:
    ask = echelon.Scenario(net, days=60, replications=20)
    points = net["stock point"]
    own = {f"{points['site'][row]}/{points['item'][row]}": mine_at if points["policy"][row] == "s_S" else mine
           for row in range(len(points))}  # fmt: skip
    built_in, users = echelon.run(ask), echelon.run(ask, policies=own)
    assert users.answers == built_in.answers
    assert users.question != built_in.question


def test_only_the_named_point_is_changed() -> None:
    """Without Kobe's orders the hub delivers to Osaka alone: 12, 12 on days 1 and 3 (positions 8 and 8)."""
    seen = echelon.trace(answer(pair(), Kobe_drill=none)).history()
    flows = seen.flows
    assert {name: np.flatnonzero(flows["shipped"][flows["flow"] == name]).tolist()
            for name in np.unique(flows["flow"])} == {"Hub→Kobe:drill": [], "Hub→Osaka:drill": list(range(1, 60, 2))}  # fmt: skip


def test_a_star_stands_for_all_others() -> None:
    net = pair()
    some = {"*": none, "Kobe/drill": mine}
    named = {"Hub/drill": none, "Osaka/drill": none, "Kobe/drill": mine}
    ask = echelon.Scenario(net, days=30, replications=2)
    assert echelon.run(ask, policies=some).answers == echelon.run(ask, policies=named).answers


def test_a_scenario_carries_its_policies_into_traces_and_calm_twins() -> None:
    net = pair()
    asked = echelon.Scenario(net, days=30, replications=2, policies={"*": none})
    assert (
        echelon.run(asked).answer
        == echelon.run(echelon.Scenario(net, days=30, replications=2), policies={"*": none}).answer
    )
    assert asked.calm().policies == asked.policies
    assert echelon.trace(asked).history().points["on_hand"][-3:].max() == 90.0


def scaled(factor: float) -> Policy:
    def policy(position: float, target: float, reorder: float, lot: float) -> float:
        return max(0.0, factor * FACTOR * (target - position))

    return policy


def test_what_a_policy_takes_from_outside_belongs_to_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    net = pair()
    half, all_of_it = scaled(1.0), scaled(2.0)
    ask = echelon.Scenario(net, days=30, replications=2)
    runs = [echelon.run(ask, policies={"*": each}) for each in (half, all_of_it, scaled(1.0))]
    assert [each.answer == runs[0].answer for each in runs] == [True, False, True]
    assert [each.question == runs[0].question for each in runs] == [True, False, True]
    monkeypatch.setitem(globals(), "FACTOR", 1.0)
    later = echelon.run(ask, policies={"*": half})
    assert later.answer == runs[1].answer, "a policy is compiled anew when a number that it uses has changed"
    assert later.question not in {each.question for each in runs}


def test_functions_without_a_source_are_told_apart_by_their_bytecode() -> None:
    made: dict[str, Policy] = {}
    for name, text in {
        "one": "max(0.0, target - position)",
        "two": "max(0.0, target - position) / 2.0",
    }.items():
        names: dict[str, Policy] = {}
        exec(f"def policy(position, target, reorder, lot):\n    return {text}", names)
        made[name] = names["policy"]
    asked = [echelon.Scenario(pair(), policies={"*": each}).question("") for each in made.values()]
    assert asked[0] != asked[1]


def test_two_lambdas_of_one_line_are_two_policies() -> None:
    first, second = (lambda p, t, r, q: max(0.0, t - p)), (lambda p, t, r, q: max(0.0, r - p))
    asked = [echelon.Scenario(pair(), policies={"*": each}).question("") for each in (first, second, first)]
    assert asked[0] != asked[1]
    assert asked[0] == asked[2]


def negative(position: float, target: float, reorder: float, lot: float) -> float:
    return target - position


def by_lot(position: float, target: float, reorder: float, lot: float) -> float:
    return lot / lot


def test_everything_wrong_is_told_at_once() -> None:
    wrong = {"Kobe/dril": mine, "Kobe/drill": negative, "Hub/drill": by_lot, "Osaka/drill": lambda p: p}
    with pytest.raises(BadScenario) as refused:
        echelon.run(echelon.Scenario(pair()), policies=wrong)  # type: ignore[arg-type]
    assert [each.code for each in refused.value.findings] == ["E222", "E224", "E224", "E223"]
    assert "Did you mean `Kobe/drill`?" in str(refused.value.findings[0])
