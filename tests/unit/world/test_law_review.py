"""When stock is reviewed, and what cards order: histories worked out by hand."""

from __future__ import annotations

import pytest

from echelon.network.check import check
from echelon.network.model import Network, Settings, network
from echelon.testing.networks import Row
from echelon.testing.walks import job_of, walk


def shop(*, mean: float = 3.0, **point: object) -> Network:
    """One shop whose supplier brings overnight; day 0 is a Thursday."""
    rows: dict[str, list[Row]] = {
        "site": [{"name": "Kobe"}],
        "item": [{"name": "drill", "unit_value": 40.0}],
        "stock point": [{"site": "Kobe", "item": "drill", **point}],
        "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 1}],
        "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": mean}],
        "calendar": [{"name": "working days", "weekdays": "1 1 1 1 1 0 0"}],
    }  # fmt: skip
    return network(Settings("shop", start_date="2026-01-01"), rows)


def history(net: Network, days: int) -> tuple[list[float], list[float]]:
    """What was ordered, and what was on hand in the evening, day by day."""
    seen = [
        (each.moved["ordered"][0, 0], each.state.stock[0, 0])
        for each in walk(job_of(net, days, 1, forced=True)[1])
    ]
    return [ordered for ordered, _ in seen], [stock for _, stock in seen]


def test_between_reviews_nothing_is_ordered() -> None:
    """Reviews on days 1, 5, 9: 17 - 3 is 6 short of 20, then 11 - 3 is 12 short."""
    ordered, stock = history(shop(target_stock=20, review_every_days=4, review_first_day=1), 10)
    assert ordered == [0, 6, 0, 0, 0, 12, 0, 0, 0, 12]
    assert stock == [17, 14, 17, 14, 11, 8, 17, 14, 11, 8]


def test_a_calendar_says_on_which_days_there_is_a_review() -> None:
    """Nobody orders on Saturday and Sunday, days 2 and 3; Monday orders for three days."""
    ordered, stock = history(shop(target_stock=20, review_calendar="working days"), 7)
    assert ordered == [3, 3, 0, 0, 9, 3, 3]
    assert stock == [17, 17, 17, 14, 11, 17, 17]


def test_calendar_and_days_between_reviews_must_both_agree() -> None:
    """Every second day is 0, 2, 4, 6; day 2 is a Saturday, so day 4 makes up for four days."""
    ordered, _ = history(shop(target_stock=20, review_every_days=2, review_calendar="working days"), 7)
    assert ordered == [3, 0, 0, 0, 12, 0, 6]


def test_min_max_is_s_S_by_the_planners_name() -> None:
    cells = {"target_stock": 20, "reorder_point": 12}
    assert history(shop(policy="min_max", **cells), 9) == history(shop(policy="s_S", **cells), 9)
    assert history(shop(policy="min_max", **cells), 4)[0] == [0, 0, 9, 0]


@pytest.mark.parametrize("policy", ["R_Q", "R_nQ"])
def test_without_a_target_lots_begin_with_reorder_point_and_lot(policy: str) -> None:
    """22 on hand; 13 - 3 is below 12 on day 3."""
    ordered, stock = history(shop(policy=policy, reorder_point=12, order_quantity=10), 5)
    assert ordered == [0, 0, 0, 10, 0]
    assert stock == [19, 16, 13, 10, 17]


def test_kanban_sends_back_full_cards_only() -> None:
    """Three cards of 10: the first is empty when 18 are left, on day 3, and one comes every two or three days."""
    ordered, stock = history(shop(policy="kanban", cards=3, card_size=10, mean=4.0), 9)
    assert ordered == [0, 0, 0, 10, 0, 10, 0, 0, 10]
    assert stock == [26, 22, 18, 14, 20, 16, 22, 18, 14]


def test_cards_bound_what_is_on_order_whatever_is_owed() -> None:
    """50 a day are asked of cards that carry 30. They are all on order, or the shelf is empty and all are sent back."""
    ordered, _ = history(shop(policy="kanban", cards=3, card_size=10, mean=50.0), 6)
    assert ordered == [0, 30, 0, 30, 0, 30]


def codes(net: Network) -> set[str]:
    return {each.code for each in check(net)}


def test_checks() -> None:
    assert (
        codes(shop(policy="R_Q", reorder_point=12, order_quantity=10, review_calendar="working days"))
        == set()
    )
    assert {"E334", "E164"} <= codes(shop(policy="s_S", reorder_point=12))
    assert "E141" in codes(shop(policy="min_max", reorder_point=12, target_stock=3))
    assert "E149" in codes(shop(target_stock=20, review_first_day=0.5))
    assert "E300" in codes(shop(policy="kanban", cards=3))
    assert "E306" in codes(shop(target_stock=20, card_size=3))
