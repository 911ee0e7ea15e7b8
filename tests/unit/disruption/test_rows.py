"""What disruptions do day by day: answers known in closed form, and replications that depend on no other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from echelon.core.chance import draw, key
from echelon.core.errors import BadScenario
from echelon.disruption import Disruption, Recovery, Relapse, compiled, distribution, linear, rows
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import hand_made

DAYS, LANES = 60, 300
IZMIR = ("site", 2)


def told(
    disruptions: Sequence[Disruption], *, net: Network | None = None, lanes: int = LANES, first: int = 0
) -> dict[tuple[str, int], NDArray[np.float64]]:
    """Factors `[lane, day]` of all targets."""
    ids = np.arange(first, first + lanes)
    hit = compiled(net or hand_made(), disruptions, days=DAYS, seed=3, replications=ids)
    return {target: hit.factors(target, lanes, DAYS) for target in hit.targets}


def fire(**more: object) -> Disruption:
    given = {"capacity": 0.0, "start": 10, "lasts": 5} | more
    return Disruption("fire", "Izmir Works", **given)  # type: ignore[arg-type]


def test_what_does_not_vary_is_one_row_for_all_lanes() -> None:
    hit = compiled(hand_made(), [fire()], days=DAYS, seed=3, replications=np.arange(9))
    assert hit.turns == ()
    assert hit.targets == (IZMIR,)
    assert [row.target for row in hit.rows] == [row.target for row in rows(hand_made(), [fire()], DAYS)]


@pytest.mark.parametrize(
    "fixed",
    [
        {},
        {"ramp": 4},
        {"heals": Recovery("s_curve", 9)},
        {"heals": Recovery("table", 8, points=((0.5, 0.1),))},
        {"capacity": 0.3, "heals": Recovery("convex", 6), "ramp": 2},
        {"lasts": 100},
        {"start": 58, "heals": Recovery("concave", 6)},
    ],
)
def test_a_draw_with_one_outcome_is_what_is_fixed(fixed: dict[str, object]) -> None:
    """A relapse that never comes makes it vary in name only."""
    never = Relapse(after=3, probability=0.0)
    (row,) = rows(hand_made(), [fire(**fixed)], DAYS)
    found = told([fire(**fixed, relapse=never)])[IZMIR]
    assert (found == row.factors).all()


def test_a_ramp_is_a_step_further_every_day() -> None:
    (row,) = rows(hand_made(), [fire(ramp=3)], DAYS)
    assert row.factors[9:19].tolist() == [1.0, 0.75, 0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("shape", "half"), [("linear", 0.5), ("convex", 0.25), ("concave", 0.75), ("s_curve", 0.5)]
)
def test_shapes_of_recovery_at_half_time(shape: str, half: float) -> None:
    (row,) = rows(hand_made(), [fire(heals=Recovery(shape, 8))], DAYS)
    assert row.factors[15] == 0.0
    assert row.factors[19] == half
    assert row.factors[23] == 1.0
    assert (np.diff(row.factors[15:24]) > 0.0).all()


def test_a_table_of_points_is_joined_by_straight_lines() -> None:
    heals = Recovery("table", 10, points=((0.2, 0.6), (1.0, 0.8)))
    (row,) = rows(hand_made(), [fire(heals=heals)], DAYS)
    assert row.factors[15:18].tolist() == pytest.approx([0.0, 0.3, 0.6])
    assert row.factors[21] == pytest.approx(0.7)
    assert row.factors[25] == 1.0


def test_days_are_those_of_the_address() -> None:
    """Written out with the plain generator."""
    lasts = distribution("table(5:0.5; 20:0.5)")
    found = told([fire(lasts=lasts)])[IZMIR]
    address = key(3, "disruption:fire", "lasts")
    expected = [5 if draw(address, lane, 0, 0)[0] < 2**31 else 20 for lane in range(LANES)]
    assert (found == 0.0).sum(axis=1).tolist() == expected
    assert 0.4 < np.mean(np.array(expected) == 5) < 0.6


def test_severity_is_drawn_for_each_replication() -> None:
    found = told([fire(capacity="uniform(0.2, 0.6)")], lanes=2000)[IZMIR]
    low = found[:, 10]
    assert (found[:, 10:15] == low[:, None]).all()
    assert (found[:, 15] == 1.0).all()
    assert low.mean() == pytest.approx(0.4, abs=3 * 0.1155 / np.sqrt(2000))


def test_a_replication_is_the_same_in_the_crowd_and_alone() -> None:
    hit = [fire(lasts="gamma(mean=8, sd=5)", heals=Recovery("linear", "uniform(2, 9)"), restart_fails=0.3,
                relapse=Relapse(4, 0.5, "uniform(1, 6)", 0.5), capacity="beta(mean=0.3, sd=0.2)"),
           fire(start=14)]  # fmt: skip
    crowd = told(hit)[IZMIR]
    for first, lanes in ((0, 1), (7, 3), (299, 1)):
        assert (told(hit, first=first, lanes=lanes)[IZMIR] == crowd[first : first + lanes]).all()


def test_moving_a_disruption_keeps_its_luck() -> None:
    early, late = (told([fire(start=start, lasts="uniform(2, 20)")])[IZMIR] for start in (10, 20))
    assert (early[:, :40] == late[:, 10:50]).all()


def test_a_restart_that_fails_makes_a_geometric_number_of_lengths() -> None:
    """Two days each time; mean number of lengths 1 / (1 - p)."""
    found = told([fire(start=0, lasts=2, restart_fails=0.5)], lanes=4000)[IZMIR]
    lengths = (found == 0.0).sum(axis=1)
    assert (lengths % 2 == 0).all()
    assert lengths.mean() == pytest.approx(4.0, abs=3 * 2 * np.sqrt(2) / np.sqrt(4000))


def test_a_relapse_takes_its_share_after_the_recovery() -> None:
    relapse = Relapse(after=4, share=0.5, lasts=3, probability=0.25)
    found = told([fire(capacity=0.2, heals=linear(5), relapse=relapse)], lanes=4000)[IZMIR]
    again = found[:, 24] < 1.0
    assert again.mean() == pytest.approx(0.25, abs=3 * np.sqrt(0.25 * 0.75 / 4000))
    assert found[again][0, 20:29].tolist() == pytest.approx([1.0, 1.0, 1.0, 1.0, 0.6, 0.6, 0.6, 1.0, 1.0])


def test_causes_that_overlap_multiply_also_where_one_is_drawn() -> None:
    drawn = fire(capacity=0.5, lasts="table(4:1; 8:1)")
    other = Disruption("strike", "Izmir Works", capacity=0.4, start=12, lasts=4)
    found = told([drawn, other])[IZMIR]
    short = found[:, 14] == 0.4
    assert 0 < short.sum() < LANES
    assert (found[:, 12:14] == 0.2).all()
    assert (found[~short][:, 14:16] == 0.2).all()
    assert (found[:, 18:] == 1.0).all()


def test_a_lane_without_its_spell_does_as_all_do() -> None:
    """Where the drawn one takes no day, the row for all holds; where it does, both act on the days that they share."""
    maybe = Disruption("maybe", "Izmir Works", capacity=0.5, lasts="table(0:1; 6:1)", start=12)
    found = told([maybe, fire()])[IZMIR]
    (row,) = rows(hand_made(), [fire()], DAYS)
    untouched = (found == row.factors).all(axis=1)
    assert 0 < untouched.sum() < LANES
    both = np.where((np.arange(DAYS) >= 15) & (np.arange(DAYS) < 18), 0.5, row.factors)
    assert (found[~untouched] == both).all()


def waiting() -> Network:
    return network(Settings("two"), {
        "site": [{"name": "A"}, {"name": "B"}], "item": [{"name": "x"}],
        "stock point": [{"site": "A", "item": "x", "target_stock": 5}, {"site": "B", "item": "x", "target_stock": 5}],
        "lane": [{"from": "A", "to": "B", "item": "x", "lead_days": 2, "when_lane_closes": "wait"}],
        "recipe": [{"site": "A", "item": "x"}],
    })  # fmt: skip


@pytest.mark.parametrize("also", [(), (Disruption("strike", "A→B", hold="transit", start=20, lasts=6),)])
@pytest.mark.parametrize("cut", [(), (Disruption("cut", "A→B", capacity=0.0, start=30, lasts=2),)])
def test_goods_wait_on_a_lane_that_is_shut(also: tuple[Disruption, ...], cut: tuple[Disruption, ...]) -> None:
    flood = Disruption("flood", "A→B", capacity=0.0, start=10, lasts="table(3:1; 15:1)", heals=linear(5))
    found = told([flood, *also, *cut], net=waiting())
    calm = np.ones((LANES, DAYS))
    for each in also:
        calm *= [each.factor(day) for day in range(DAYS)]
    assert (found["transit", 0] == np.where(found["lane", 0] <= 0.0, 0.0, calm)).all()


def test_of_one_cause_hit_twice_nothing_is_lost_twice() -> None:
    found = told([Disruption("x", ["Izmir Works", "country:TR"], capacity=0.5, lasts=3, start=2)])
    assert found[IZMIR][0, 2] == 0.5


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ramp": -1}, "E414"),
        ({"restart_fails": 1.0}, "E414"),
        ({"capacity": "uniform(0.5, 1.5)"}, "E213"),
        ({"capacity": None, "stock": 0.5, "lasts": 4}, "E415"),
        ({"capacity": None, "stock": 0.5, "lasts": 1, "heals": linear(3)}, "E415"),
        ({"capacity": None, "freight": 1.2, "price": 3.0}, "E212"),
    ],
)
def test_impossible_disruptions_are_refused(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(BadScenario, match=code):
        fire(**wrong)
    with pytest.raises(BadScenario, match="E413"):
        Relapse(after=-1)
    with pytest.raises(BadScenario, match="E412"):
        Recovery("table", 5)


def test_many_replications_take_seconds() -> None:
    """10,000 replications of 50 drawn disruptions over a year; only changes are kept."""
    import time

    hit = [Disruption(f"d{at}", "Izmir Works", capacity="uniform(0.2, 0.9)", start=at * 7, lasts="gamma(mean=14, sd=7)",
                      heals=Recovery("linear", "uniform(2, 9)")) for at in range(50)]  # fmt: skip
    compiled(hand_made(), hit[:2], days=365, seed=1, replications=np.arange(4))  # compiles the kernel
    begin = time.perf_counter()
    found = compiled(hand_made(), hit, days=365, seed=1, replications=np.arange(10_000))
    assert time.perf_counter() - begin < 10.0, "2 s on a machine that does nothing else"
    assert sum(len(each.day) for each in found.turns) <= 10_000 * 365
