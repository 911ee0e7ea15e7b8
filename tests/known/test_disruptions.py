"""Each kind of disruption through the world, on a chain small enough to know the answer.

A plant with stock for ever, a lane of two days over a port, a shop that asks 10 a day and loses what it cannot sell. The shop
orders up to S what it sold the day before, so that in the evening S less 10 for each of the lane's days and one more lie in it.
If nothing arrives for L days, it loses 10 x (L - what lies there / 10).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from echelon.disruption import Cascade, Cause, Disruption, Hazard, Recovery, compiled, parse_disruption
from echelon.network.model import Network, Settings, network
from echelon.study import many, moments
from echelon.study.many import Run, run
from echelon.study.moments import branch, pause, resume
from echelon.study.scenario import Scenario
from echelon.world.counted import DEMANDED, ON_TIME
from echelon.world.history import history

DAYS, START, RATE, LEAD, TARGET = 90, 30, 10.0, 2, 60.0
LYING = TARGET - (LEAD + 1) * RATE


@pytest.fixture(autouse=True)
def one_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every law compiled in, so that all these questions share one kernel; no byte of an answer depends on it."""
    forced = partial(many.prepare_run, forced=True)
    for module in (many, moments):
        monkeypatch.setattr(module, "prepare_run", forced)


def chain(capacity: float = 0.0, *, target: float = TARGET, plenty: float = 9000.0) -> Network:
    lane = {
        "from": "Plant",
        "to": "Shop",
        "item": "x",
        "lead_days": LEAD,
        "mode": "sea",
        "via": "Port",
        "via_days": "1",
        "cost_per_unit": 3.0,
    }
    return network(Settings("chain"), {
        "site": [{"name": "Plant", "country": "AA", "region": "North", "firm": "Acme", "latitude": 10, "longitude": 10},
                 {"name": "Port", "role": "port", "country": "CC"},
                 {"name": "Shop", "country": "BB", "region": "South"}],
        "item": [{"name": "x", "unit_value": 1.0, "disposal_cost": 5.0}],
        "stock point": [{"site": "Plant", "item": "x", "target_stock": plenty},
                        {"site": "Shop", "item": "x", "target_stock": target}],
        "recipe": [{"site": "Plant", "item": "x", "lead_days": 1}],
        "lane": [lane | ({"capacity_per_day": capacity} if capacity else {})],
        "demand": [{"customer": "All", "site": "Shop", "item": "x", "mean_per_day": RATE, "price": 2.0, "unmet": "lost"}],
    })  # fmt: skip


def answer(*causes: Cause, net: Network | None = None, replications: int = 2, first: int = 0) -> Run:
    return run(Scenario(net or chain(), causes, DAYS, replications, 7, first_replication=first))


