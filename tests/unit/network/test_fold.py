"""What each type of event does to a state, told on the hand-made network."""

from __future__ import annotations

import copy
from itertools import count

import pytest
from hypothesis import given, strategies as st

from echelon.core.errors import BadData
from echelon.network import events as e
from echelon.network.events import TYPES, Event, from_cloudevent
from echelon.network.fold import KPIS, State, blank, chart, close_day, fold, owed, step
from echelon.network.fold.effects import EFFECTS
from echelon.network.model import network
from echelon.testing.networks import hand_made
from echelon.testing.rows import with_cells

SHOP, DEPOT, WORKS, GLASS = (
    "Leeds Shop/lamp",
    "Lille Depot/lamp",
    "Izmir Works/lamp",
    "Izmir Works:glass>lamp",
)
LANE, SEA, PART = (
    "Lille Depot→Leeds Shop:lamp",
    "Osaka Glass→Izmir Works:glass>lamp",
    "Brno Glass→Izmir Works:glass>lamp",
)
WALK_IN, HOTELS = "walk-in@Leeds Shop/lamp", "hotels@Lille Depot/lamp"
NUMBERS = count()


@pytest.fixture
def empty() -> State:
    return blank(chart(hand_made()))


def event(
    what: str, subject: str, day: int = 1, /, source: str = "wms", classifier: str = "ACTUAL", **data: object
) -> Event:
    return Event(
        str(next(NUMBERS)), what, source, subject, f"2026-01-{day:02d}T08:00:00+01:00", data, classifier
    )


def order(subject: str, qty: float, day: int = 1, kind: str = "transfer") -> Event:
    return event(e.ORDER_PLACED, subject, day, kind=kind, qty=qty)


def ship(subject: str, qty: float, day: int = 1, kind: str = "transfer", **data: object) -> Event:
    return event(e.SHIPMENT_DISPATCHED, subject, day, kind=kind, qty=qty, **data)


def kpi(state: State, date: str, name: str) -> float:
    return state.daily[date][KPIS.index(name)]


def test_every_type_is_handled(empty: State) -> None:
    needs: dict[str, object] = {"kind": "sales", "qty": 1.0, "delta": 1.0, "reason": "COUNT", "state": "UP", "ids": ["?"],
                                "series": [], "code": "DELAYED"}  # fmt: skip
    told = [event(name, "nobody", **{need: needs[need] for need in TYPES[name].needs}) for name in TYPES]
    state = fold(empty, told)
    assert {kind for kind, _ in state.latest} == set(TYPES) - set(EFFECTS) | {
        e.ORDER_CONFIRMED,
        e.SHIPMENT_MILESTONE,
    }
    assert state.daily == {}


def test_what_is_scrapped_costs_its_disposal() -> None:
    net = hand_made()
    rows = {noun: list(net.rows(noun)) for noun in net.tables}
    rows["item"][2] |= {"disposal_cost": 4.0, "currency": "EUR"}
    told = [event(e.INVENTORY_SNAPSHOT, SHOP, qty=9.0), event(e.INVENTORY_CHANGED, SHOP, qty=-2.0, reason="SCRAP"),
            event(e.INVENTORY_CHANGED, SHOP, qty=-3.0, reason="ISSUE"),
            event(e.INVENTORY_CHANGED, SHOP, qty=-5.0, reason="SCRAP", source="somebody else")]  # fmt: skip
    state = fold(blank(chart(network(net.settings, rows))), told, until="2026-01-03")
    assert [kpi(state, f"2026-01-0{day}", "disposal") for day in (1, 2)] == [2.0 * 4.0 * 1.1, 0.0]


def test_a_step_leaves_the_state_it_was_given(empty: State) -> None:
    before = fold(empty, [event(e.INVENTORY_SNAPSHOT, SHOP, qty=9.0), order(LANE, 2.0),
                          ship(LANE, 2.0, planned="2026-01-03")])  # fmt: skip
    kept = copy.deepcopy(before)
    for later in [
        event(e.GOODS_RECEIVED, LANE, qty=1.0), event(e.INVENTORY_CHANGED, SHOP, qty=-1.0, reason="ISSUE"),
        order(WALK_IN, 4.0, kind="sales"), order(SHOP, 1.0, 3, "production"),
        event(e.RESOURCE_STATUS, "site:Suez", state="DOWN"), event(e.ALERT_ISSUED, "quake", kind="new"),
        event(e.EVENT_RETRACTED, "x", ids=["1"]), ship(LANE, 1.0),
    ]:  # fmt: skip
        assert step(before, later) != kept
        assert before == kept
    assert close_day(before) != kept
    assert before == kept


