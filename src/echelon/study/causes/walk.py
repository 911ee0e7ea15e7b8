"""The walk from a short order upstream: where the replication fell behind its calm course, and which disruption did it.

Everything is read off two courses with the same luck, by totals since day 0, first in, first out. What came too late by a day
was sent too late, or was longer under way; what was sent too late was not ordered, or not let out though it was there, or
not there: and then what the stock point had not received, or had given to others, or had lost, is followed in turn. Where
several things made a place fall behind, they share in proportion to their units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from echelon.disruption.rows import Target
from echelon.network.model import Network, words
from echelon.study.causes.acts import Act, Acts
from echelon.study.causes.record import Course, Lab

Floats = NDArray[np.float64]
DUST = 1e-6
LEAST = 1e-3
"""Part of a place's lag below which a branch is not followed."""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain of causes, from the customer's order upstream.

    what     late, short, blocked, on the way, not sent, not made, lacked, asked more, gone, not ordered, or disrupted
    where    the stock point, lane, customer or disruption;  item  what was missing
    first, last   days on which it was so; last -1 where it lasted to the end of the horizon
    units    missing there on day `last`, or of a disruption its share of the order's missing units
    calm     the number that the calm course had where this one had `units` less: units received, sent or started by then
    """

    what: str
    where: str
    item: str
    first: int
    last: int
    units: float
    calm: float = 0.0


@dataclass(frozen=True, slots=True)
class Way:
    """The part of a lag that leads to one disruption, and the heaviest chain to it. root -1: to none that has a name."""

    part: float
    links: tuple[Link, ...]


Ways = Mapping[int, Way]
Key = tuple[str | int, ...]
NOBODY = -1
UNKNOWN: Ways = {NOBODY: Way(1.0, ())}
Branch = tuple[float, Callable[[], Ways]]


class Walk:
    """Follows lags upstream through one replication; every place and day is looked at once."""

    def __init__(self, lab: Lab, hit: Course, calm: Course) -> None:
        self.lab, self.hit, self.calm = lab, hit, calm
        self.net: Network = lab.scenario.network
        self.s, self.acts = lab.structure, Acts(lab)
        self.group_of = np.repeat(np.arange(len(self.s.quantity)), np.diff(self.s.flow_start))
        self.draws = lab.tables.points["draws"]
        self._known: dict[Key, Ways] = {}
        self._demand, self._entered = cache(self._demanded), cache(self._brought)
        self._ordered, self._gone = cache(self._orders), cache(self._destroyed)

    # ------------------------------------------------------------ places

    def point_name(self, p: int) -> tuple[str, str]:
        """Site and item of a stock point."""
        return str(self.net["site"]["name"][self.s.site[p]]), str(self.net["item"]["name"][self.s.item[p]])

    def lane_name(self, f: int) -> str:
        """`from→to` of a flow."""
        return f"{self.point_name(self.s.source[f])[0]}→{self.point_name(self.s.target(f))[0]}"

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
        ordered, asked, gone = self._more(self._ordered(p), then), np.subtract(*self._demand(p)), self._gone(p)
        overdue = ordered - self._more(self._entered(p), day)
        before = (float(asked[then]), float(gone[then])) if then >= 0 else (0.0, 0.0)
        recent, lost, missed = float(asked[day]) - before[0], float(gone[day]) - before[1], sum(before) - ordered
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
        return self._shared([
            (float(np.subtract(*self._demand(p))[day]), lambda: self.pull(p, -1, day)),
            (gone, lambda: self._roots("gone", [("stock", int(self.s.point_row[p]))], -1, day, gone)),
        ])

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
        return self._shared(branches)

    def flow(self, f: int, day: int) -> Ways:
        """Why less than on the calm course had come in on a flow by a day."""
        return self._once(("flow", f, day), lambda: self._flow(f, day))

    def _flow(self, f: int, day: int) -> Ways:
        sent, first = (self._sent_day(f, self.calm.shipped[:, f], each.received[day, f], day) for each in (self.calm, self.hit))
        late = self._late(self.hit.shipped[:, f], self.hit.received[day, f], sent)
        late -= self._late(self.calm.shipped[:, f], self.calm.received[day, f], sent)
        since = self._since(self.calm.received[:, f] - self.hit.received[:, f], day)
        link = Link("on the way", self.lane_name(f), self._item(f), since + 1, day, max(late, 0.0), self.calm.received[day, f])
        slow = self._roots_under(link, self._way(f), min(since, first - 1), day)
        owed = self.hit.due[:, f] - self.calm.due[:, f]
        if NOBODY in slow and owed[sent] < late:  # nobody slowed it: leads vary, and what arrived need not have been sent first
            sent, late = since + 1 + int(np.argmax(owed[since + 1 : day + 1])), 0.0
        branches: list[Branch] = [(late, lambda: slow)]
        if sent >= 0:
            branches.append((float(owed[sent]), lambda: self.sending(f, sent)))
        return self._shared(branches)

    def sending(self, f: int, day: int) -> Ways:
        """Why a flow was owed more on the evening of a day than on the calm course."""
        return self._once(("sending", f, day), lambda: self._sending(f, day))

    def _sending(self, f: int, day: int) -> Ways:
        p = int(self.s.source[f])
        owed = self.hit.due[:, f] - self.calm.due[:, f]
        short, since = float(owed[day]), self._since(owed, day)
        link = Link("not sent", self.lane_name(f), self._item(f), since + 1, day, short, self.calm.shipped[day, f])
        at_hand = min(short, float(self.hit.stock[day, p] + self.hit.aside[day, f]))
        targets = [*self._site(p), *self._lane_gates(f, "lane", "dispatch")]

        def otherwise() -> Ways:
            if at_hand < 0.5 * short:
                return self.point(p, day)
            span = slice(since + 1, day + 1)
            empty = np.flatnonzero(self.hit.stock[span, p] < DUST + 0.01 * owed[span])
            if len(empty):  # it is there again, and leaves as fast as it can
                return self.point(p, since + 1 + int(empty[-1]))
            return self._lump(int(self.s.target(f)), since, day)

        return self._under(link, [(1.0, lambda: self._blocked(p, targets, (since, day), (at_hand, short), otherwise))])

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
        begun, first = (self._sent_day(pipe, self.calm.started[:, p], each.finished[day, p], day) for each in (self.calm, self.hit))
        late = self._late(self.hit.started[:, p], self.hit.finished[day, p], begun)
        late -= self._late(self.calm.started[:, p], self.calm.finished[day, p], begun)
        branches: list[Branch] = [
            (late, lambda: self._roots("on the way", [("making", int(self.s.recipe_row[p]))], first - 1, day, late))]
        if begun >= 0:
            waiting = float(self.hit.pending[begun, p] - self.calm.pending[begun, p])
            branches.append((waiting, lambda: self.starting(p, begun)))
        return self._shared(branches)

    def starting(self, p: int, day: int) -> Ways:
        """Why a recipe had started less by a day than on the calm course, though it was ordered."""
        return self._once(("starting", p, day), lambda: self._starting(p, day))

    def _starting(self, p: int, day: int) -> Ways:
        lag = self.hit.pending[:, p] - self.calm.pending[:, p]
        since, short = self._since(lag, day), float(lag[day])
        site, item = self.point_name(p)
        link = Link("not made", site, item, since + 1, day, short, float(self.calm.started[day, p]))
        sets = self._sets(p, day)
        scarce = min(sets.values(), default=np.inf)

        def otherwise() -> Ways:
            peak = day if scarce < 0.5 * short else since + 1 + int(np.argmax(lag[since + 1 : day + 1]))
            at = self._sets(p, peak)
            least = min(at.values(), default=np.inf)
            if least >= float(lag[peak]):  # all inputs were there
                return self._lump(p, since, day)
            return self._shared([branch for g, have in at.items() if have <= least + DUST + 0.01 * float(lag[peak])
                                 for branch in self._inputs(g, peak)])  # fmt: skip

        return self._under(link, [(1.0, lambda: self._blocked(
            p, self._maker_gates(p), (since, day), (min(short, scarce), short), otherwise))])  # fmt: skip

    def _inputs(self, g: int, day: int) -> Iterator[Branch]:
        for f in self._flows(g):
            source = int(self.s.source[f])
            if self.draws[int(self.s.group_point[g])]:
                yield 1.0, self._later(self.point, source, day)
            else:
                yield self._lag("received", f, day), self._later(self.flow, f, day)

    def pull(self, p: int, after: int, day: int) -> Ways:
        """Who asked more of a stock point than on the calm course, after one day and by another, and why."""
        branches: list[Branch] = []
        for d in range(self.s.demand_start[p], self.s.demand_start[p + 1]):
            branches.append((self._since_then("asked", d, after, day), self._later(self._surge, d, after, day)))
        for f in self._out(p):
            branches.append((self._since_then("heard", f, after, day), self._later(self._ordered_more, f, after, day)))
        return self._shared(branches)

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
        return self._shared([
            (float(asked[day] - (asked[after] if after >= 0 else 0.0)), lambda: self.pull(q, after, day)),
            (lost, lambda: self._roots("gone", stock, after, day, lost)),
            (float(bool(missed)), lambda: self._roots("gone", way, after, day, 0.0)),
        ])

    # ------------------------------------------------------------ where it ends

    def _roots_of(self, targets: Iterable[Target], after: int, day: int) -> list[Act]:
        return self.acts.on(targets, after + 1, day)

    def _roots(self, what: str, targets: Sequence[Target], after: int, day: int, units: float) -> Ways:
        name = self._target_name(targets[0])
        return self._roots_under(Link(what, *name, after + 1, day, float(units)), targets, after, day)

    def _roots_under(self, link: Link, targets: Sequence[Target], after: int, day: int) -> Ways:
        found = self._roots_of(targets, after, day)
        total = sum(act.weight for act in found)
        if not found:
            return UNKNOWN
        return {act.disruption: Way(act.weight / total, (link, self._root(act, link))) for act in found}

    def _root(self, act: Act, link: Link) -> Link:
        name = self.lab.scenario.disruptions[act.disruption].name
        return Link("disrupted", name, "", act.first, act.last, link.units)

    def _blocked(self, p: int, targets: Sequence[Target], window: tuple[int, int], units: tuple[float, float],
                 otherwise: Callable[[], Ways]) -> Ways:  # fmt: skip
        """What was at hand and not let out, by who shut it; the rest, or all where nobody did, is followed upstream."""
        at_hand, short = units
        found = self._roots_of(targets, *window)
        total = sum(act.weight for act in found)
        stopped: Ways = {act.disruption: Way(act.weight / total, (self._root(act, Link("", "", "", 0, 0, at_hand)),))
                         for act in found} if found else {}  # fmt: skip
        if not stopped:
            return otherwise()
        return self._shared([(at_hand, lambda: stopped), (short - at_hand, otherwise)])

    def _shut(self, what: str, p: int, day: int, targets: Sequence[Target], at_hand: float, short: float,
              otherwise: Callable[[], Ways]) -> Ways:  # fmt: skip
        if at_hand <= DUST:
            return otherwise()
        link = self._link(what, p, day, day, at_hand)
        found = self._roots_under(link, targets, day - 1, day)
        if NOBODY in found:
            return otherwise()
        return self._shared([(at_hand, lambda: found), (short - at_hand, otherwise)])

    # ------------------------------------------------------------ sums of branches

    def _once(self, key: Key, work: Callable[[], Ways]) -> Ways:
        if key not in self._known:
            self._known[key] = UNKNOWN  # what leads back to itself explains nothing
            self._known[key] = work()
        return self._known[key]

    @staticmethod
    def _later(what: Callable[..., Ways], *where: int) -> Callable[[], Ways]:
        return lambda: what(*where)

    def _shared(self, branches: Sequence[Branch]) -> Ways:
        """Branches share by their units; of all ways to one disruption the heaviest chain is kept."""
        total = sum(units for units, _ in branches if units > DUST)
        found: dict[int, Way] = {}
        for units, follow in branches:
            if units <= max(DUST, LEAST * total):
                continue
            for root, way in follow().items():
                part = way.part * units / total
                known = found.get(root)
                heavier = known is None or part > known.part
                found[root] = Way(part + (known.part if known else 0.0), way.links if heavier or known is None else known.links)
        return found or UNKNOWN

    def _under(self, link: Link, branches: Sequence[Branch]) -> Ways:
        return {root: replace(way, links=(link, *way.links)) for root, way in self._shared(branches).items()}

    # ------------------------------------------------------------ what is read off the courses

    def _demanded(self, p: int) -> tuple[Floats, Floats]:
        """All that was asked of a point, less what was lost, hit and calm. `[day]`"""
        ds = slice(int(self.s.demand_start[p]), int(self.s.demand_start[p + 1]))
        out = self._out(p)
        hit, calm = (each.asked[:, ds].sum(axis=1) - each.lost[:, ds].sum(axis=1) + each.heard[:, out].sum(axis=1)
                     for each in (self.hit, self.calm))  # fmt: skip
        return hit, calm

    def _brought(self, p: int) -> tuple[Floats, Floats]:
        """All that came into a point's stock, hit and calm. `[day]`"""
        flows = [f for g in self._groups(p) for f in self._flows(g)] if self.s.recipe_row[p] < 0 else []
        hit, calm = (each.entered[:, p] + each.received[:, flows].sum(axis=1) for each in (self.hit, self.calm))
        return hit, calm

    def _destroyed(self, p: int) -> Floats:
        """Stock of a point that went to nobody, beyond the calm course. `[day]`"""
        return self.hit.gone[:, p] - self.calm.gone[:, p]

    def _orders(self, p: int) -> tuple[Floats, Floats]:
        """All that a point had ordered and its suppliers knew of, hit and calm. `[day]`"""
        if self.s.recipe_row[p] >= 0:
            return self.hit.ordered[:, p], self.calm.ordered[:, p]
        flows = [f for g in self._groups(p) for f in self._flows(g)]
        return self.hit.heard[:, flows].sum(axis=1), self.calm.heard[:, flows].sum(axis=1)

    def _order_day(self, p: int, day: int) -> int:
        """The day by which the calm course had ordered all that it had received by `day`; -1 where that was before day 0."""
        beyond = float(self._entered(p)[1][day]) - float(self.lab.start.on_order[p]) - DUST
        if beyond <= 0.0:
            return -1
        reached = np.flatnonzero(self._ordered(p)[1][: day + 1] >= beyond)
        return int(reached[0]) if len(reached) else day

    @staticmethod
    def _more(curves: tuple[Floats, Floats], day: int) -> float:
        """How much more the first curve has by a day than the second."""
        return float(curves[0][day] - curves[1][day]) if day >= 0 else 0.0

    def _since_then(self, name: str, at: int, after: int, day: int) -> float:
        more = getattr(self.hit, name)[:, at] - getattr(self.calm, name)[:, at]
        return float(more[day] - (more[after] if after >= 0 else 0.0))

    def _lag(self, name: str, at: int, day: int) -> float:
        return float(getattr(self.calm, name)[day, at] - getattr(self.hit, name)[day, at])

    def _sets(self, p: int, day: int) -> dict[int, float]:
        """Sets of each input that were at hand on the evening of a day, by group."""
        have = {}
        for g in self._groups(p):
            stores = [int(self.s.source[f]) for f in self._flows(g)]
            units = self.hit.stock[day, stores].sum() if self.draws[p] else self.hit.staged[day, g]
            have[g] = float(units / self.s.quantity[g])
        return have

    def _empty_since(self, p: int, day: int) -> int:
        """First day of the spell without stock that holds a day, or the day itself."""
        low = 0.02 * max(float(self.calm.stock[:, p].max()), DUST)
        first = day
        while first > 0 and self.hit.stock[first - 1, p] <= low:
            first -= 1
        return first

    @staticmethod
    def _since(lag: Floats, day: int) -> int:
        """The last day up to which nothing lagged before it did on `day`; -1 if it always did."""
        level = np.flatnonzero(lag[: day + 1] <= DUST + 1e-3 * abs(lag[day]))
        return int(level[-1]) if len(level) else -1

    def _sent_day(self, pipe: int, sent: Floats, arrived: float, day: int) -> int:
        """The day by which all was sent that had arrived by `day`, first in, first out; -1 where it left before day 0."""
        beyond = arrived - float(self.lab.under_way[pipe]) - DUST
        if beyond <= 0.0:
            return -1
        reached = np.flatnonzero(sent[: day + 1] >= beyond)
        return int(reached[0]) if len(reached) else day

    @staticmethod
    def _late(sent: Floats, arrived: float, day: int) -> float:
        return float((sent[day] if day >= 0 else 0.0) - arrived)

    # ------------------------------------------------------------ structure

    def _groups(self, p: int) -> range:
        return range(int(self.s.group_start[p]), int(self.s.group_start[p + 1]))

    def _flows(self, g: int) -> range:
        return range(int(self.s.flow_start[g]), int(self.s.flow_start[g + 1]))

    def _out(self, p: int) -> list[int]:
        return [int(f) for f in self.s.out_flow[self.s.out_start[p] : self.s.out_start[p + 1]]]

    def _besides(self, p: int) -> list[tuple[int, float]]:
        """Points whose recipes give this one's item beside their own, and units of it."""
        makers = np.repeat(np.arange(len(self.s.points)), np.diff(self.s.output_start))
        at = np.flatnonzero(self.s.output_point == p)
        return [(int(makers[b]), float(self.s.output_quantity[b])) for b in at]

    def _item(self, f: int) -> str:
        return str(self.net["item"]["name"][self.s.group_item[self.group_of[f]]])

    def _link(self, what: str, p: int, first: int, last: int, units: float) -> Link:
        return Link(what, *self.point_name(p), first, last, float(units))

    def _site(self, p: int) -> list[Target]:
        return [("site", int(self.s.site[p]))]

    def _lane_gates(self, f: int, *nouns: str) -> list[Target]:
        row = int(self.s.lane_row[f])
        return [(noun, row) for noun in nouns] if row >= 0 else []

    def _way(self, f: int) -> list[Target]:
        """All that can hold, delay or lose what is on a flow."""
        found = self._lane_gates(f, "lead", "transit", "receiving", "way", "lane")
        row = int(self.s.lane_row[f])
        if row >= 0:
            names = self.net["site"]["name"]
            found += [("site", int(np.flatnonzero(names == each)[0])) for each in words(self.net["lane"]["via"][row])]
        return found

    def _maker_gates(self, p: int) -> list[Target]:
        row, recipes, lines = int(self.s.recipe_row[p]), self.net["recipe"], self.net["resource"]
        found = [*self._site(p), ("recipe", row)]
        if len(lines) and recipes["resource"][row]:
            mine = (lines["site"] == recipes["site"][row]) & (lines["name"] == recipes["resource"][row])
            found += [("resource", int(at)) for at in np.flatnonzero(mine)]
        return found

    def _target_name(self, target: Target) -> tuple[str, str]:
        """Where a target is, and of which item it is."""
        noun, row = target
        if noun in ("stock", "making"):
            table = self.net["stock point" if noun == "stock" else "recipe"]
            return str(table["site"][row]), str(table["item"][row])
        if noun == "way":
            lane = self.net["lane"]
            return f"{lane['from'][row]}→{lane['to'][row]}", str(lane["item"][row])
        return str(self.net["site"]["name"][row]), ""
