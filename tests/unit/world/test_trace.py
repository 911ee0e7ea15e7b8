"""One replication in full, as events and as tables."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import groupby

import numpy as np
import pytest

from echelon.disruption.rows import Target
from echelon.network import events as e
from echelon.network.build import Structure, build
from echelon.network.events import Event
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.testing.networks import hand_made
from echelon.world.counted import KPIS
from echelon.world.prepare import prepare
from echelon.world.run import Job, run
from echelon.world.start import start
from echelon.world.tables import Changes, no_changes
from echelon.world.trace import History, events, history, rows

DAYS = 60
GATES: dict[Target, int] = {("site", 2): 0, ("lane", 3): 1}
CLOSED = Changes(np.searchsorted([20, 25, 30], np.arange(DAYS + 1)), np.array([0, 1, 0]), np.array([0, 1, 0]),
                 np.array([2, 2, 2]), np.array([0.0, 0.5, 1.0]), 2)  # fmt: skip


@lru_cache
def asked(disrupted: bool = False) -> tuple[Job, Network, Structure]:
    net = hand_made()
    s = build(net)
    tables = prepare(net, s, rates(net, s), days=DAYS, seed=3, gates=GATES if disrupted else {})
    changes = CLOSED if disrupted else no_changes(DAYS)
    return (
        Job(
            tables,
            changes,
            np.array([8, 9], dtype=np.uint32),
            DAYS,
            start(net, s, tables),
        ),
        net,
        s,
    )


@lru_cache
def told(disrupted: bool = False, lane: int = 0) -> list[Event]:
    job, net, s = asked(disrupted)
    return list(events(job, lane, net, s, gates=GATES if disrupted else None, question="q"))


@pytest.fixture(scope="module")
def tables() -> History:
    job, _, s = asked()
    return history(job, 0, s)


def column(table: dict[str, object], name: str) -> np.ndarray:
    return np.asarray(table[name]).reshape(DAYS, -1)


def test_it_opens_with_a_count_of_every_stock_point() -> None:
    _, _, s = asked()
    opening = told()[: len(s.points)]
    assert [(event.type, event.subject) for event in opening] == [
        (e.INVENTORY_SNAPSHOT, point) for point in s.points
    ]
    base = next(event for event in opening if event.subject == "Izmir Works/base")
    assert base.data == {
        "site": "Izmir Works",
        "item": "base",
        "uom": "piece",
        "qty": 80.0,
        "status": "available",
    }
    assert base.time == "2026-01-01T00:00:00+00:00"


def test_ids_are_unique_and_the_same_again_and_differ_between_replications() -> None:
    job, net, s = asked()
    ids = [event.id for event in told()]
    assert len(set(ids)) == len(ids)
    assert [event.id for event in events(job, 0, net, s, question="q")] == ids
    assert not set(ids) & {event.id for event in told(lane=1)}
    assert not set(ids) & {event.id for event in events(job, 0, net, s, question="another")}


def test_nothing_is_told_of_nothing() -> None:
    for event in told(True):
        amounts = [event.data[name] for name in ("qty", "delta", "started", "produced") if name in event.data]
        assert event.type in (e.INVENTORY_SNAPSHOT, e.RESOURCE_STATUS) or all(amounts)


def test_days_come_in_order_and_orders_before_goods() -> None:
    times = [event.time for event in told()]
    assert times == sorted(times)
    for _, day in groupby(told(), key=lambda event: event.time):
        kinds = [event.type for event in day if event.type != e.INVENTORY_SNAPSHOT]
        ordered = kinds.count(e.ORDER_PLACED)
        assert ordered
        assert set(kinds[:ordered]) == {e.ORDER_PLACED}


def test_effects_name_their_causes() -> None:
    by_id = {event.id: event for event in told()}
    causes = Counter((event.type, by_id[event.causationid].type) for event in told() if event.causationid)
    assert set(causes) == {
        (e.INVENTORY_CHANGED, e.GOODS_RECEIVED), (e.INVENTORY_CHANGED, e.PRODUCTION_REPORTED),
        (e.SHIPMENT_DISPATCHED, e.INVENTORY_CHANGED),
    }  # fmt: skip


def test_shipments_arrive_when_they_were_planned_to() -> None:
    sent = Counter[tuple[str, object]]()
    arrived = Counter[tuple[str, object]]()
    for event in told():
        if event.type == e.SHIPMENT_DISPATCHED and event.data["kind"] == "transfer":
            sent[event.subject, event.data["planned"]] += event.data["qty"]
        elif event.type == e.GOODS_RECEIVED:
            arrived[event.subject, event.time[:10]] += event.data["qty"]
    last = told()[-1].time[:10]
    assert arrived == {key: units for key, units in sent.items() if str(key[1]) <= last}


def test_what_a_recipe_takes_is_said_item_by_item() -> None:
    starts = [event for event in told() if event.type == e.PRODUCTION_REPORTED and "started" in event.data]
    lamps = next(event for event in starts if event.subject == "Izmir Works/lamp")
    used = {each["item"]: each["qty"] for each in lamps.data["consumed"]}  # type: ignore[attr-defined]
    assert used == pytest.approx({"base": lamps.data["started"], "glass": 1.2 * lamps.data["started"]})  # type: ignore[operator]


def test_disruptions_are_told_on_the_days_they_change_in_this_lane() -> None:
    def status(lane: int) -> list[tuple[str, str, object, object]]:
        return [(event.time[:10], event.subject, event.data["state"], event.data["factor"])
                for event in told(True, lane) if event.type == e.RESOURCE_STATUS]  # fmt: skip

    closed = ("2026-01-21", "site:Izmir Works", "DOWN", 0.0)
    opened = ("2026-01-31", "site:Izmir Works", "UP", 1.0)
    assert status(0) == [closed, opened]
    assert status(1) == [closed, ("2026-01-26", "lane:Lille Depot→Leeds Shop→lamp", "DEGRADED", 0.5), opened]


def test_tracing_changes_nothing(tables: History) -> None:
    job, _, _ = asked()
    counted = run(job).daily[:, :, 0]
    sums = {"demanded": "asked", "delivered": "delivered", "lost": "lost", "backlog": "backlog"}
    for kpi, name in sums.items():
        assert column(tables.demands, name).sum(axis=1) == pytest.approx(counted[KPIS.index(kpi)])


def test_material_is_conserved_in_the_tables(tables: History) -> None:
    job, _, s = asked()
    on_hand = column(tables.points, "on_hand")
    before = np.vstack([job.start.stock, on_hand[:-1]])
    assert on_hand == pytest.approx(
        before + column(tables.points, "received") - column(tables.points, "issued")
    )
    under_way = column(tables.flows, "in_transit")
    before = np.vstack([np.zeros(len(s.flows)), under_way[:-1]])
    assert under_way == pytest.approx(
        before + column(tables.flows, "shipped") - column(tables.flows, "received"), abs=1e-9
    )


def test_tables_have_a_row_per_day_and_entity(tables: History) -> None:
    _, _, s = asked()
    assert len(rows(tables.points)) == DAYS * len(s.points)
    assert rows(tables.points)[len(s.points)]["point"] == s.points[0]
    assert rows(tables.points)[len(s.points)]["day"] == 1
    assert list(tables.flows) == ["day", "flow", "shipped", "received", "due", "in_transit", "held"]
    assert {row["demand"] for row in rows(tables.demands)} == set(s.demands)


def test_events_and_tables_tell_the_same(tables: History) -> None:
    shipped = Counter[str]()
    for event in told():
        if event.type == e.SHIPMENT_DISPATCHED and event.data["kind"] == "transfer":
            shipped[event.subject] += event.data["qty"]
    by_flow = dict(zip(asked()[2].flows, column(tables.flows, "shipped").sum(axis=0).tolist(), strict=True))
    assert by_flow == pytest.approx(dict(shipped))
