"""What breaks, for how long, and how it comes back."""

import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption, cause_of, linear, parse_disruption, rows, step
from echelon.testing.networks import hand_made


def factors(disruption: Disruption, days: range) -> list[float]:
    return [disruption.factor(day) for day in days]


def test_a_step_is_down_for_its_days_and_then_back():
    fire = Disruption("fire", "Kobe", capacity=0.25, start=2, lasts=3)
    assert factors(fire, range(7)) == [1.0, 1.0, 0.25, 0.25, 0.25, 1.0, 1.0]


def test_linear_healing_starts_when_the_full_force_ends():
    fire = Disruption("fire", "Kobe", capacity=0.0, start=1, lasts=1, heals=linear(days=4))
    assert factors(fire, range(7)) == [1.0, 0.0, 0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_stepped_recovery_waits_before_everything_is_back():
    assert factors(Disruption("x", "Kobe", capacity=0.5, start=0, heals=step(days=2)), range(3)) == [
        0.5,
        0.5,
        1.0,
    ]


def test_a_line_of_text_is_the_same_disruption():
    text = parse_disruption("Kobe:0.0@60+30~10")
    built = Disruption(text.name, "Kobe", capacity=0.0, start=60, lasts=30, heals=linear(days=10))
    assert text.document() == built.document()
    assert text.healed == 100


def test_demand_surges_are_written_with_dot_demand():
    surge = parse_disruption("Germany.demand:1.5@10+20")
    assert (surge.attribute, surge.strength, surge.targets) == ("demand", 1.5, ("Germany",))


@pytest.mark.parametrize(
    "text", ["Kobe", "Kobe:0.0", "Kobe:x@1+2", "Kobe:0.0@-1+2", ":0.0@1+2", "Kobe:0..1@1+2", "Kobe:.@1+2", ""]
)
def test_text_that_is_no_disruption_is_refused_with_the_form_it_should_have(text):
    with pytest.raises(BadScenario, match="must read NAME"):
        parse_disruption(text)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"capacity": 0.5, "demand": 2.0}, "E212"),
        ({}, "E212"),
        ({"capacity": 1.5}, "E213"),
        ({"capacity": -0.1}, "E213"),
        ({"capacity": float("nan")}, "E213"),
        ({"demand": -1.0}, "E213"),
        ({"capacity": 0.0, "start": -1}, "E214"),
        ({"capacity": 0.0, "lasts": 0}, "E215"),
        ({"capacity": 0.0, "lasts": float("nan")}, "E214"),
        ({"capacity": 0.0, "start": float("inf")}, "E214"),
        ({"capacity": 0.0, "start": 10**20}, "E214"),
        ({"capacity": 10**400}, "E213"),
        ({"capacity": [0.5]}, "E411"),
        ({"capacity": True}, "E411"),
        ({"capacity": 0.0, "ramp": 1.5}, "E414"),
        ({"capacity": 0.0, "announced": float("nan")}, "E414"),
        ({"capacity": 0.0, "hits": []}, "E418"),
    ],
)
def test_impossible_disruptions_are_refused(wrong, code):
    with pytest.raises(BadScenario) as caught:
        Disruption("x", **{"hits": "Kobe", "lasts": 1} | wrong)
    assert code in [finding.code for finding in caught.value.findings]


def test_unknown_recoveries_are_refused():
    from echelon.disruption import Recovery

    with pytest.raises(BadScenario, match="Did you mean `linear`"):
        Recovery("lineal", 3)
    with pytest.raises(BadScenario, match="E211"):
        linear(days=-1)


def test_overlapping_causes_on_one_target_multiply():
    net = hand_made()
    site = str(net["site"]["name"][0])
    two = [
        Disruption("a", site, capacity=0.5, start=0, lasts=2),
        Disruption("b", site, capacity=0.5, start=1, lasts=2),
    ]
    (row,) = rows(net, two, 4)
    assert row.target == ("site", 0)
    assert row.factors.tolist() == [0.5, 0.25, 0.5, 1.0]


def test_a_lane_is_hit_by_its_ends_and_one_item_of_it_by_name():
    net = hand_made()
    lanes = net["lane"]
    source, to, item = (str(lanes[column][0]) for column in ("from", "to", "item"))
    alike = sum((a, b) == (source, to) for a, b in zip(lanes["from"], lanes["to"], strict=True))
    assert len(rows(net, [Disruption("x", f"{source}->{to}", capacity=0.0, lasts=1)], 2)) == alike
    assert [
        row.target for row in rows(net, [Disruption("x", f"{source}→{to}:{item}", capacity=0.0, lasts=1)], 2)
    ] == [("lane", 0)]


def test_demand_is_hit_by_customer_by_site_and_by_item():
    net = hand_made()
    for column in ("customer", "site", "item"):
        name = str(net["demand"][column][0])
        hit = rows(net, [Disruption("x", name, demand=2.0, lasts=1)], 2)
        assert len(hit) == sum(net["demand"][column] == name)


def test_every_unknown_name_is_told_at_once_with_the_nearest_known_one():
    net = hand_made()
    site = str(net["site"]["name"][0])
    with pytest.raises(BadScenario) as caught:
        rows(net, [Disruption("x", [site + "x", "Nowhere at all"], capacity=0.0, lasts=1)], 2)
    assert len(caught.value.findings) == 2
    assert f"Did you mean `{site}`?" in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [{"hits": 5}, {"hits": [5]}, {"start": "five"}, {"heals": 5}, {"heals": {"shap": "linear"}}, {"heals": {"shape": 5}},
     {"heals": {"shape": "linear", "days": float("nan")}}, {"relapse": {"before": 3}}, {"relapse": {"after": float("nan")}},
     {"restart_fails": "often"}, {"restart_fails": "beta(mean=0.2, sd=0.1)"}],
)  # fmt: skip
def test_what_is_of_another_kind_is_a_finding_and_no_crash(wrong):
    with pytest.raises(BadScenario):
        cause_of({"name": "x", "hits": "Kobe", "capacity": 0.0, "lasts": 3} | wrong)