def lost(found: Run) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What customers did not get, by replication."""
    return np.asarray((found.daily[DEMANDED] - found.daily[ON_TIME]).sum(axis=0))


def lies(net: Network, point: str) -> list[float]:
    """On hand in the evening of each calm day, once the first goods have come."""
    made = many.prepare_run(Scenario(net, [], DAYS, 1, 7))
    found = history(made.job, 0, made.structure).points
    by_day = np.asarray(found["on_hand"]).reshape(DAYS, -1)[:, made.structure.points.index(point)]
    return [float(units) for units in by_day[LEAD + 1 :]]


def test_what_lies_in_the_shop_in_the_evening() -> None:
    assert set(lies(chain(), "Shop/x")) == {LYING}


def more(measure: str, text: str, net: Network | None = None) -> list[float]:
    """What a disruption adds to a measure, by replication."""
    hit = answer(parse_disruption(text), net=net).measure(measure)
    return [float(each) for each in hit - answer(net=net).measure(measure)]


STOPS = [
    "Plant", "site:Plant", "Plant→Shop", "Plant→Shop:x@sea", "mode:sea", "firm:Acme", "region:North", "country:AA",
    "workforce:North", "workforce:Plant", "item:x", "export:x:AA>BB", "export:*:AA>*", "near:10,10,50",
    "within:9,9;9,11;11,11;11,9", "upstream:Plant<=3", "Port", "country:CC",
    "systems:Shop", "systems:region:South", "Shop.ordering", "Plant.dispatch", "mode:sea.dispatch", "Shop.receiving",
    "Shop.transit",
]  # fmt: skip


@pytest.mark.parametrize("days", [3, 9])
@pytest.mark.parametrize("name", STOPS)
def test_what_stops_the_flow_costs_what_the_stock_does_not_bridge(name: str, days: int) -> None:
    found = lost(answer(parse_disruption(f"{name}:0@{START}+{days}")))
    assert found.tolist() == pytest.approx([max(0.0, RATE * days - LYING)] * 2)


def test_a_shop_that_is_closed_sells_nothing() -> None:
    assert lost(answer(parse_disruption(f"Shop:0@{START}+7"))).tolist() == pytest.approx([70.0, 70.0])


def test_a_lane_at_a_quarter_of_its_capacity() -> None:
    """20 a day at most, 5 while it is cut: 5 a day are missing."""
    found = lost(answer(parse_disruption(f"Plant→Shop:0.25@{START}+20"), net=chain(capacity=20.0)))
    assert found.tolist() == pytest.approx([5.0 * 20 - LYING] * 2)


@pytest.mark.parametrize(
    "name", ["All", "Shop", "x", "customer:All", "item:x", "region:South", "country:BB", "site:Shop"]
)
def test_demand_rises_by_its_factor(name: str) -> None:
    found = answer(parse_disruption(f"{name}.demand:1.5@{START}+8"))
    assert found.daily[DEMANDED].sum(axis=0).tolist() == pytest.approx([RATE * (DAYS + 0.5 * 8)] * 2)


def test_a_linear_recovery_brings_back_as_much_as_it_says() -> None:
    """Of 20 a day, k/10 of it on the k-th day of ten; what the customers ask is met once that is 10."""
    heals = Recovery("linear", 10)
    cut = Disruption("cut", "Plant→Shop", capacity=0.0, start=START, lasts=2, heals=heals)
    missing = 2 * RATE + sum(RATE - min(RATE, 20.0 * k / 10) for k in range(10))
    assert lost(answer(cut, net=chain(capacity=20.0))).tolist() == pytest.approx(
        [max(0.0, missing - LYING)] * 2
    )


@pytest.mark.parametrize("name", ["mode:sea", "Plant", "Port", "item:x", "Plant→Shop"])
@pytest.mark.parametrize("days", [5, 6, 9])
def test_what_takes_four_times_as_long_is_missing_six_days_at_most(name: str, days: int) -> None:
    """8 days instead of 2; after fewer days than that, what leaves in time overtakes it."""
    found = lost(answer(parse_disruption(f"{name}.lead_time:4@{START}+{days}")))
    assert found.tolist() == pytest.approx([RATE * min(6, days) - LYING] * 2)


@pytest.mark.parametrize("name", ["mode:sea", "Plant", "Port", "item:x", "country:AA"])
def test_freight_costs_what_its_factor_says(name: str) -> None:
    extra = more("transport", f"{name}.freight:1.5@{START}+8")
    assert extra == pytest.approx([0.5 * 3.0 * RATE * 8] * 2)


@pytest.mark.parametrize("name", ["item:x", "x"])
def test_what_is_bought_costs_what_its_factor_says(name: str) -> None:
    """10 a day come from outside at a standard cost of 1."""
    extra = more("production", f"{name}.price:1.5@{START}+8")
    assert extra == pytest.approx([0.5 * 1.0 * RATE * 8] * 2)


@pytest.mark.parametrize("name", ["Shop", "Shop/x", "region:South"])
def test_stock_that_is_destroyed_is_disposed_of(name: str) -> None:
    assert more("disposal", f"{name}.stock:0.2@{START}+1") == pytest.approx([5.0 * 0.8 * LYING] * 2)


def test_a_recall_takes_stock_and_what_is_under_way() -> None:
    """Nothing lies in the shop: it misses the 20 that left on the two days before. The next 10 are in work, and not taken."""
    bare = chain(target=(LEAD + 1) * RATE)
    assert set(lies(bare, "Shop/x")) == {0.0}
    found = lost(answer(parse_disruption(f"Plant.withdraws:0@{START}+1"), net=bare))
    assert found.tolist() == pytest.approx([2 * RATE, 2 * RATE])


def test_a_line_that_stands_still_costs_what_no_stock_bridges() -> None:
    lean = chain(plenty=50.0)
    bridged = LYING + lies(lean, "Plant/x")[-1]
    found = lost(answer(parse_disruption(f"line:Plant/x:0@{START}+12"), net=lean))
    assert 0.0 < bridged < 120.0
    assert found.tolist() == pytest.approx([RATE * 12 - bridged] * 2)


def drawn() -> Disruption:
    return Disruption("cut", "Plant→Shop", capacity=0.0, start=START, lasts="table(3:1; 6:1; 9:1)")


def down(cause: Cause, replications: int, first: int = 0) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Days on which the lane is shut, by replication."""
    ids = np.arange(first, first + replications)
    hit = compiled(chain(), [cause], days=DAYS, seed=7, replications=ids)
    return np.asarray((hit.factors(("lane", 0), replications, DAYS) == 0.0).sum(axis=1))