def test_steps_one_by_one_are_the_fold(empty: State) -> None:
    told = [event(e.INVENTORY_SNAPSHOT, SHOP, qty=9.0), order(WALK_IN, 4.0, 2, "sales"),
            ship(WALK_IN, 4.0, 2, "sales"), event(e.ALERT_ISSUED, "quake", 5, kind="new")]  # fmt: skip
    state = empty
    for each in told:
        state = step(state, each)
    assert state == fold(empty, told)


def test_a_lane_from_order_to_receipt(empty: State) -> None:
    state = step(empty, order(LANE, 10.0, kind="purchase"))
    assert (state.due[LANE], state.on_order[SHOP], owed(state)[DEPOT]) == (10.0, 10.0, 10.0)
    state = step(state, ship(LANE, 6.0, planned="2026-01-03"))
    assert (state.due[LANE], state.on_order[SHOP], state.transit[LANE]) == (4.0, 10.0, {"2026-01-03": 6.0})
    state = step(state, event(e.GOODS_RECEIVED, LANE, 3, qty=6.0))
    assert (state.due[LANE], state.on_order[SHOP], state.transit[LANE]) == (4.0, 4.0, {})
    assert state.stock == empty.stock, "only the ledger moves stock"


def test_a_receipt_on_another_day_takes_the_earliest_shipments(empty: State) -> None:
    sent = [ship(LANE, qty, planned=day)
            for qty, day in ((5.0, "2026-01-09"), (3.0, "2026-01-07"), (2.0, "2026-01-11"))]  # fmt: skip
    early = fold(empty, [*sent, event(e.GOODS_RECEIVED, LANE, 2, qty=4.0)])
    assert early.transit[LANE] == {"2026-01-09": 4.0, "2026-01-11": 2.0}
    named = fold(empty, [*sent, event(e.GOODS_RECEIVED, LANE, 2, qty=3.0, planned="2026-01-11")])
    assert named.transit[LANE] == {"2026-01-09": 5.0, "2026-01-07": 2.0}
    assert fold(empty, [*sent, event(e.GOODS_RECEIVED, LANE, 2, qty=99.0)]).transit[LANE] == {}


def test_inputs_wait_are_consumed_and_become_stock(empty: State) -> None:
    state = fold(empty, [order(WORKS, 8.0, kind="production"), order(PART, 6.0),
                         event(e.GOODS_RECEIVED, PART, qty=6.0), event(e.GOODS_RECEIVED, SEA, qty=1.5)])  # fmt: skip
    assert (state.staged[GLASS], state.pending[WORKS], state.on_order[WORKS]) == (7.5, 8.0, 8.0)
    state = step(state, event(e.PRODUCTION_REPORTED, WORKS, started=5.0, planned="2026-01-02",
                              consumed=[{"item": "glass", "qty": 6.0}, {"item": "unheard of", "qty": 1.0}]))  # fmt: skip
    assert (state.staged[GLASS], state.pending[WORKS], state.making[WORKS]) == (1.5, 3.0, {"2026-01-02": 5.0})
    state = fold(
        state,
        [
            event(e.PRODUCTION_REPORTED, WORKS, 2, produced=5.0),
            event(e.INVENTORY_CHANGED, WORKS, 2, qty=5.0, reason="PRODUCED"),
        ],
    )
    assert (state.making[WORKS], state.on_order[WORKS], state.stock[WORKS]) == ({}, 3.0, 5.0)


