"""The one language of the twin: fifteen types of event in a CloudEvents envelope. Feeds, people and simulations speak it.

`TYPES` is the table of what exists; an `Event` of any other type cannot be made. What each does to the state is in
`network.fold`. Source: CloudEvents 1.0, JSON event format; RFC 9562 for version 5 of UUID.
"""

from __future__ import annotations

import datetime
import hashlib
import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from echelon.core.errors import BadData, Finding, nearest

CLASSIFIERS = ("ACTUAL", "ESTIMATED", "PLANNED", "REQUESTED")
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:twin:event")
AMOUNTS = (
    "qty",
    "delta",
    "started",
    "docked",
    "produced",
    "scrap",
    "factor",
    "hours",
    "begun",
    "price_factor",
)
"""Fields of `data` that are numbers wherever they stand."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One line of the vocabulary.

    name      `twin.<noun>.<verb>.v1`
    subject   whose id the subject is
    carries   what `data` may hold, in words
    needs     fields that `data` must hold
    effect    what it does to the state, in words
    """

    name: str
    subject: str
    carries: str
    needs: frozenset[str]
    effect: str


ORDER_PLACED = "twin.order.placed.v1"
ORDER_CONFIRMED = "twin.order.confirmed.v1"
ORDER_CHANGED = "twin.order.changed.v1"
SCHEDULE_PUBLISHED = "twin.schedule.published.v1"
SHIPMENT_DISPATCHED = "twin.shipment.dispatched.v1"
SHIPMENT_MILESTONE = "twin.shipment.milestone.v1"
GOODS_RECEIVED = "twin.goods.received.v1"
INVENTORY_SNAPSHOT = "twin.inventory.snapshot.v1"
INVENTORY_CHANGED = "twin.inventory.changed.v1"
PRODUCTION_REPORTED = "twin.production.reported.v1"
RESOURCE_STATUS = "twin.resource.status.v1"
CONVEYANCE_OBSERVED = "twin.conveyance.observed.v1"
ALERT_ISSUED = "twin.alert.issued.v1"
ENTITY_UPSERTED = "twin.entity.upserted.v1"
EVENT_RETRACTED = "twin.event.retracted.v1"


def _type(name: str, subject: str, carries: str, needs: str, effect: str) -> EventType:
    return EventType(name, subject, carries, frozenset(needs.split()), effect)


NOTED = "none on quantities; the latest of its subject is noted"
ORDERED = "flow (transfer, purchase), demand (sales) or stock point (production)"
REASONS = (
    "RECEIPT",
    "ISSUE",
    "CONSUMED",
    "PRODUCED",
    "TRANSFER",
    "COUNT",
    "SCRAP",
    "EXPIRED",
    "RETURN",
    "STATUS",
)
STATES = ("UP", "DOWN", "DEGRADED", "SETUP", "OVERTIME", "IDLE", "OFFLINE")

