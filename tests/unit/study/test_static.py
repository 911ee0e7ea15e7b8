"""Static exposure on networks small enough to know the answer."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption, linear
from echelon.network.model import Network, Settings, network
from echelon.network.opening import Opening
from echelon.study.static import exposure_static
from echelon.study.static.convert import asked
from echelon.testing.networks import hand_made, random_network


def chain(**more: Mapping[str, object]) -> Network:
    """Mine → Plant → Shop over a canal, 5 a day asked for, a margin of 6; `more` cells of lane, point or demand."""
    return network(Settings("chain"), {
        "site": [{"name": name} for name in ("Mine", "Plant", "Shop", "Canal", "Idle")],
        "item": [{"name": "ore", "unit_value": 1.0}, {"name": "tool", "unit_value": 4.0}],
        "stock point": [
            {"site": "Mine", "item": "ore", "target_stock": 20}, {"site": "Plant", "item": "tool", "target_stock": 10},
            {"site": "Shop", "item": "tool", "target_stock": 30, **more.get("point", {})},
        ],
        "lane": [{"from": "Mine", "to": "Plant", "item": "ore", "lead_days": 1},
                 {"from": "Plant", "to": "Shop", "item": "tool", "lead_days": 9, "via": "Canal", **more.get("lane", {})}],
        "recipe": [{"site": "Mine", "item": "ore", "lead_days": 1}, {"site": "Plant", "item": "tool", "lead_days": 1}],
        "recipe input": [{"site": "Plant", "item": "tool", "input": "ore", "quantity": 2}],
        "demand": [{"customer": "All", "site": "Shop", "item": "tool", "mean_per_day": 5.0, "price": 10.0,
                    **more.get("demand", {})}],
    })  # fmt: skip


def survives(net: Network, failure: object, **how: object) -> float:
    return exposure_static(net, [failure], 20, **how).rows[0].tts_days  # type: ignore[list-item, arg-type]


def test_stock_below_the_failure_and_at_it_serves() -> None:
    assert survives(chain(), "Mine") == pytest.approx((30 + 10 + 20 / 2) / 5)
    assert survives(chain(), "Plant") == pytest.approx((30 + 10) / 5)
    assert survives(chain(), "Shop") == pytest.approx(30 / 5)
    assert survives(chain(), "Idle") == math.inf


def test_stranded_stock_does_not() -> None:
    assert survives(chain(), "Mine", stranded=True) == pytest.approx((30 + 10) / 5)
    assert survives(chain(), "Plant", stranded=True) == pytest.approx(30 / 5)
    assert survives(chain(), "Shop", stranded=True) == 0.0


def test_canals_lanes_and_pairs_fail_too() -> None:
    net = chain()
    for closed in ("Canal", "Plant→Shop", "Plant->Shop:tool"):
        assert survives(net, closed) == pytest.approx(30 / 5)
    assert survives(net, ("Mine", "Canal")) == pytest.approx(30 / 5)
    assert survives(chain(lane={"when_closed": "reroute", "detour_days": 5}), "Canal") == math.inf


def test_stock_leaves_a_site_that_is_down_also_where_hands_are_counted() -> None:
    """A limit on what a site can handle, far above what it does, changes nothing."""
    net, rows = chain(), {noun: [dict(row) for row in chain().rows(noun)] for noun in chain().tables}
    rows["site"] = [row | {"handling_per_day": 1000.0} for row in rows["site"]]
    counted = network(Settings("chain"), rows)  # type: ignore[arg-type]
    for name in ("Mine", "Plant", "Shop"):
        assert survives(counted, name) == survives(net, name)
    assert survives(counted, "Plant", stranded=True) == pytest.approx(30 / 5)
    assert survives(counted, "Canal") == survives(net, "Canal")


def test_what_is_shut_all_year_does_nothing_whatever_it_could_do() -> None:
    rows = {noun: [dict(row) for row in chain().rows(noun)] for noun in chain().tables}
    rows["calendar"] = [{"name": "never", "weekdays": "0 0 0 0 0 0 0"}]
    rows["lane"][1]["departs"] = "never"
    rows["recipe"][0]["calendar"] = "never"
    static = asked(network(Settings("chain"), rows)).static  # type: ignore[arg-type]
    assert (
        static.capacity[
            static.first_flow + static.flow_point.tolist().index(static.points.index("Shop/tool"))
        ]
        == 0.0
    )
    assert not np.isnan(static.capacity).any()
    found = exposure_static(network(Settings("chain"), rows), ["Idle"], 10)  # type: ignore[arg-type]
    assert found.undisturbed == found.rows[0].impact == pytest.approx((10 * 5 - 30) * 6.0)


def test_a_failure_that_is_mostly_over_at_once_lasts_a_day() -> None:
    brief = Disruption("brief", "Plant", capacity=0.0, start=3, lasts="exponential(mean=0.4)")
    found = exposure_static(chain(), [brief, "Plant"], 10)
    assert (found["brief"].ttr_days, found["brief"].impact) == (1.0, 0.0)


def swapping(seed: int) -> Network:
    """Shops that sell two tools, each of which may stand in for the other at a loss, from works with room for both."""
    chance = np.random.default_rng(seed)
    names = [f"Shop {at}" for at in range(4)]
    goods = [(site, item) for site in ("Works", *names) for item in ("drill", "saw")]
    return network(Settings("swaps"), {
        "site": [{"name": name} for name in ("Works", "Idle", *names)],
        "item": [{"name": "drill", "unit_value": 4.0}, {"name": "saw", "unit_value": 5.0}],
        "stock point": [{"site": site, "item": item, "target_stock": float(chance.integers(0, 40))} for site, item in goods],
        "recipe": [{"site": "Works", "item": item, "capacity_per_day": 200.0} for item in ("drill", "saw")],
        "lane": [{"from": "Works", "to": name, "item": item, "lead_days": 1, "capacity_per_day": float(chance.integers(12, 30))}
                 for name in names for item in ("drill", "saw")],
        "demand": [{"customer": item, "site": name, "item": item, "mean_per_day": float(chance.integers(3, 12)), "price": 9.0,
                    "substitute": other, "substitute_price": 7.0}
                   for name in names for item, other in (("drill", "saw"), ("saw", "drill"))],
    })  # fmt: skip


def test_nobody_is_given_another_item_while_his_own_is_there() -> None:
    for seed in range(20):
        found = exposure_static(swapping(seed), ["Idle"], 10)
        assert (found.rows[0].impact, found.undisturbed) == (0.0, 0.0)


def test_who_can_only_be_given_another_item_loses_the_difference_by_region_as_by_the_whole() -> None:
    net = swapping(1)
    rows = {noun: [dict(row) for row in net.rows(noun)] for noun in net.tables}
    rows["recipe"] = [row for row in rows["recipe"] if row["item"] == "saw"]
    rows["stock point"] = [
        row | {"target_stock": 0.0}
        for row in rows["stock point"]
        if row["item"] == "saw" or row["site"] != "Works"
    ]
    rows["lane"] = [row | {"capacity_per_day": 500.0} for row in rows["lane"] if row["item"] == "saw"]
    found = exposure_static(network(Settings("swaps"), rows), ["Idle"], 10)  # type: ignore[arg-type]
    drills = sum(row["mean_per_day"] for row in rows["demand"] if row["item"] == "drill")
    assert found.undisturbed == pytest.approx(found.rows[0].impact)
    assert found.undisturbed == pytest.approx(10 * drills * ((9.0 - 4.0) - (7.0 - 5.0)))


def test_what_is_lost_is_money_and_units() -> None:
    row = exposure_static(chain(), ["Plant"], {"Plant": 14}).rows[0]
    assert row.impact == pytest.approx((14 * 5 - 40) * 6.0)
    assert row.lost_units == {"tool": pytest.approx(30.0)}
    assert (row.lost[0].customer, row.lost[0].site, row.vulnerable, row.rei) == ("All", "Shop", True, 1.0)


def test_goods_bound_for_a_site_serve_it() -> None:
    assert survives(chain(lane={"opening_transit": "0 5 10"}), "Plant") == pytest.approx((40 + 15) / 5)
    there = Opening(
        (
            ("stock", "Shop/tool", 0, 5.0),
            ("transit", "Plant→Shop:tool", 3, 20.0),
            ("making", "Plant/tool", 1, 1.0),
        )
    )
    assert survives(chain(), "Plant", opening=there) == pytest.approx((5 + 20 + 10 + 1) / 5)


def test_a_part_that_goes_on_counts() -> None:
    net = chain()
    usual = 5.0 * 1.25  # what usually can start is a quarter more than the mean day
    half = Disruption("slow", "Plant", capacity=0.4, lasts=30)
    assert survives(net, half) == pytest.approx(40 / (5 - 0.4 * usual))
    row = exposure_static(net, [half]).rows[0]
    assert (row.failure, row.ttr_days) == ("slow", 30.0)
    assert row.impact == pytest.approx((30 * 5 - 40 - 30 * 0.4 * usual) * 6.0)


def test_units_yield_and_calendars_are_those_of_the_network() -> None:
    static = asked(hand_made()).static
    lamp = static.points.index("Izmir Works/lamp")
    make = static.make_point.tolist().index(lamp)
    row = int(np.flatnonzero(static.limit_column == make)[0])
    assert static.limit_weight[row] == 0.5
    assert static.limit_rate[static.limit_row[row]] == pytest.approx(16 * 5.5 / 7)
    assert dict(zip(static.demands, static.margin.tolist(), strict=True)) == {
        "hotels@Lille Depot/lamp": 20.0, "walk-in@Leeds Shop/lamp": 39.0,
    }  # fmt: skip
    depot = static.points.index("Lille Depot/lamp")
    assert static.capacity[static.first_flow + static.flow_point.tolist().index(depot)] == 30.0, (
        "five cases of six"
    )


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(BadScenario) as wrong:
        exposure_static(chain(), ["Mne", "Shpo"], 10)
    assert [finding.code for finding in wrong.value.findings] == ["E217", "E217"]
    with pytest.raises(BadScenario, match="E481"):
        exposure_static(chain(), ["Mine"], {"Shop": 3})
    with pytest.raises(BadScenario, match="E482"):
        exposure_static(chain(), ["Mine"], -1)
    with pytest.raises(BadScenario, match="E483"):
        exposure_static(chain(), [Disruption("rush", "Shop", demand=2.0, lasts=3)])


def test_a_failure_in_the_crowd_is_the_same_as_alone() -> None:
    net = random_network(11, 60)
    crowd = exposure_static(net, None, 25)
    for row in crowd.rows[:6]:
        alone = exposure_static(net, [row.failure], 25).rows[0]
        assert (alone.impact, alone.tts_days, alone.lost) == (row.impact, row.tts_days, row.lost)


def test_longer_is_worse_and_more_is_worse() -> None:
    net = random_network(5, 40)
    short, long = exposure_static(net, None, 20), exposure_static(net, None, 40)
    for row in short.rows:
        assert long[row.failure].impact >= row.impact - 1e-6
        assert long[row.failure].tts_days == pytest.approx(row.tts_days)
    first, second = short.rows[0].failure, short.rows[1].failure
    both = exposure_static(net, [(first, second)], 20).rows[0]
    assert both.impact >= short.rows[0].impact * (1 - 1e-9)
    assert both.tts_days <= min(short.rows[0].tts_days, short.rows[1].tts_days) * (1 + 1e-9)


def test_less_than_the_time_to_survive_costs_nothing() -> None:
    net = random_network(8, 50)
    for row in exposure_static(net, None, 30).rows:
        if math.isfinite(row.tts_days) and row.tts_days > 0:
            assert exposure_static(net, [row.failure], row.tts_days * 0.999).rows[0].impact == 0.0
            assert exposure_static(net, [row.failure], row.tts_days * 1.05).rows[0].lost or row.impact == 0.0


def test_the_table_shows_itself() -> None:
    found = exposure_static(chain(), ["Plant", "Mine"], 14)
    assert repr(found).splitlines()[1].split()[:3] == ["Plant", "14", "8.0"]
    assert found._repr_html_().count("<tr>") == 3
    assert (len(found), found.undisturbed) == (2, 0.0)


def test_healing_counts_day_by_day() -> None:
    """40 units below, 5 a day: 8 days. From day 10 on a tenth more of 6.25 every day, until on day 18 it is enough."""
    fast = Disruption("fast", "Plant", capacity=0.0, lasts=10)
    slow = Disruption("slow", "Plant", capacity=0.0, lasts=10, heals=linear(10))
    found = exposure_static(chain(), [fast, slow])
    assert found["fast"].impact == pytest.approx(2 * 5 * 6.0)
    short = 2 * 5 + sum(max(0.0, 5 - part / 10 * 6.25) for part in range(10))
    assert (found["slow"].ttr_days, found["slow"].lost_units["tool"]) == (20.0, pytest.approx(short))
    assert found["slow"].impact == pytest.approx(short * 6.0)
    assert found["slow"].tts_days == pytest.approx(8.0)


def test_one_program_for_what_heals_is_too_kind_never_too_hard() -> None:
    from echelon.study.static.failures import Places, failure_of
    from echelon.study.static.matrix import matrix_of
    from echelon.study.static.phases import lost_in_phases
    from echelon.study.static.program import Impact, steady

    for seed in range(5):
        net = random_network(seed, 25)
        question = asked(net)
        matrix = matrix_of(question.static)
        impact = Impact(question.static, matrix, steady(question.static, matrix))
        places = Places(question)
        for name in net["site"]["name"].tolist():
            heals = failure_of(places, Disruption("it", name, capacity=0.2, lasts=9, heals=linear(6)), 1)
            assert len(heals.phases) > 1
            assert impact.lost(heals)[0] <= lost_in_phases(question.static, heals.phases)[0].sum() + 1e-6
            same = failure_of(places, name, 12.0)
            halves = [failure_of(places, name, 5.0), failure_of(places, name, 7.0)]
            whole = lost_in_phases(question.static, halves)[0].sum()
            assert whole == pytest.approx(impact.lost(same)[0], rel=1e-7, abs=1e-4), (
                "what does not change may be cut"
            )


def brute(net: Network, days: float, count: int) -> list[tuple[str, float]]:
    names = [str(name) for name in net["site"]["name"]]
    every = [(a, b) for at, a in enumerate(names) for b in names[at + 1 :]]
    return [(row.failure, row.impact) for row in exposure_static(net, every, days).rows[:count]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pruned_pairs_are_those_of_brute_force(seed: int) -> None:
    net = random_network(seed, 25)
    found = exposure_static(net, None, 25, pairs=12)
    expected = brute(net, 25, 12)
    assert [row.impact for row in found.rows] == pytest.approx([money for _, money in expected])
    apart = {name: money for name, money in expected if money > expected[-1][1] * (1 + 1e-9)}
    assert {row.failure: row.impact for row in found.rows if row.failure in apart} == pytest.approx(apart)


def test_a_pair_loses_what_its_bounds_say() -> None:
    from echelon.study.static.failures import Places, every_site, failures_of
    from echelon.study.static.matrix import matrix_of
    from echelon.study.static.pairs import _Alone, together
    from echelon.study.static.program import Impact, steady

    exact = 0
    for seed in (0, 3, 4, 7, 10):
        question = asked(random_network(seed, 14) if seed else swapping(seed))
        matrix = matrix_of(question.static)
        impact = Impact(question.static, matrix, None if seed == 7 else steady(question.static, matrix))
        failures = failures_of(Places(question, stranded=seed == 10), every_site(question.net), 25.0)
        alone = _Alone(impact, failures)
        low, high = alone.low(), alone.high()
        for a, b in zip(*(each.tolist() for each in np.triu_indices(len(failures), 1)), strict=True):
            lost = impact.lost(together(failures[a], failures[b]))[0]
            assert low[a, b] * (1 - 1e-7) - 1e-6 <= lost <= high[a, b] * (1 + 1e-7) + 1e-6
            exact += bool(high[a, b] <= low[a, b] * (1 + 1e-12))
    assert exact > 100, "and need no program"


def test_a_pair_is_down_for_the_longer_of_its_days() -> None:
    found = exposure_static(chain(), ["Mine", "Plant"], {"Mine": 30, "Plant": 9}, pairs=5)
    assert [(row.failure, row.ttr_days) for row in found.rows] == [("Mine + Plant", 30.0)]
    assert found.rows[0].impact == exposure_static(chain(), [("Mine", "Plant")], 30).rows[0].impact


def test_a_region_has_the_answer_of_the_whole_program() -> None:
    from echelon.study.static.failures import Places, every_site, failures_of
    from echelon.study.static.matrix import matrix_of
    from echelon.study.static.program import Impact, Survival, steady

    for seed in range(6):
        net = random_network(seed, 40)
        question = asked(net)
        matrix = matrix_of(question.static)
        plan = steady(question.static, matrix)
        parts, wholes = (
            [Impact(question.static, matrix, x), Survival(question.static, matrix, x)] for x in (plan, None)
        )
        for failure in failures_of(Places(question), every_site(net), 30.0):
            assert parts[0].lost(failure)[0] == pytest.approx(wholes[0].lost(failure)[0], rel=1e-7, abs=1e-4)
            assert parts[1].days(failure) == pytest.approx(wholes[1].days(failure), rel=1e-7)