def test_customers_are_served_on_time_late_or_not_at_all(empty: State) -> None:
    def day(number: int, asked: float, sold: float) -> list[Event]:
        return [
            order(HOTELS, asked, number, "sales"),
            ship(HOTELS, sold, number, "sales"),
        ]

    state = fold(empty, [*day(1, 10.0, 4.0), *day(2, 10.0, 8.0)], until="2026-01-04")
    rows = {name: [kpi(state, f"2026-01-0{number}", name) for number in (1, 2, 3)] for name in KPIS}
    assert rows["demanded"] == [10.0, 10.0, 0.0]
    assert rows["on_time"] == [4.0, 2.0, 0.0], "what was waited for comes first"
    assert rows["backlog"] == rows["stockout"] == [6.0, 8.0, 8.0]
    assert rows["margin"] == [80.0, 160.0, 0.0]
    assert state.customers[HOTELS] == (20.0, 6.0, 12.0, 0.0, 2.0, 0.0), "two lines, none of them whole"
    lost = event(e.ORDER_CHANGED, HOTELS, 4, kind="sales", delta=-8.0, reason="lost")
    state = fold(state, [lost], until="2026-01-05")
    assert (kpi(state, "2026-01-04", "lost"), state.backlog[HOTELS], state.customers[HOTELS][3]) == (
        8.0,
        0.0,
        8.0,
    )
    assert kpi(state, "2026-01-04", "stockout") == 8.0, "what is lost pays once"


def test_order_lines_are_judged_on_their_due_day() -> None:
    """10 and 5 asked, due a day later; 4, 8 and 2 shipped: the first line is whole on day 2, of the second 1 is late on day 3."""
    net = with_cells(hand_made(), "demand", due_days=1)
    days = [(10, 4), (5, 8), (0, 2)]
    told = [made for day, (asked, sent) in enumerate(days, 1)
            for made in (order(WALK_IN, asked, day, "sales"), ship(WALK_IN, sent, day, "sales"))]  # fmt: skip
    after = fold(blank(chart(net)), told, until="2026-01-04")
    found = {
        name: [kpi(after, f"2026-01-0{day}", name) for day in (1, 2, 3)]
        for name in ("on_time", "lines", "in_full")
    }
    assert found == {"on_time": [4.0, 8.0, 2.0], "lines": [0.0, 1.0, 1.0], "in_full": [0.0, 1.0, 0.0]}
    assert after.overdue[WALK_IN] == 1.0


def test_an_order_is_cut_and_cancelled(empty: State) -> None:
    state = fold(
        empty,
        [
            order(LANE, 10.0),
            event(e.ORDER_CHANGED, LANE, kind="transfer", delta=-4.0),
        ],
    )
    assert (state.due[LANE], state.on_order[SHOP]) == (6.0, 6.0)
    state = step(state, event(e.ORDER_CHANGED, LANE, kind="transfer", delta=-9.0, reason="cancelled"))
    assert (state.due[LANE], state.on_order[SHOP]) == (0.0, 0.0)


def test_one_source_keeps_the_ledger(empty: State) -> None:
    told = [
        event(e.INVENTORY_SNAPSHOT, SHOP, qty=20),
        event(e.INVENTORY_CHANGED, SHOP, source="tms", qty=5, reason="RECEIPT"),
        event(e.INVENTORY_SNAPSHOT, SHOP, source="erp", qty=99.0),
        event(e.INVENTORY_CHANGED, SHOP, qty=-3, reason="SCRAP"),
        event(e.INVENTORY_SNAPSHOT, SHOP, qty=7, status="blocked"),
    ]
    state = fold(empty, told)
    assert (state.stock[SHOP], state.evidence, state.authority) == (17.0, {SHOP: 5.0}, {SHOP: "wms"})


def test_only_what_happened_moves_anything(empty: State) -> None:
    plan = [
        event(e.INVENTORY_SNAPSHOT, SHOP, 28, classifier=each, qty=5.0)
        for each in ("PLANNED", "ESTIMATED", "REQUESTED")
    ]
    assert fold(empty, plan) == empty


def test_capacity_is_that_last_reported(empty: State) -> None:
    told = [
        event(e.RESOURCE_STATUS, "site:Suez", state="DEGRADED", factor=0.4),
        event(e.RESOURCE_STATUS, "site:Izmir Works", state="DOWN"),
    ]
    assert fold(empty, told).capacity == {"site:Suez": 0.4, "site:Izmir Works": 0.0}
    assert (
        fold(empty, [*told, event(e.RESOURCE_STATUS, "site:Suez", state="UP")]).capacity["site:Suez"] == 1.0
    )


