"""Risk over a year, where the distribution of the loss is known in closed form: a shop that is shut on chance days."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Disruption, Hazard
from echelon.disruption.hazard import Chance, sample
from echelon.network.model import Network, Settings, network
from echelon.study.exposure import stress
from echelon.study.risk import measured, risk, tail_weights, tilted, years
from echelon.study.risk.years import TOGETHER
from echelon.study.scenario import Scenario

DAYS, LOST = 100, 30.0
"""Days of the horizon, and margin of a day: 5 units of which each brings 6."""


def shop(stock: float = 30.0) -> Network:
    """Mine → Plant → Shop without costs, 5 units a day asked for, lost where they are not there."""
    return network(Settings("shop", holding_rate_per_year=0.0), {
        "site": [{"name": name} for name in ("Mine", "Plant", "Shop", "Idle")],
        "item": [{"name": "ore", "unit_value": 1.0}, {"name": "tool", "unit_value": 4.0}],
        "stock point": [
            {"site": "Mine", "item": "ore", "target_stock": 20}, {"site": "Plant", "item": "tool", "target_stock": 10},
            {"site": "Shop", "item": "tool", "target_stock": stock},
        ],
        "lane": [{"from": "Mine", "to": "Plant", "item": "ore", "lead_days": 1},
                 {"from": "Plant", "to": "Shop", "item": "tool", "lead_days": 1}],
        "recipe": [{"site": "Mine", "item": "ore", "lead_days": 1}, {"site": "Plant", "item": "tool", "lead_days": 1}],
        "recipe input": [{"site": "Plant", "item": "tool", "input": "ore"}],
        "demand": [{"customer": "All", "site": "Shop", "item": "tool", "mean_per_day": 5.0, "price": 10.0, "unmet": "lost"}],
    })  # fmt: skip


def closing(name: str, per_year: float, site: str = "Shop", days: int = 1, **more: str) -> Hazard:
    return Hazard(
        name, f"poisson(per_year={per_year})", [Disruption(name, site, capacity=0.0, lasts=days)], **more
    )


def asked(*hazards: Hazard, replications: int = 400, seed: int = 3) -> Scenario:
    return Scenario(shop(), hazards, DAYS, replications, seed)


def shut_once(per_year: float) -> float:
    """Probability that a day is hit."""
    return 1.0 - math.exp(-per_year / 365.25)


def exceeds(per_year: float, days: int) -> float:
    """Probability that more than so many days are hit."""
    p = shut_once(per_year)
    return 1.0 - sum(math.comb(DAYS, k) * p**k * (1.0 - p) ** (DAYS - k) for k in range(days + 1))


def test_expected_loss_tails_and_curve_are_those_of_a_binomial_number_of_days() -> None:
    found = risk(asked(closing("strike", 8.0)), contributions=False)
    assert found.expected.holds(LOST * DAYS * shut_once(8.0))
    assert found.curve.at(LOST).holds(exceeds(8.0, 1))
    for tail in found.tails:
        assert tail.var.mean % LOST == pytest.approx(0.0, abs=1e-6)
        assert (
            exceeds(8.0, round(tail.var.high / LOST))
            <= 1.0 - tail.level
            <= exceeds(8.0, round(tail.var.low / LOST) - 1)
        )


def test_rare_years_are_found_by_making_them_frequent() -> None:
    rare = asked(closing("strike", 0.2))
    plain, found = risk(rare, contributions=False), risk(rare, factor=20.0, contributions=False)
    truth = LOST * DAYS * shut_once(0.2)
    assert found.expected.holds(truth)
    assert found.expected.high - found.expected.low < 0.5 * (plain.expected.high - plain.expected.low)
    assert 100.0 < found.measured.effective < 400.0
    assert found.curve.at(LOST).holds(exceeds(0.2, 1)), "two days or more, once in 700 years"
    assert found.curve.at(LOST).mean > 0.0 == plain.curve.at(2 * LOST).mean


def test_weights_are_those_of_the_process_exactly() -> None:
    season = Hazard(
        "flood", "seasonal(per_year=1, months=0 0 0 1 2 3 0 0 0 0 0 0)", closing("x", 1.0).effects
    )
    for hazard in (closing("strike", 0.5), season):
        scenario = Scenario(shop(), [hazard], 200, 20_000, 5)
        made, weights = tilted(scenario, 4.0)
        chance = Chance(5, hazard.who, np.arange(20_000), scenario.network.settings.start)
        mean = hazard.process.expected(chance, 200)
        numbers = np.bincount(sample(made.disruptions[0].process, chance, 200).lane, minlength=20_000)
        likely = np.exp(weights)
        assert likely.mean() == pytest.approx(1.0, abs=4 * likely.std() / math.sqrt(20_000))
        three = likely * (numbers == 3)
        truth = math.exp(-mean) * mean**3 / 6
        assert three.mean() == pytest.approx(truth, abs=4 * three.std() / math.sqrt(20_000))


def test_hazards_of_one_cause_count_once_in_a_weight() -> None:
    pair = [closing("port", 0.5, cause="quake"), closing("plant", 0.5, "Plant", cause="quake")]
    alone = tilted(Scenario(shop(), [closing("quake", 0.5)], DAYS, 50, 5), 3.0)[1]
    assert np.array_equal(tilted(Scenario(shop(), pair, DAYS, 50, 5), 3.0)[1], alone)


def test_contributions_of_hazards_and_of_sites_sum_to_the_whole() -> None:
    hazards = [closing("strike", 6.0), closing("fire", 3.0, "Plant", 30), closing("quake", 2.0, "Mine", 40, cause="quake"),
               closing("wave", 2.0, "Shop", 5, cause="quake")]  # fmt: skip
    found = risk(asked(*hazards, replications=60), levels=[0.9])
    cvar = found.tails[0].cvar.mean
    for kind in ("hazard", "site"):
        parts = found.of(kind)
        assert parts[-1].name == TOGETHER
        assert math.fsum(each.expected.mean for each in parts) == pytest.approx(found.expected.mean, rel=1e-9)
        assert math.fsum(each.cvar[0] for each in parts) == pytest.approx(cvar, rel=1e-9)
    (quake,) = found.of("common cause")
    assert quake.name == "quake"
    assert quake.expected.mean > 0.0
    assert {each.name for each in found.of("site")} == {"Mine", "Plant", "Shop", TOGETHER}


def test_one_hazard_alone_is_the_whole_risk() -> None:
    found = risk(asked(closing("strike", 6.0), replications=50))
    strike, together = found.of("hazard")
    assert strike.expected == found.expected
    assert together.expected.mean == 0.0


def test_what_is_left_out_leaves_the_luck_of_the_others() -> None:
    both = risk(asked(closing("strike", 6.0), closing("idle", 9.0, "Idle"), replications=50))
    alone = risk(asked(closing("strike", 6.0), replications=50))
    assert both.expected == alone.expected
    assert [each.expected.mean for each in both.of("hazard")][-2:] == [0.0, 0.0]


def test_a_buffer_is_worth_what_it_saves_for_what_it_costs() -> None:
    base = asked(closing("fire", 4.0, "Plant", 10), replications=200)
    more = replace(base, network=shop(80.0))
    (buffer, nothing) = risk(
        base, contributions=False, mitigations=[("buffer", more, 20.0), ("nothing", base, 5.0)]
    ).values
    assert buffer.name == "buffer"
    assert buffer.costs.mean == pytest.approx(20.0)
    assert buffer.saved.low > 0.0
    assert buffer.per_money.mean == pytest.approx(buffer.saved.mean / 20.0)
    assert buffer.tail_saved[0].mean >= buffer.saved.mean
    assert (nothing.saved.mean, nothing.net.mean) == (0.0, -5.0)


def test_tail_weights_give_the_mean_beyond_the_value_at_risk_whatever_the_weights() -> None:
    chance = np.random.default_rng(2)
    losses, weights = np.floor(chance.gamma(2.0, 3.0, 500)), chance.normal(-0.1, 0.4, 500)
    for log_weights in (np.zeros(500), weights):
        found = measured(losses, log_weights, [0.9])
        parts = tail_weights(losses, log_weights, 0.9)
        assert parts.sum() == pytest.approx(1.0)
        assert float(parts @ losses) == pytest.approx(found.tails[0].cvar.mean, rel=1e-9)


def test_the_loss_of_a_certain_failure_is_its_exposure() -> None:
    net, fire = shop(), Disruption("fire", "Plant", capacity=0.0, start=20, lasts=30)
    found = risk(Scenario(net, [fire], DAYS, 3, 1), contributions=False)
    assert found.expected.mean == pytest.approx(
        stress(net, [fire], days=DAYS, replications=3).rows[0].exposure.mean
    )


@pytest.mark.parametrize(
    ("scenario", "factor", "code"),
    [
        (asked(), 1.0, "E534"),
        (asked(closing("strike", 6.0)), 0.0, "E532"),
        (asked(closing("strike", 6.0)), 1000.0, "E532"),
        (asked(closing("strike", 100.0), closing("quake", 0.01, "Mine")), 10.0, "E532"),
        (asked(closing("strike", 100.0)), 0.01, "E532"),
        (asked(Hazard("up and down", "markov(up=300, down=14)", closing("x", 1.0).effects)), 2.0, "E533"),
    ],
)
def test_what_cannot_be_asked_is_refused(scenario: Scenario, factor: float, code: str) -> None:
    with pytest.raises(BadScenario, match=code):
        risk(scenario, factor=factor)


def test_years_that_are_unlikely_altogether_are_measured_without_a_fault() -> None:
    """All weights far below 1: fewer than 5 % of the true years are among those that were drawn."""
    losses, weights = np.array([3.0, 1.0, 2.0]), np.array([-20.0, -30.0, -25.0])
    found = measured(losses, weights, [0.95])
    assert tail_weights(losses, weights, 0.95).sum() == pytest.approx(1.0)
    assert found.tails[0].cvar.mean >= 0.0
    assert found.effective < 2.0


def test_one_year_alone_is_measured_too() -> None:
    for factor in (1.0, 2.0):
        found = risk(asked(closing("strike", 6.0), replications=1), factor=factor)
        assert math.isnan(found.expected.low)


def test_the_net_worth_of_what_seldom_saves_has_a_skewed_interval() -> None:
    from echelon.study.risk.value import Lived, value_of

    none, losses = np.zeros(200), np.zeros(200)
    losses[:6] = [5.0, 8.0, 9.0, 20.0, 60.0, 90.0]
    found = value_of("sprinkler", 0.5, Lived(none, losses, none), Lived(none, none, none), [0.9])
    assert found.net.mean == pytest.approx(found.saved.mean - 0.5)
    assert found.net.high - found.net.mean > 1.5 * (found.net.mean - found.net.low)
    assert found.net.high == pytest.approx(found.saved.high - 0.5)
    never = value_of("nothing", 0.5, Lived(none, losses, none), Lived(none, losses, none), [0.9])
    assert never.net.mean == -0.5
    assert math.isnan(never.net.low), "nothing was saved in any of the years, which is no proof"


def test_mitigations_are_asked_with_the_same_luck() -> None:
    base = asked(closing("strike", 6.0))
    with pytest.raises(BadScenario, match="E535"):
        risk(base, mitigations=[("longer", replace(base, days=90, seed=4), 0.0)])


def test_many_years_are_run_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked(closing("strike", 6.0), closing("fire", 3.0, "Plant", 30), replications=50)
    whole = risk(question)
    monkeypatch.setattr(years, "LANES_AT_ONCE", 16)
    pieces = risk(question)
    assert (pieces.expected, pieces.contributions) == (whole.expected, whole.contributions)
