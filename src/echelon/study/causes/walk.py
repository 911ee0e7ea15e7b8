"""The walk from a short order upstream: where the replication fell behind its calm course, and which disruption did it.

Everything is read off two courses with the same luck, by totals since day 0, first in, first out. What came too late by a day
was sent too late, or was longer under way; what was sent too late was not ordered, or not let out though it was there, or
not there: and then what the stock point had not received, or had given to others, or had lost, is followed in turn. Where
several things made a place fall behind, they share in proportion to their units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.disruption import Cascade
from echelon.disruption.targets import Target, targets as targets_of
from echelon.study.causes.acts import Act, Acts
from echelon.study.causes.both import Both
from echelon.study.causes.links import DUST, NOBODY, UNKNOWN, Branch, Link, Way, Ways, shared
from echelon.study.causes.record import Course, Lab

Floats = NDArray[np.float64]
Key = tuple[str | int, ...]


class Walk(Both):
    """Follows lags upstream through one replication; every place and day is looked at once."""

    def __init__(self, lab: Lab, hit: Course, calm: Course) -> None:
        super().__init__(lab, hit, calm)
        self.acts = Acts(lab)
        self._known: dict[Key, Ways] = {}

    # ------------------------------------------------------------ the walk

    def order(self, d: int, due: int) -> Ways:
        """Why what customer `d` wanted by a day was not there; parts of what it misses beyond the calm course."""
        p = int(self.s.demand_point[d])
        missing = self.hit.asked[due, d] - self.hit.met[due, d] + self.hit.lost[due, d]
        missing -= self.calm.asked[due, d] - self.calm.met[due, d] + self.calm.lost[due, d]
        at_hand = min(max(missing, 0.0), self.hit.stock[due, p])
        return self._shut("blocked", p, due, self._site(p), at_hand, missing, lambda: self.point(p, due))

    def point(self, p: int, day: int) -> Ways:
        """Why a stock point had less than on the calm course on the evening of a day."""
        return self._once(("point", p, day), lambda: self._point(p, day))

    def _point(self, p: int, day: int) -> Ways:
        """What it lacks is overdue, or was asked or lost so lately that it could not be here yet, or was never ordered.

        The four add up: received calm + ordered more by `then` - received, and so on, where `then` is the day by which the
        calm course had ordered what it received by `day`.
        """
        then = self._order_day(p, day)
        ordered, asked, gone = (
            self._more(self._ordered(p), then),
            np.subtract(*self._demand(p)),
            self._gone(p),
        )
        overdue = ordered - self._more(self._entered(p), day)
        before = (float(asked[then]), float(gone[then])) if then >= 0 else (0.0, 0.0)
        recent, lost, missed = (
            float(asked[day]) - before[0],
            float(gone[day]) - before[1],
            sum(before) - ordered,
        )
        branches: list[Branch] = [
            (overdue, lambda: self._supply(p, then, day)),
            (recent, lambda: self.pull(p, then, day)),
            (lost, lambda: self._roots("gone", [("stock", int(self.s.point_row[p]))], then, day, lost)),
            (missed, lambda: self._unordered(p, then, missed)),
        ]
        lacking = sum(max(units, 0.0) for units, _ in branches)
        return self._under(self._link("short", p, self._empty_since(p, day), day, lacking), branches)

    def _unordered(self, p: int, day: int, units: float) -> Ways:
        """What a point had not ordered though it was asked for, or lost: because it could not, or its policy waits."""
        found = self._roots("not ordered", [("ordering", int(self.s.site[p]))], -1, day, units)
        if NOBODY not in found:
            return found
        gone = float(self._gone(p)[day])
        return shared(
            [
                (float(np.subtract(*self._demand(p))[day]), lambda: self.pull(p, -1, day)),
                (gone, lambda: self._roots("gone", [("stock", int(self.s.point_row[p]))], -1, day, gone)),
            ]
        )

    def _supply(self, p: int, then: int, day: int) -> Ways:
        """Why what a point had ordered by one day had not come by another: by flow, in proportion to what is overdue."""
        if self.s.recipe_row[p] >= 0:
            return self.making(p, day)
        branches: list[Branch] = []
        for f in [f for g in self._groups(p) for f in self._flows(g)]:
            ordered = float(self.hit.heard[then, f] - self.calm.heard[then, f]) if then >= 0 else 0.0
            branches.append((ordered + self._lag("received", f, day), self._later(self.flow, f, day)))
        for q, units in self._besides(p):
            branches.append((units * self._lag("finished", q, day), self._later(self.making, q, day)))
        return shared(branches)

    def flow(self, f: int, day: int) -> Ways:
        """Why less than on the calm course had come in on a flow by a day."""
        return self._once(("flow", f, day), lambda: self._flow(f, day))

    def _flow(self, f: int, day: int) -> Ways:
        sent, first = (
            self._sent_day(f, self.calm.shipped[:, f], each.received[day, f], day)
            for each in (self.calm, self.hit)
        )
        late = self._late(self.hit.shipped[:, f], self.hit.received[day, f], sent)
        late -= self._late(self.calm.shipped[:, f], self.calm.received[day, f], sent)
        since = self._since(self.calm.received[:, f] - self.hit.received[:, f], day)
        link = Link(
            "on the way",
            self.lane_name(f),
            self._item(f),
            since + 1,
            day,
            max(late, 0.0),
            float(self.calm.received[day, f]),
        )
        slow = self._roots_under(link, self._way(f), min(since, first - 1), day)
        owed = self.hit.due[:, f] - self.calm.due[:, f]
        if (
            NOBODY in slow and owed[sent] < late
        ):  # nobody slowed it: leads vary, and what arrived need not have been sent first
            begin = since + 1 if since < day else 0
            sent, late = begin + int(np.argmax(owed[begin : day + 1])), 0.0
        branches: list[Branch] = [(late, lambda: slow)]
        if sent >= 0:
            branches.append((float(owed[sent]), lambda: self.sending(f, sent)))
        return shared(branches)

    def sending(self, f: int, day: int) -> Ways:
        """Why a flow was owed more on the evening of a day than on the calm course."""
        return self._once(("sending", f, day), lambda: self._sending(f, day))

    def _sending(self, f: int, day: int) -> Ways:
        p = int(self.s.source[f])
        owed = self.hit.due[:, f] - self.calm.due[:, f]
        short, since = float(owed[day]), self._since(owed, day)
        link = Link(
            "not sent",
            self.lane_name(f),
            self._item(f),
            since + 1,
            day,
            short,
            float(self.calm.shipped[day, f]),
        )
        have = self.hit.stock[:, p] + self.hit.aside[:, f]
        targets = [*self._site(p), *self._lane_gates(f, "lane", "dispatch")]
        return self._beneath(link, self._blocked(targets, (since, day), (owed, have), lambda then: self.point(p, then),
                                                 lambda: self._lump(int(self.s.target(f)), since, day)))  # fmt: skip

    def _lump(self, p: int, after: int, day: int) -> Ways:
        """Why a point ordered so much at once that it is still being worked off: it could not before, or was asked more."""
        held = self._roots("not ordered", [("ordering", int(self.s.site[p]))], -1, day, 0.0)
        if NOBODY not in held:
            return held
        known = self.pull(p, after, day)
        return known if set(known) != {NOBODY} else self.pull(p, -1, day)

    def making(self, p: int, day: int) -> Ways:
        """Why a recipe had finished less by a day than on the calm course."""
        return self._once(("making", p, day), lambda: self._making(p, day))

    def _making(self, p: int, day: int) -> Ways:
        pipe = int(self.lab.tables.points["pipe"][p])
        begun, first = (
            self._sent_day(pipe, self.calm.started[:, p], each.finished[day, p], day)
            for each in (self.calm, self.hit)
        )
        late = self._late(self.hit.started[:, p], self.hit.finished[day, p], begun)
        late -= self._late(self.calm.started[:, p], self.calm.finished[day, p], begun)
        branches: list[Branch] = [
            (
                late,
                lambda: self._roots(
                    "on the way", [("making", int(self.s.recipe_row[p]))], first - 1, day, late
                ),
            )
        ]
        if begun >= 0:
            waiting = float(self.hit.pending[begun, p] - self.calm.pending[begun, p])
            branches.append((waiting, lambda: self.starting(p, begun)))
        return shared(branches)

    def starting(self, p: int, day: int) -> Ways:
        """Why a recipe had started less by a day than on the calm course, though it was ordered."""
        return self._once(("starting", p, day), lambda: self._starting(p, day))

    def _starting(self, p: int, day: int) -> Ways:
        lag = self.hit.pending[:, p] - self.calm.pending[:, p]
        since, short = self._since(lag, day), float(lag[day])
        site, item = self.point_name(p)
        link = Link("not made", site, item, since + 1, day, short, float(self.calm.started[day, p]))
        curves = lag, self._sets(p).min(axis=1)
        return self._beneath(link, self._blocked(self._maker_gates(p), (since, day), curves, lambda then: self._lacking(p, then),
                                                 lambda: self._lump(p, since, day)))  # fmt: skip

    def _lacking(self, p: int, day: int) -> Ways:
        """Which input a recipe lacked on a day, and why."""
        short, sets = float(self.hit.pending[day, p] - self.calm.pending[day, p]), self._sets(p)[day]
        scarce = [
            g
            for g, have in zip(self._groups(p), sets.tolist(), strict=False)
            if have <= sets.min() + DUST + 0.01 * short
        ]
        return shared([branch for g in scarce for branch in self._inputs(g, day)])

    def _inputs(self, g: int, day: int) -> Iterator[Branch]:
        for f in self._flows(g):
            source = int(self.s.source[f])
            if self.draws[int(self.s.group_point[g])]:
                yield 1.0, self._later(self.point, source, day)
            else:
                yield self._lag("received", f, day), self._later(self.flow, f, day)

    def pull(self, p: int, after: int, day: int) -> Ways:
        """Who asked more of a stock point than on the calm course, after one day and by another, and why."""
        ds = range(int(self.s.demand_start[p]), int(self.s.demand_start[p + 1]))
        branches: list[Branch] = [
            *(
                (self._since_then("asked", d, after, day), self._later(self._surge, d, after, day))
                for d in ds
            ),
            *(
                (self._since_then("heard", f, after, day), self._later(self._ordered_more, f, after, day))
                for f in self._out(p)
            ),
        ]
        return shared(branches)

    def _surge(self, d: int, after: int, day: int) -> Ways:
        row, more = int(self.s.demand_row[d]), self._since_then("asked", d, after, day)
        link = Link("asked more", str(self.net["demand"]["customer"][row]), self.point_name(int(self.s.demand_point[d]))[1],
                    after + 1, day, more, float(self.calm.asked[day, d]))  # fmt: skip
        return self._roots_under(link, [("demand", row)], after, day)

    def _ordered_more(self, f: int, after: int, day: int) -> Ways:
        return self._once(("ordered", f, after, day), lambda: self._bought_more(f, after, day))

    def _bought_more(self, f: int, after: int, day: int) -> Ways:
        q = int(self.s.target(f))
        gone, asked = self._gone(q), np.subtract(*self._demand(q))
        stock, way = [("stock", int(self.s.point_row[q]))], self._lane_gates(f, "way")
        lost = float(gone[day] - (gone[after] if after >= 0 else 0.0))
        missed = self._roots_of(way, after, day)
        return shared(
            [
                (float(asked[day] - (asked[after] if after >= 0 else 0.0)), lambda: self.pull(q, after, day)),
                (lost, lambda: self._roots("gone", stock, after, day, lost)),
                (float(bool(missed)), lambda: self._roots("gone", way, after, day, 0.0)),
            ]
        )

    # ------------------------------------------------------------ where it ends

    def _roots_of(self, targets: Iterable[Target], after: int, day: int) -> list[Act]:
        return self.acts.on(targets, after + 1, day)

    def _roots(self, what: str, targets: Sequence[Target], after: int, day: int, units: float) -> Ways:
        name = self._target_name(targets[0])
        return self._roots_under(Link(what, *name, after + 1, day, float(units)), targets, after, day)

    def _roots_under(self, link: Link, targets: Sequence[Target], after: int, day: int) -> Ways:
        found = self._by_cause(self._roots_of(targets, after, day), link.units)
        return {root: replace(way, links=(link, *way.links)) for root, way in found.items()} or UNKNOWN

    def _by_cause(self, found: Sequence[Act], units: float) -> Ways:
        """Causes share in proportion to the days' work that they cost; what a cascade brought is followed to what set it off."""
        total = sum(act.weight for act in found)
        return (
            shared([(act.weight / total, self._later(self._began, act, units)) for act in found])
            if found
            else {}
        )

    def _began(self, act: Act, units: float) -> Ways:
        cause = self.lab.scenario.disruptions[act.disruption]
        link = Link("disrupted", cause.name, "", act.first, act.last, units)
        if isinstance(cause, Cascade):
            watched = targets_of(self.net, cause.watched, [])
            before = [
                each for each in self._roots_of(watched, -1, act.first) if each.disruption != act.disruption
            ]
            brought = replace(link, what="set off")
            return self._once(("cascade", act.disruption, act.first), lambda: {
                root: replace(way, links=(brought, *way.links)) for root, way in self._by_cause(before, units).items()
            } or {act.disruption: Way(1.0, (link,))})  # fmt: skip
        return {act.disruption: Way(1.0, (link,))}

    def _blocked(self, targets: Sequence[Target], window: tuple[int, int], curves: tuple[Floats, Floats],
                 absent: Callable[[int], Ways], slowly: Callable[[], Ways]) -> Ways:  # fmt: skip
        """Why a lag grew: on days on which the goods were at hand, who shut them in; on others, why they were not there.

        curves   the lag, and what was at hand, by day;  slowly   where neither holds: it could leave, and did not at once
        """
        (since, day), (lag, have) = window, curves
        grown = np.maximum(np.diff(lag, prepend=0.0), 0.0)
        grown[: since + 1] = grown[day + 1 :] = 0.0
        scarce = have < 0.5 * lag
        shut = np.maximum.reduce([np.zeros(len(lag)), *self.acts.worst(targets).values()]) > 0.0
        stopped, missing = float(grown[~scarce & shut].sum()), float(grown[scarce].sum())
        if stopped <= DUST and missing <= DUST:
            return slowly()
        last = (
            int(np.flatnonzero(scarce[: day + 1] & (grown[: day + 1] > 0.0))[-1]) if missing > DUST else day
        )
        acting = self.acts.on(targets, since + 1, day, np.where(scarce, 0.0, grown))
        rest = absent(day if scarce[day] else last) if missing > DUST else UNKNOWN
        if set(rest) == {NOBODY} and acting:
            return self._by_cause(acting, float(lag[day]))
        return shared([(stopped, lambda: self._by_cause(acting, float(lag[day]))), (missing, lambda: rest)])

    def _shut(self, what: str, p: int, day: int, targets: Sequence[Target], at_hand: float, short: float,
              otherwise: Callable[[], Ways]) -> Ways:  # fmt: skip
        if at_hand <= DUST:
            return otherwise()
        link = self._link(what, p, day, day, at_hand)
        found = self._roots_under(link, targets, day - 1, day)
        if NOBODY in found:
            return otherwise()
        return shared([(at_hand, lambda: found), (short - at_hand, otherwise)])

    # ------------------------------------------------------------ sums of branches

    def _once(self, key: Key, work: Callable[[], Ways]) -> Ways:
        if key not in self._known:
            self._known[key] = UNKNOWN  # what leads back to itself explains nothing
            self._known[key] = work()
        return self._known[key]

    @staticmethod
    def _later(what: Callable[..., Ways], *where: Any) -> Callable[[], Ways]:
        return lambda: what(*where)

    def _under(self, link: Link, branches: Sequence[Branch]) -> Ways:
        return self._beneath(link, shared(branches))

    @staticmethod
    def _beneath(link: Link, ways: Ways) -> Ways:
        return {root: replace(way, links=(link, *way.links)) for root, way in ways.items()}

    def _link(self, what: str, p: int, first: int, last: int, units: float) -> Link:
        return Link(what, *self.point_name(p), first, last, float(units))