def test_what_is_retracted_first_is_skipped(empty: State) -> None:
    wrong = event(e.INVENTORY_SNAPSHOT, SHOP, qty=900.0)
    withdrawn = event(e.EVENT_RETRACTED, SHOP, ids=[wrong.id], reason="typed twice")
    assert fold(empty, [withdrawn, wrong]).stock[SHOP] == 0.0
    assert step(empty, event(e.EVENT_RETRACTED, SHOP, ids="one")).retracted == {"one": None}


def test_time_passes_with_dates(empty: State) -> None:
    state = fold(
        empty, [event(e.INVENTORY_SNAPSHOT, SHOP, qty=25.0), event(e.INVENTORY_SNAPSHOT, SHOP, 4, qty=1.0)]
    )
    assert (state.date, list(state.daily)) == ("2026-01-04", ["2026-01-01", "2026-01-02", "2026-01-03"])
    assert kpi(state, "2026-01-03", "stock_value") == 1000.0
    late = event(e.INVENTORY_CHANGED, SHOP, 2, qty=-1.0, reason="COUNT")
    assert step(state, late).date == "2026-01-04", "a late event counts on the open day"
    assert step(state, late).daily == state.daily
    timeless = Event("?", e.INVENTORY_CHANGED, "wms", SHOP, "", {"qty": 2.0, "reason": "COUNT"})
    assert step(state, timeless).stock[SHOP] == 3.0


def test_ids_that_the_network_does_not_know_are_followed_and_cost_nothing(empty: State) -> None:
    told = [event(e.INVENTORY_SNAPSHOT, "Mars/lamp", qty=3.0), order("a→b:c", 3.0),
            ship("a→b:c", 2.0), event(e.GOODS_RECEIVED, "d→e:f", qty=2.0),
            event(e.PRODUCTION_REPORTED, "Mars/lamp", started=1.0), event(e.PRODUCTION_REPORTED, "Venus/lamp", produced=1.0),
            ship("x@Mars/lamp", 1.0, kind="sales"), order("r", 1.0, kind="return")]  # fmt: skip
    state = fold(empty, told, until="2026-01-02")
    assert (state.stock["Mars/lamp"], state.due["a→b:c"], state.transit["a→b:c"]) == (
        3.0,
        1.0,
        {"2026-01-01": 2.0},
    )
    assert set(state.daily["2026-01-01"]) == {0.0}


def test_goods_under_way_cost_freight_and_waiting_inputs_are_worth_their_item(empty: State) -> None:
    state = fold(
        empty,
        [
            ship(SEA, 50.0),
            event(e.GOODS_RECEIVED, PART, qty=5.0),
        ],
        until="2026-01-02",
    )
    assert kpi(state, "2026-01-01", "transport") == 10.0
    assert kpi(state, "2026-01-01", "stock_value") == 15.0
    assert kpi(state, "2026-01-01", "holding") == 5.0 * (3 * (0.2 / 365.0))


FIELDS = (
    "kind",
    "qty",
    "delta",
    "reason",
    "status",
    "planned",
    "started",
    "produced",
    "consumed",
    "state",
    "factor",
    "ids",
    "series",
    "code",
)
WORDS = st.sampled_from(["sales", "transfer", "production", "lost", "available", "2026-01-02", "DOWN", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["item", "qty"]), inner),
    max_leaves=5,
)
DOCUMENTS = st.fixed_dictionaries({
    "id": st.just("1"), "source": st.just("s"), "type": st.sampled_from(list(TYPES)),
    "subject": st.sampled_from([SHOP, WORKS, LANE, PART, WALK_IN, "nobody"]),
    "time": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z", "2025-01-03T00:00:00Z", ""]),
    "data": st.dictionaries(st.sampled_from(FIELDS), VALUES),
})  # fmt: skip


@given(st.lists(DOCUMENTS, max_size=6))
def test_whatever_is_read_is_folded(documents: list[dict[str, object]]) -> None:
    told = []
    for document in documents:
        try:
            told.append(from_cloudevent(document))
        except BadData:
            continue
    state = fold(blank(chart(hand_made())), told)
    assert all(
        units >= 0
        for part in (state.on_order, state.pending, state.due, state.backlog, state.staged)
        for units in part.values()
    )
