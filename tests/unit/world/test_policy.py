"""Policies order what their lines in the textbook say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from echelon.world.policy import POLICIES, base_stock_lane, kanban_lane, r_nq_lane, r_q_lane, s_s_lane
from echelon.world.policy.base_stock import base_stock
from echelon.world.policy.r_q import r_nq, r_q
from echelon.world.policy.s_s import s_s

units = st.floats(-1e6, 1e6)


@given(units, st.floats(0, 1e6))
def test_base_stock_brings_the_position_to_its_target_or_leaves_it(position: float, target: float) -> None:
    ordered = base_stock(position, target, 0.0, 0.0)
    assert ordered >= 0.0
    assert position + ordered == pytest.approx(max(position, target), rel=1e-12, abs=1e-9)


@given(units, st.floats(0, 1e6), st.floats(-1e6, 1e6))
def test_s_s_orders_up_to_its_target_or_nothing(position: float, target: float, reorder: float) -> None:
    assert s_s(position, target, reorder, 0.0) in (0.0, max(0.0, target - position))


def test_s_s_orders_at_its_reorder_point_and_below() -> None:
    assert [s_s(position, 60.0, 20.0, 0.0) for position in (19.0, 20.0, 20.001, 60.0)] == [
        41.0,
        40.0,
        0.0,
        0.0,
    ]


def test_s_s_with_a_reorder_point_at_its_target_is_base_stock() -> None:
    assert all(
        s_s(position, 9.0, 9.0, 0.0) == base_stock(position, 9.0, 9.0, 0.0)
        for position in np.linspace(-5, 15, 41)
    )


@given(units, st.floats(-1e6, 1e6), st.floats(0.5, 1e4))
def test_r_nq_brings_the_position_just_above_its_reorder_point(
    position: float, reorder: float, lot: float
) -> None:
    after = position + r_nq(position, 0.0, reorder, lot)
    assert after == position if position > reorder else reorder - 1e-6 <= after <= reorder + lot + 1e-6


def test_r_q_orders_one_lot_however_low_the_position() -> None:
    assert [r_q(position, 0.0, 20.0, 5.0) for position in (-100.0, 20.0, 20.5)] == [5.0, 5.0, 0.0]


def test_compiled_twins_agree() -> None:
    twins = {
        "base_stock": base_stock_lane, "s_S": s_s_lane, "R_Q": r_q_lane, "R_nQ": r_nq_lane, "kanban": kanban_lane,
        "min_max": s_s_lane, "echelon_base_stock": base_stock_lane, "adaptive_base_stock": base_stock_lane,
    }  # fmt: skip
    assert set(POLICIES) - set(twins) == {"to_order", "plan", "mrp"}, (
        "these look at no position, or at a plan"
    )
    for name, twin in twins.items():
        _, plain = POLICIES[name]
        assert [twin(position, 30.0, 12.0, 7.0) for position in (-4.5, 12.0, 13.0, 31.0)] == [
            plain(position, 30.0, 12.0, 7.0) for position in (-4.5, 12.0, 13.0, 31.0)
        ]


def test_codes_are_all_different() -> None:
    codes = {name: code for name, (code, _) in POLICIES.items() if name != "min_max"}
    assert len(set(codes.values())) == len(codes)