TYPES: dict[str, EventType] = {each.name: each for each in (
    _type(ORDER_PLACED, ORDERED,
          "kind, qty, uom, item, from, to, requested dates, price, reaches (day on which the supplier hears of it)", "kind qty",
          "sales: asked by and owed to the customer; transfer, purchase: due at the supplier, on order where the receiver "
          "stocks it; production: on order and not yet started"),
    _type(ORDER_CONFIRMED, ORDERED,
          "accepted, changed, rejected or backordered; confirmed qty and dates", "",
          "an order that was placed with `reaches` is now due at the supplier; else none, and it is noted"),
    _type(ORDER_CHANGED, ORDERED,
          "kind, delta (signed qty), reason; cancelled: minus what is open", "kind delta",
          "amends what order.placed opened; reason `lost`: the customer did not wait"),
    _type(SCHEDULE_PUBLISHED, "flow or demand",
          "series of period, qty and commitment; cumulative received", "series", NOTED),
    _type(SHIPMENT_DISPATCHED, "flow, or demand (kind sales)",
          "kind, qty, uom, item, from, to, planned (day of arrival), set_aside, expedited; substitute (the item that it was) and "
          "used (units of it); price_factor (on what the customer pays that day)", "kind qty",
          "no longer due; under way until received, or delivered if to a customer. inventory.changed alone moves stock"),
    _type(SHIPMENT_MILESTONE, "flow",
          "code, qty, planned (day of arrival), days, after, latest (days), around, way (number of the way round, from 0), "
          "waited, place, conveyance, reason", "code",
          "SET_ASIDE: no longer due, held back until dispatched with `set_aside`; DELAYED with days: under way for so many more, "
          "where said only what is planned after a day, until the latest at most, and with `around` paid; "
          "ARRIVED: waits until received or docked with `waited`; DOCKED: at the dock for want of room until received with "
          "`waited: dock`; HELD: no longer under way to its planned day, waits at the place; RELEASED, DELAYED with qty: goes on "
          "to its planned day; DAMAGED: lost, and due again. Else none, and it is noted"),
    _type(GOODS_RECEIVED, "flow",
          "qty accepted, planned (day of arrival, if not today), waited, rejected, short, damaged", "qty",
          "no longer under way, outside or at the dock; no longer on order, or waiting for a recipe. inventory.changed alone "
          "moves stock"),
    _type(INVENTORY_SNAPSHOT, "stock point",
          "qty (absolute), status, item, site", "qty", "re-bases stock, where status is `available`"),
    _type(INVENTORY_CHANGED, "stock point",
          f"qty (signed), reason: {', '.join(REASONS)}", "qty reason",
          "the ledger entry of the point's stock authority; from any other source it is evidence, not posted"),
    _type(PRODUCTION_REPORTED, "stock point",
          "started, consumed (item and qty each), planned (day of finish); docked; produced, waited; scrap; of (what it is a "
          "by-product of)", "",
          "started: no longer pending, inputs consumed, in work until docked or produced; docked: finished, at the dock until "
          "produced with `waited: dock`; produced, scrap: no longer in work, at the dock or on order, but as a by-product noted "
          "only"),
    _type(RESOURCE_STATUS, "site, lane, demand, resource, recipe, stock point or item, after what of it is hit",
          f"state: {', '.join(STATES)}; factor, reason, until; of a SETUP the item, hours and begun (0 where it goes on); of "
          "OVERTIME the hours", "state",
          "factor of the subject's capacity, or of what else of it is hit; SETUP and OVERTIME move no quantity, and are paid"),
    _type(CONVEYANCE_OBSERVED, "conveyance",
          "position, speed, heading, status, sensors", "", NOTED),
    _type(ALERT_ISSUED, "alert",
          "kind (new, update, cancel), hazard, severity, certainty, urgency, area, onset, expires", "kind", NOTED),
    _type(ENTITY_UPSERTED, "the entity",
          "master data, valid from and to", "", NOTED),
    _type(EVENT_RETRACTED, "the withdrawn event or its entity",
          "ids withdrawn, reason, replacement ids", "ids",
          "events with these ids are skipped from then on; those already folded are undone by folding again without them"),
)}  # fmt: skip
"""Name → line of the vocabulary: these fifteen and no other (design/events.md 4.3)."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, is expected or is asked for. `BadData` where the type is unknown or a field it needs is absent.

    id        unique for ever, see `event_id`
    time      ISO 8601 with offset; "" where the source does not say
    data      what the type carries; not to be changed
    recordtime, correlationid, causationid   "" where unknown

    >>> Event("1", INVENTORY_SNAPSHOT, "urn:twin:src:acme:wms:", "Kobe/drill", "", {"qty": 5.0}).classifier
    'ACTUAL'
    """

    id: str
    type: str
    source: str
    subject: str
    time: str
    data: Mapping[str, object] = field(hash=False)
    classifier: str = "ACTUAL"
    recordtime: str = ""
    correlationid: str = ""
    causationid: str = ""

    def __post_init__(self) -> None:
        known = TYPES.get(self.type)
        if known is None or not known.needs <= self.data.keys():
            raise BadData(_wrong_type(self))


def _wrong_type(event: Event) -> Finding:
    if event.type in TYPES:
        missing = ", ".join(sorted(TYPES[event.type].needs - event.data.keys()))
        return Finding(
            "E402",
            f"The `data` of {_said(event)}",
            f"must hold {missing}",
            "",
            "See `echelon.network.events.TYPES`",
        )
    close = nearest(event.type, list(TYPES))
    remedy = f"Did you mean `{close}`?" if close else "Map it to one of the fifteen, or count it as ignored"
    return Finding(
        "E401", f"The `type` of event `{event.id}`", "must be one of the fifteen types", event.type, remedy
    )


