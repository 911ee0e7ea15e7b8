"""Causes of short orders, in a network small enough to know the answer."""

from __future__ import annotations

import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Cascade, Cause, Disruption
from echelon.network.model import Network, Settings, network
from echelon.study.causes import Causes, causes
from echelon.study.scenario import Scenario


def chain(**more: object) -> Network:
    """Mine → Plant → Shop, a port on the way; 10 units a day of one customer at the plant and one at the shop."""
    return network(Settings("chain"), {
        "site": [{"name": "Mine"}, {"name": "Plant"}, {"name": "Shop"}, {"name": "Port", "role": "port"}],
        "item": [{"name": "ore", "unit_value": 1.0}, {"name": "tool", "unit_value": 4.0}],
        "stock point": [
            {"site": "Mine", "item": "ore", "target_stock": 60}, {"site": "Plant", "item": "ore", "target_stock": 120},
            {"site": "Plant", "item": "tool", "target_stock": 60}, {"site": "Shop", "item": "tool", "target_stock": 90},
        ],
        "lane": [{"from": "Mine", "to": "Plant", "item": "ore", "lead_days": 2},
                 {"from": "Plant", "to": "Shop", "item": "tool", "lead_days": 4, "via": "Port"}],
        "recipe": [{"site": "Mine", "item": "ore", "lead_days": 1}, {"site": "Plant", "item": "tool", "lead_days": 1}],
        "recipe input": [{"site": "Plant", "item": "tool", "input": "ore"}],
        "demand": [
            {"customer": "town", "site": "Shop", "item": "tool", "mean_per_day": 10.0, "price": 10.0, **more},
            {"customer": "works", "site": "Plant", "item": "tool", "mean_per_day": 10.0, "price": 10.0},
        ],
    })  # fmt: skip


def asked(
    *breaks: Cause, customer: str = "town", day: int | None = None, net: Network | None = None, **more: bool
) -> Causes:
    scenario = Scenario(net or chain(), breaks, days=120, replications=1, seed=3)
    return causes(scenario, customer=customer, day=day, forced=True, **more)


STOP = Disruption("stop", "Mine", capacity=0.0, start=20, lasts=20)


def test_the_chain_of_an_order_leads_to_the_stop() -> None:
    found = asked(STOP, day=45)
    (first,) = found.causes
    assert [link.what for link in first.chain if link.what == "short"] == ["short"] * 4
    assert [link.where for link in first.chain if link.what == "short"] == ["Shop", "Plant", "Plant", "Mine"]
    assert first.chain[-1].first == 20
    assert first.chain[-1].last == 39
    assert (first.share, first.removed) == (1.0, 1.0)
    assert found.orders[0].missing == 10.0
    assert "Mine had started" in first.sentence
    assert first.sentence.endswith("(stop: capacity of Mine, from day 20 to 39).")


@pytest.mark.parametrize("cells", [
    {"hits": "Plant→Shop", "capacity": 0.0}, {"hits": "Port", "capacity": 0.0}, {"hits": "Plant→Shop", "hold": "dispatch"},
    {"hits": "Shop", "hold": "receiving"}, {"hits": "Shop", "hold": "transit"}, {"hits": "Shop", "hold": "ordering"},
    {"hits": "line:Plant/tool", "capacity": 0.0}, {"hits": "Plant", "hold": "ordering"}, {"hits": "town", "demand": 3.0},
    {"hits": "works", "demand": 30.0}, {"hits": "Plant→Shop", "lead_time": 6.0}, {"hits": "line:Plant/tool", "lead_time": 20.0},
    {"hits": "Shop", "capacity": 0.0}, {"hits": "tool", "withdraws": 0.0},
])  # fmt: skip
def test_every_kind_of_disruption_is_found_beside_another(cells: dict[str, object]) -> None:
    """The other one is real too: the mine stops for two days, which the plant's stock of ore covers."""
    other = Disruption("blip", "Mine", capacity=0.0, start=24, lasts=2)
    start = {} if "stock" in cells or "withdraws" in cells else {"lasts": 18}
    found = asked(Disruption("it", start=20, **{**cells, **start}), other)  # type: ignore[arg-type]
    assert found.missing > 0.0
    first = found.causes[0]
    assert first.disruption == max(found.causes, key=lambda each: each.share).disruption == "it"
    assert first.removed is not None
    assert first.removed > 0.99


def test_stock_that_was_destroyed_is_found() -> None:
    """What comes every day still comes; it is the days with more than that which miss the stock."""
    burnt = Disruption("burnt", "Shop/tool", stock=0.0, start=20)
    blip = Disruption("blip", "Mine", capacity=0.0, start=24, lasts=2)
    found = asked(burnt, blip, net=chain(shape="poisson"))
    assert [each.disruption for each in found.causes] == ["burnt"]
    assert found.causes[0].chain[-2].what == "gone"
    assert found.causes[0].removed == 1.0


def test_what_is_short_without_any_disruption_is_not_blamed_on_one() -> None:
    net = chain(mean_per_day=40.0)
    idle = Disruption("idle", "town", demand=1.0, start=5, lasts=2)
    found = asked(idle, net=net)
    assert found.missing == found.calm > 0.0
    assert found.causes == ()
    assert "leads to no disruption" in found.sentence


def test_two_causes_that_each_suffice_are_seen_together() -> None:
    again = Disruption("strike", "Mine", capacity=0.0, start=20, lasts=20)
    found = asked(STOP, again, day=45)
    assert {each.disruption: each.removed for each in found.causes} == {"stop": 0.0, "strike": 0.0}
    assert found.together == 1.0
    assert [round(each.share, 9) for each in found.causes] == [0.5, 0.5]


def test_what_a_cascade_brought_is_followed_to_what_set_it_off() -> None:
    full = Disruption("queue", "Plant→Shop", capacity=0.0, lasts=20)
    found = asked(
        Disruption("flood", "Port", capacity=0.0, start=20, lasts=2),
        Cascade("jam", "Port", full, longer_than=1),
    )
    first = found.causes[0]
    assert first.disruption == "flood"
    assert "jam set in on day 21" in first.sentence
    assert first.removed == 1.0


def test_on_time_and_lost_are_told() -> None:
    assert asked(STOP, day=5).sentence == "Everything came on time."
    found = asked(STOP, day=45, net=chain(unmet="lost"), prove=False)
    assert "did not come" in found.sentence
    assert found.together is None
    assert found.causes[0].removed is None


def test_unknown_names_and_days_are_refused_together() -> None:
    with pytest.raises(BadScenario) as refused:
        causes(Scenario(chain(), days=20), customer="towm", day=20)
    assert [finding.code for finding in refused.value.findings] == ["E550", "E551"]
    assert "`town`" in str(refused.value)
    with pytest.raises(BadScenario, match="must be one that is asked for"):
        causes(Scenario(chain(), days=20), customer="town", item="ore")
