"""Set-ups: a resource makes one item after another, and loses hours when it changes over.

Switched on by resources whose `sequencing` is `campaign`. Each day begins with the item that the resource is set up for. When its
orders that can start are done, the resource changes over to the next one: by `priority`, then the one whose orders have waited
longest, in days of its mean need. A set-up that does not fit into the day goes on the next day, and nothing comes between.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from echelon.core.lanes import law, switched
from echelon.network.build import Structure
from echelon.network.model import Network
from echelon.world.law.batch import DUST
from echelon.world.law.sequence import CAMPAIGN


class Campaigns(NamedTuple):
    """Change-overs. Users of a resource are those of `Tables.users`, counted from 0.

    base [C] where a resource's part of `hours` begins, in which `from x users + to` says how long; the last `from` is nothing
    rank, weight [U] of all users: priority, 1 / mean need
    """

    base: Any
    hours: Any
    rank: Any
    weight: Any


class SetUps(NamedTuple):
    """What resources are set up for.

    now [C, lane] the user, or how many users there are where it is none; toward, rest [C, lane] the user that it is being set
    up for, and hours still to go; spent [U, lane] hours of set-up today, begun [U, lane] 1 where one began;
    granted [U, lane] units, while a day is sequenced
    """

    now: Any
    toward: Any
    rest: Any
    spent: Any
    granted: Any
    begun: Any


def campaign_table(
    net: Network, s: Structure, resources: Any, users: Any, *, need: Any, forced: bool
) -> Campaigns | None:
    """Change-overs of resources [R] that are set up, which get their numbers; None where none is and not `forced`."""
    rows = np.flatnonzero(resources["rule"] == CAMPAIGN)
    resources["campaign"] = -1
    resources["campaign"][rows] = np.arange(len(rows))
    if not len(rows) and not forced:
        return None
    columns = (net["changeover"][name].tolist() for name in ("site", "resource", "from", "to", "hours"))
    said = {(site, name, one, other): hours for site, name, one, other, hours in zip(*columns, strict=True)}
    parts = [_hours(net, s, said, users[each["user"] : each["user_end"]]) for each in resources[rows]]
    base = np.cumsum([0, *map(len, parts)])[:-1].astype(np.int64)
    rank = net["recipe"]["priority"][s.recipe_row[users]] if len(users) else np.zeros(0)
    weight = np.divide(1.0, need[users], out=np.zeros(len(users)), where=need[users] > 0)
    return Campaigns(base, np.concatenate([np.zeros(0), *parts]), np.ascontiguousarray(rank), weight)


def _hours(net: Network, s: Structure, said: dict[tuple[str, str, str, str], float], points: Any) -> Any:
    recipes, names = net["recipe"], [str(net["item"]["name"][s.item[point]]) for point in points]
    found = []
    for before in [*names, ""]:
        for row, after in zip(s.recipe_row[points].tolist(), names, strict=True):
            place = str(recipes["site"][row]), str(recipes["resource"][row]), before, after
            found.append(0.0 if before == after else said.get(place, float(recipes["setup_hours"][row])))
    return np.array(found)


def no_set_ups(campaigns: Campaigns | None, resources: Any, lanes: int) -> SetUps | None:
    """Nothing is set up for anything."""
    if campaigns is None:
        return None
    each, users = resources[resources["campaign"] >= 0], len(campaigns.rank)
    none = np.repeat((each["user_end"] - each["user"])[:, None], lanes, axis=1).astype(np.int64)
    today = [np.zeros((users, lanes)) for _ in range(3)]
    return SetUps(none, none.copy(), np.zeros(none.shape), *today)


@law
def next_up(table: Any, resource: Any, users: Any, pending: Any, room: Any, lane: Any) -> Any:
    """The user that comes next of those with orders that can start, or -1."""
    found, rank, waited = -1, 0.0, 0.0
    for at in range(resource.user, resource.user_end):
        i = users[at]
        if room[i, lane] > 0.0:
            days = pending[i, lane] * table.weight[at]
            if found < 0 or table.rank[at] < rank or (table.rank[at] == rank and days > waited):
                found, rank, waited = at - resource.user, table.rank[at], days
    return found


@law
def fitting(point: Any, ready: Any, hours: Any) -> Any:
    """Units of those `ready` that fit into the hours, in whole batches."""
    units = min(ready, hours / point.hours) if point.hours > 0.0 else ready
    if point.batch > 0.0:
        units = min(units, point.batch * np.floor(units / point.batch + DUST))
    if point.quantum > 0.0:
        units = point.quantum * np.floor(units / point.quantum + DUST)
    return units if units >= point.batch_least * (1.0 - DUST) else 0.0


@law
def sequence(
    table: Any,
    setups: Any,
    resource: Any,
    users: Any,
    points: Any,
    pending: Any,
    room: Any,
    lane: Any,
    normal: Any,
    extra: Any,
) -> Any:
    """Sequence one lane's hours of a day, with up to `extra` ones, into `setups.granted`; gives how many of these are worked.

    What has had its turn has no more `room`.
    """
    row, first, count = resource.campaign, resource.user, resource.user_end - resource.user
    now, toward, rest = setups.now[row, lane], setups.toward[row, lane], setups.rest[row, lane]
    left, used = normal + extra, 0.0
    for turn in range(count + 1):
        after = toward if rest > 0.0 else -1
        if after < 0 and turn == 0 and now < count and room[users[first + now], lane] > 0.0:
            after = now
        if after < 0:
            after = next_up(table, resource, users, pending, room, lane)
        if after < 0 or left <= 0.0:
            break
        if after != now:
            if rest <= 0.0:
                toward, rest = after, table.hours[table.base[row] + now * count + after]
                setups.begun[first + after, lane] = 1.0
            work = min(rest, left)
            rest, left, used = rest - work, left - work, used + work
            setups.spent[first + after, lane] = work
            if rest > 0.0:
                break
            now = after
        i = users[first + now]
        ready = room[i, lane]
        units = fitting(points[i], ready, left)
        setups.granted[first + now, lane], room[i, lane] = units, 0.0
        used += units * points[i].hours
        left = 0.0 if units < ready else max(0.0, left - units * points[i].hours)
    if extra > 0.0:
        left = min(left, normal - used)
    if left > 0.0 and rest <= 0.0 and now < count:
        # Normal hours that no order could use may go to orders of what it is set up for that lack inputs as yet.
        i = users[first + now]
        more = pending[i, lane] - setups.granted[first + now, lane]
        setups.granted[first + now, lane] += fitting(points[i], more, left)
    setups.now[row, lane], setups.toward[row, lane], setups.rest[row, lane] = now, toward, rest
    return max(0.0, min(extra, used - normal))


@switched
def campaign(
    table: Any,
    setups: Any,
    resource: Any,
    users: Any,
    points: Any,
    pending: Any,
    room: Any,
    hours: Any,
    extra: Any,
) -> None:
    """Turn `room` [P, lane], the orders that can start, into what the sequence of today's `hours` [lane] allows of them.

    extra   [lane] hours of overtime that there may be; becomes those that are worked
    """
    for at in range(resource.user, resource.user_end):
        for lane in range(hours.size):
            setups.spent[at, lane] = 0.0
            setups.granted[at, lane] = 0.0
            setups.begun[at, lane] = 0.0
    for lane in range(hours.size):
        extra[lane] = sequence(
            table, setups, resource, users, points, pending, room, lane, hours[lane], extra[lane]
        )
    for at in range(resource.user, resource.user_end):
        for lane in range(hours.size):
            room[users[at], lane] = setups.granted[at, lane]
