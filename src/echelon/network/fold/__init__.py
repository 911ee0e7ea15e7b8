"""A twin is a fold over events: `(state, event) → state`, the same for a feed and for a simulation.

Only what is ACTUAL moves quantities. Time passes with the dates of events: one of a later day first closes the days
before it, which writes their KPIs; one of an earlier day counts on the day that is open, as a correction dated now. Days
are those of each event's own offset. Who reads a feed holds back what is dated ahead of today.

Lives here: `chart` (what the ids mean), `state`, `effects` (one function per type), `close` (a day's KPIs).
Must not: laws of motion, which decide what happens; here it has happened. The same float operations as the World's, in
the same order, so that folding a trace gives the World's own bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from echelon.network.events import Event
from echelon.network.fold.chart import Chart, chart
from echelon.network.fold.close import close_in_place
from echelon.network.fold.effects import EFFECTS, noted
from echelon.network.fold.state import CUSTOMER, KPIS, State, blank, copied, owed

__all__ = ["CUSTOMER", "KPIS", "Chart", "State", "blank", "chart", "close_day", "fold", "owed", "step"]


def fold(state: State, events: Iterable[Event], until: str = "") -> State:
    """The state after these events; the one given stays as it was.

    until   if given, every day before this date (YYYY-MM-DD) is closed at the end

    >>> from echelon.network.events import INVENTORY_SNAPSHOT
    >>> from echelon.testing.networks import hand_made
    >>> counted = Event("1", INVENTORY_SNAPSHOT, "wms", "Leeds Shop/lamp", "2026-01-01T00:00:00+00:00", {"qty": 25.0})
    >>> after = fold(blank(chart(hand_made())), [counted], until="2026-01-02")
    >>> after.stock["Leeds Shop/lamp"], after.daily["2026-01-01"][KPIS.index("stock_value")]
    (25.0, 1000.0)
    """
    after = copied(state)
    for event in events:
        _apply(after, event)
    _close_until(after, until)
    return after


def step(state: State, event: Event) -> State:
    """The state after one event; the one given stays as it was."""
    return fold(state, (event,))


def close_day(state: State) -> State:
    """The state on the next morning; the one given stays as it was."""
    after = copied(state)
    close_in_place(after)
    return after


def _apply(state: State, event: Event) -> None:
    if state.retracted and event.id in state.retracted:
        return
    effect = EFFECTS.get(event.type)
    if effect is None:
        noted(state, event)
    elif event.classifier == "ACTUAL":
        _close_until(state, event.time[:10])
        effect(state, event)


def _close_until(state: State, date: str) -> None:
    while state.date < date:
        close_in_place(state)