def _said(event: Event) -> str:
    return f"event `{event.id}` ({event.type})"


def event_id(source: str, key: str, path: str, kind: str) -> str:
    """The id of an event: the same message read twice gives the same ids.

    source   of the event;  key  of the message in transport;  path  inside the message;  kind  the event's type
    returns  UUID version 5 of the four, separated by U+001F

    >>> event_id("urn:twin:src:acme:wms:", "batch 7", "line 3", INVENTORY_CHANGED)
    '870b3f3a-0673-5f72-ba37-888ca9d1d0c4'
    """
    # As uuid.uuid5, without its object: a traced year has half a million events.
    sha = hashlib.sha1(
        NAMESPACE.bytes + "\x1f".join((source, key, path, kind)).encode(), usedforsecurity=False
    )
    raw = bytearray(sha.digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x50
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


OPTIONAL = ("recordtime", "correlationid", "causationid")


def to_cloudevent(event: Event) -> dict[str, object]:
    """The event as a CloudEvents 1.0 document, ready for JSON; what is unknown is left out.

    >>> to_cloudevent(Event("1", ALERT_ISSUED, "s", "a", "", {"kind": "new"}))["specversion"]
    '1.0'
    """
    document: dict[str, object] = {"specversion": "1.0", "datacontenttype": "application/json"}
    document |= {name: getattr(event, name) for name in ("id", "type", "source", "subject", "classifier")}
    document |= {name: said for name in ("time", *OPTIONAL) if (said := getattr(event, name))}
    return document | {"data": dict(event.data)}


def from_cloudevent(document: Mapping[str, object]) -> Event:
    """The event of a CloudEvents 1.0 document; `BadData` with every finding. Attributes the twin does not know are dropped.

    >>> event = Event("1", ALERT_ISSUED, "s", "a", "", {"kind": "new"})
    >>> from_cloudevent(to_cloudevent(event)) == event
    True
    """
    names = ("id", "type", "source", "subject", "time", *OPTIONAL)
    text = {name: _text(document.get(name)) for name in names}
    data = document.get("data")
    findings = [_absent(name, document) for name in ("id", "type", "source", "subject") if not text[name]]
    if not isinstance(data, Mapping):
        findings.append(_absent("data", document))
        raise BadData(findings)
    classifier = _text(document.get("classifier")) or "ACTUAL"
    findings += _wrong_values(text["id"], text["time"], classifier, data)
    if findings:
        raise BadData(findings)
    return Event(**text, data=dict(data), classifier=classifier)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _absent(name: str, document: Mapping[str, object]) -> Finding:
    got = "" if document.get(name) is None else repr(document[name])[:80]
    must = "must be an object" if name == "data" else "must be text that is not empty"
    return Finding(
        "E403", f"The attribute `{name}` of a CloudEvent", must, got, "See CloudEvents 1.0, section 3"
    )


def _wrong_values(name: str, time: str, classifier: str, data: Mapping[str, object]) -> Iterator[Finding]:
    if classifier not in CLASSIFIERS:
        yield Finding("E404", f"The `classifier` of event `{name}`", f"must be one of {', '.join(CLASSIFIERS)}", classifier,
                      "Leave it out where it has happened")  # fmt: skip
    if time and not _has_offset(time):
        yield Finding("E405", f"The `time` of event `{name}`", "must be ISO 8601 with an offset", time,
                      "Add the zone, such as +01:00, or leave the time out")  # fmt: skip
    for path, value in _amounts(data):
        if not _is_amount(value):
            yield Finding("E406", f"The `{path}` of event `{name}`", "must be a finite number", repr(value)[:80],
                          "Correct it at its source")  # fmt: skip


def _amounts(data: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Everything in `data` that must be a number, and where it stands."""
    yield from ((name, data[name]) for name in AMOUNTS if name in data)
    consumed = data.get("consumed") or ()
    for at, each in enumerate(consumed if isinstance(consumed, Sequence) else [consumed]):
        yield (
            f"consumed[{at}].qty",
            each.get("qty") if _is_part(each) else str(each),
        )


def _is_part(consumed: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(consumed, Mapping) and isinstance(consumed.get("item"), str)


def _has_offset(time: str) -> bool:
    try:
        return time[4:8:3] == "--" and datetime.datetime.fromisoformat(time).tzinfo is not None
    except ValueError:
        return False


def _is_amount(value: object) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False
