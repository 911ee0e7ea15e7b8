"""The fifteen types, the envelope, and the ids."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, strategies as st

from echelon.core.errors import BadData
from echelon.network import events as e
from echelon.network.events import TYPES, Event, event_id, from_cloudevent, to_cloudevent

NAMES = [
    "order.placed", "order.confirmed", "order.changed", "schedule.published", "shipment.dispatched", "shipment.milestone",
    "goods.received", "inventory.snapshot", "inventory.changed", "production.reported", "resource.status",
    "conveyance.observed", "alert.issued", "entity.upserted", "event.retracted",
]  # fmt: skip
DOCUMENT: dict[str, object] = {
    "specversion": "1.0", "id": "7", "type": e.ORDER_PLACED, "source": "urn:twin:src:acme:erp:", "subject": "Berlin@Kobe/drill",
    "time": "2026-03-01T09:30:00+01:00", "recordtime": "2026-03-01T10:00:00Z", "correlationid": "c", "causationid": "b",
    "data": {"kind": "sales", "qty": 0.1 + 0.2, "lines": [{"line": 1}]}, "tenant": "acme",
}  # fmt: skip


def test_the_vocabulary_is_fifteen_types_and_no_other() -> None:
    assert list(TYPES) == [f"twin.{name}.v1" for name in NAMES]
    assert all(each.effect and each.carries and each.subject for each in TYPES.values())
    assert all(name in each.carries for each in TYPES.values() for name in each.needs if name != "ids")


def test_an_unknown_type_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        BadData,
        match=r"must be one of the fifteen types\. Got twin\.order\.place\.v1\. Did you mean `twin\.order",
    ):
        Event("1", "twin.order.place.v1", "s", "x", "", {})
    with pytest.raises(BadData, match="count it as ignored"):
        Event("1", "invoice", "s", "x", "", {})


def test_a_type_must_carry_what_it_needs() -> None:
    with pytest.raises(BadData, match=r"must hold kind, qty\."):
        Event("1", e.ORDER_PLACED, "s", "x", "", {"uom": "piece"})


def test_an_event_is_a_fact() -> None:
    event = from_cloudevent(DOCUMENT)
    with pytest.raises(FrozenInstanceError):
        event.subject = "elsewhere"  # type: ignore[misc]
    assert len({event, replace(event), from_cloudevent(DOCUMENT)}) == 1


def test_there_and_back_through_json() -> None:
    event = from_cloudevent(json.loads(json.dumps(DOCUMENT)))
    again = to_cloudevent(event)
    assert from_cloudevent(json.loads(json.dumps(again))) == event
    assert {key: again[key] for key in DOCUMENT if key != "tenant"} == {
        key: DOCUMENT[key] for key in DOCUMENT if key != "tenant"
    }
    assert all(re.fullmatch("[a-z0-9]+", key) for key in again), "CloudEvents attribute names"


def test_what_is_unknown_is_left_out() -> None:
    event = Event("1", e.ALERT_ISSUED, "s", "a", "", {"kind": "new"})
    assert not {"time", "recordtime", "correlationid", "causationid"} & set(to_cloudevent(event))
    assert from_cloudevent(to_cloudevent(event)) == event


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"id": None}, "E403", "attribute `id`"),
        ({"source": 7}, "E403", "Got 7"),
        ({"subject": ""}, "E403", "attribute `subject`"),
        ({"data": None}, "E403", "must be an object"),
        ({"data": [1]}, "E403", "must be an object"),
        ({"type": "twin.order.moved.v1"}, "E401", "Did you mean"),
        ({"data": {"qty": 1}}, "E402", "must hold kind"),
        ({"classifier": "GUESSED"}, "E404", "ACTUAL, ESTIMATED"),
        ({"time": "2026-03-01T09:30:00"}, "E405", "with an offset"),
        ({"time": "20260301T093000Z"}, "E405", "with an offset"),
        ({"time": "yesterday"}, "E405", "with an offset"),
        ({"data": {"kind": "sales", "qty": "12"}}, "E406", "Got '12'"),
        ({"data": {"kind": "sales", "qty": float("nan")}}, "E406", "Got nan"),
        ({"data": {"kind": "sales", "qty": True}}, "E406", "Got True"),
        ({"data": {"kind": "sales", "qty": None}}, "E406", "Got None"),
        ({"type": e.PRODUCTION_REPORTED, "data": {"consumed": [{"item": "a", "qty": 1}, {"qty": 2}]}}, "E406", "consumed[1]"),
        ({"type": e.PRODUCTION_REPORTED, "data": {"consumed": 5}}, "E406", "Got '5'"),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused(change: dict[str, object], code: str, said: str) -> None:
    with pytest.raises(BadData, match=re.escape(said)) as caught:
        from_cloudevent(DOCUMENT | change)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_all_findings_at_once() -> None:
    with pytest.raises(BadData) as caught:
        from_cloudevent(
            DOCUMENT | {"id": "", "time": "noon", "classifier": "X", "data": {"kind": "sales", "qty": "1"}}
        )
    assert [finding.code for finding in caught.value.findings] == ["E403", "E404", "E405", "E406"]


@given(st.tuples(*[st.text()] * 4))
def test_ids_are_version_5_uuids(parts: tuple[str, str, str, str]) -> None:
    assert event_id(*parts) == str(uuid.uuid5(e.NAMESPACE, "\x1f".join(parts)))


def test_ids_tell_their_parts_apart() -> None:
    assert event_id("ab", "c", "", "t") != event_id("a", "bc", "", "t")