def test_every_replication_loses_by_the_length_it_has_drawn() -> None:
    """More than a block of lanes."""
    count = 300
    days = down(drawn(), count)
    assert set(days.tolist()) == {3, 6, 9}
    found = lost(answer(drawn(), replications=count))
    assert found.tolist() == pytest.approx(np.maximum(0.0, RATE * days - LYING).tolist())


def test_a_replication_alone_is_that_of_the_crowd_byte_for_byte() -> None:
    crowd = answer(drawn(), replications=200)
    alone = answer(drawn(), replications=3, first=150)
    assert alone.answers == crowd.answers[150:153]


def test_a_hazard_on_a_day_is_the_disruption_of_that_day() -> None:
    told = answer(
        Hazard("strike", f"dates({START})", [Disruption("cut", "Plant→Shop", capacity=0.0, lasts=9)])
    )
    assert told.answers == answer(parse_disruption(f"Plant→Shop:0@{START}+9")).answers


def test_a_fixed_and_a_drawn_one_on_one_target() -> None:
    """They begin on one day; the longer one counts."""
    fixed = parse_disruption(f"Plant→Shop:0@{START}+6")
    found = lost(answer(drawn(), fixed, replications=150))
    days = np.maximum(6, down(drawn(), 150))
    assert found.tolist() == pytest.approx((RATE * days - LYING).tolist())


def test_a_cascade_costs_what_it_brings() -> None:
    """The port shut for 6 days sets off a stop of the plant on its fifth; together the flow stops for 10."""
    rule = Cascade("also", "Port", Disruption("plant", "Plant→Shop", capacity=0.0, lasts=8), longer_than=3)
    port = parse_disruption(f"Port:0@{START}+6")
    calm = lost(answer(port))
    assert calm.tolist() == pytest.approx([60.0 - LYING] * 2)
    assert (lost(answer(port, rule)) > calm).all()
    assert lost(answer(parse_disruption(f"Port:0@{START}+3"), rule)).tolist() == [0.0, 0.0]


def test_going_on_and_branching_meet_the_same_luck() -> None:
    asked = Scenario(chain(), [drawn()], DAYS, 5, 7)
    assert resume(pause(asked, START + 4)).answers == run(asked).answers
    storm = Hazard(
        "storm",
        "poisson(per_year=20)",
        [Disruption("shut", "Port", capacity=0.0, lasts="gamma(mean=4, sd=2)")],
        start=START,
    )
    (found,) = branch(pause(asked, START), [storm])
    assert found.answers == run(Scenario(chain(), [drawn(), storm], DAYS, 5, 7)).answers
