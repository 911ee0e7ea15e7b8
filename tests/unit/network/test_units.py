"""Units of measure: exact factors, packs, and tables in each item's own unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from echelon.network.model import Network, Settings, network
from echelon.network.units import DIMENSIONS, contradicted, factor, packs_of

KNOWN = st.sampled_from([unit for units in DIMENSIONS.values() for unit in units])


@given(KNOWN, KNOWN, KNOWN)
def test_factors_join_and_turn_round(one: str, other: str, third: str) -> None:
    there = factor(one, other)
    assert (there is None) == (factor(other, one) is None)
    if there is not None:
        assert there * (factor(other, one) or 0) == 1
        on = factor(other, third)
        assert factor(one, third) == (None if on is None else there * on)


@pytest.mark.parametrize(("unit", "own", "exact"), [
    ("lb", "kg", Fraction("0.45359237")), ("oz", "g", Fraction("28.349523125")), ("gal", "l", Fraction("3.785411784")),
    ("ft3", "l", Fraction("28.316846592")), ("ft2", "m2", Fraction("0.09290304")), ("ha", "m2", Fraction(10_000)),
    ("minute", "hour", Fraction(1, 60)), ("dozen", "pair", Fraction(6)), ("ft", "cm", Fraction("30.48")),
])  # fmt: skip
def test_published_factors(unit: str, own: str, exact: Fraction) -> None:
    """NIST SP 811 (2008), appendix B.8, where the factors are given as exact."""
    assert factor(unit, own) == exact


def test_no_dimension_has_anothers_unit() -> None:
    names = [unit for units in DIMENSIONS.values() for unit in units]
    assert len(names) == len(set(names))
    assert factor("kg", "m") is None
    assert factor("roll", "piece") is None
    assert factor("roll", "roll") == 1


def test_packs_are_the_items_own() -> None:
    packs = packs_of("case:12; pallet: 480;")
    assert factor("pallet", "piece", packs) == 480
    assert factor("pallet", "piece") is None
    assert factor("case", "roll", packs) == 12
    assert factor("kg", "piece", packs) is None


@pytest.mark.parametrize(
    "cell", ["case", "case:", ":12", "case:0", "case:-1", "case:1/2", "case:1e9", "a:1;a:2", "a=1", "case:x"]
)
def test_packs_that_cannot_be_read(cell: str) -> None:
    with pytest.raises(ValueError, match=r"a|:"):
        packs_of(cell)


def test_a_pack_may_not_say_what_is_known_otherwise() -> None:
    assert contradicted(packs_of("dozen:13; pair:2; case:5"), "piece") == ["dozen"]
    assert contradicted(packs_of("kg:2"), "kg") == ["kg"]
    assert contradicted(packs_of("l:0.84; ml:0.5"), "kg") == ["ml"]
    assert contradicted(packs_of("l:0.84"), "kg") == []


def tiny(**cells: object) -> Network:
    return network(
        Settings("tiny"),
        {
            "site": [{"name": "A"}, {"name": "B"}],
            "item": [{"name": "oil", "unit": "kg", "packs": "drum:180;l:0.9"}],
            "lane": [
                {"from": "A", "to": "B", "item": "oil", **cells},
                {"from": "B", "to": "A", "item": "oil", "cost_per_unit": 7},
            ],
        },
    )


def test_quantities_are_multiplied_and_what_is_per_unit_divided() -> None:
    lanes = tiny(unit="drum", capacity_per_day=2, cost_per_unit=90, share=0.5, lead_days=3)["lane"]
    assert lanes["capacity_per_day"].tolist() == [360.0, float("inf")]
    assert lanes["cost_per_unit"].tolist() == [0.5, 7.0]
    assert lanes["share"][0] == 0.5
    assert lanes["lead_days"][0] == 3.0
    assert lanes["unit"].tolist() == ["kg", ""]


def test_a_table_in_its_own_units_is_the_same_table() -> None:
    net = tiny(unit="kg", capacity_per_day=2)
    assert net["lane"] is net.tables["lane"]


def test_what_was_written_stays() -> None:
    net = tiny(unit="t", capacity_per_day=2)
    assert net["lane"]["capacity_per_day"][0] == 2000.0
    assert net.tables["lane"]["capacity_per_day"][0] == 2.0
    assert next(net.rows("lane"))["capacity_per_day"] == 2000.0
    assert net.digest != tiny(unit="kg", capacity_per_day=2000).digest


@given(st.integers(0, 10**6), st.integers(1, 1000))
def test_whole_packs_are_exact(cases: int, size: int) -> None:
    item = {"name": "drill", "packs": f"case:{size}"}
    point = {
        "site": "A",
        "item": "drill",
        "target_stock": cases,
        "unit": "case",
        "holding_cost_per_day": cases * size,
    }
    net = network(Settings("t"), {"site": [{"name": "A"}], "item": [item], "stock point": [point]})
    assert net["stock point"]["target_stock"].tolist() == [cases * size]
    assert net["stock point"]["holding_cost_per_day"].tolist() == [cases]
