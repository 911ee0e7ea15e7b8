"""What tests of theory share: networks of shops and chains, means over days lane by lane, and the rule that decides.

An answer is a published number and what the World gives. `measured` holds a mean per lane; lanes are independent, so its
standard error is honest whatever the days of a lane have to do with each other.

The clock orders after the day's demand is seen, and what was ordered on day t with lead time L is in stock before day t + L
is served: stock less backlog at the end of day t + L is S less the demand of days t+1 … t+L. A textbook that orders first
and sees demand then protects L + 1 days: its lead time L is our L + 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from echelon.network.model import Network, Settings, network
from echelon.testing.walks import job_of, walk

Row = Mapping[str, Any]
LANE_DAYS_AT_ONCE = 2_000_000
"""Daily counts of a run are kept for every lane: so many take 160 MB."""
LARGEST_ERROR = 0.002
"""A standard error above 0.2 % of the value says too little; a third of what a tick may cost is enough beside it."""
ROUNDED = 1e-6
"""Published numbers that leave nothing to chance are given to six digits."""


@dataclass(frozen=True)
class Answer:
    """A published number beside ours.

    measured  one mean per lane, or one number where nothing is left to chance
    within    relative: where a tick stands for continuous time, else 0, and chance alone may be the difference
    """

    name: str
    what: str
    published: float
    measured: Any
    source: str
    within: float = 0.0

    @property
    def mean(self) -> float:
        return float(np.mean(self.measured))

    @property
    def error(self) -> float:
        """Standard error of the mean, 0 where nothing is left to chance."""
        lanes = np.size(self.measured)
        error = float(np.std(self.measured, ddof=1)) / lanes**0.5 if lanes > 1 else 0.0
        return error if error > 1e-12 * abs(self.mean) else 0.0

    @property
    def deviation(self) -> float:
        """In standard errors where there is one, else relative."""
        apart = self.mean - self.published
        return apart / self.error if self.error else apart / abs(self.published)

    def complaint(self) -> str:
        """What is wrong with it; empty if nothing is."""
        apart, size = abs(self.mean - self.published), abs(self.published)
        allowed = self.within * size or max(3 * self.error, ROUNDED * size)
        if self.error > max(LARGEST_ERROR, self.within / 3) * size:
            return f"{self.name}, {self.what}: a standard error of {self.error:.3g} on {self.published:.6g} says too little"
        if apart > allowed:
            return f"{self.name}, {self.what}: {self.mean:.6g} ± {self.error:.2g} instead of {self.published:.6g}"
        return ""


def hold(answers: Iterable[Answer], count: int) -> None:
    """All of them, and as many as there should be."""
    found = list(answers)
    assert len(found) == count
    complaints = [complaint for answer in found if (complaint := answer.complaint())]
    assert not complaints, "\n".join(complaints)


def cases(shared: Path, name: str) -> dict[str, Any]:
    """The shared cases of one file by id."""
    return {case["id"]: case for case in json.loads((shared / "cases" / name).read_text("utf-8"))}


@dataclass(frozen=True)
class Seen:
    """Means per lane of one stock point: units in stock, owed and on order at the end of a day; orders, units lost and
    ordered in a day; part of days that end with nothing owed, and with stock left. `[lane]`
    """

    stock: Any
    owed: Any
    on_order: Any
    orders: Any
    ordered: Any
    ready: Any
    left: Any
    lost: Any = 0.0

    def cost(self, h: float, p: float, k: float = 0.0) -> Any:
        """Money a day: holding, backlog, and orders."""
        return h * self.stock + p * self.owed + k * self.orders


def watch(
    net: Network, *, days: int, warm: int, lanes: int, seed: int = 7, every: int = 1, forced: bool = False
) -> dict[str, Seen]:
    """What the World does on days [warm, days), or on some of them, by stock point `site` or `site/item`.

    every    looks at levels only on days warm, warm + every …: of a hundred ticks a few tell as much
    forced   with every law compiled in: slower, but the kernel is there, where no other test uses just these laws
    """
    step = max(64, LANE_DAYS_AT_ONCE // days)
    parts = [
        _means(net, days, range(first, min(first + step, lanes)), (warm, every, seed), forced)
        for first in range(0, lanes, step)
    ]
    points, means = parts[0][0], np.concatenate([means for _, means in parts], axis=2)
    short = len({point.split("/")[0] for point in points}) == len(points)
    return {point.split("/")[0] if short else point: Seen(*means[:, at]) for at, point in enumerate(points)}


def _means(
    net: Network, days: int, replications: range, rest: tuple[int, int, int], forced: bool
) -> tuple[tuple[str, ...], Any]:
    """Stock points, and what `Seen` names of them, as means over days. `[8, point, lane]`"""
    warm, every, seed = rest
    s, job = job_of(net, days, replications, seed=seed, forced=forced)
    sums, lost = (
        np.zeros((8, len(s.points), len(replications))),
        np.zeros((len(s.demands), len(replications))),
    )
    for day in walk(job):
        state, moved = day.state, day.moved
        if day.day >= warm:
            lost += moved["gone"]
        if day.day >= warm and (day.day - warm) % every == 0:
            for row, of_day in enumerate((state.stock, state.owed, state.on_order, moved["ordered"] > 0, moved["ordered"],
                                          state.owed == 0, state.stock > 0)):  # fmt: skip
                sums[row] += of_day
    means = sums / len(range(warm, days, every))
    np.add.at(means[7], s.demand_point, lost / (days - warm))
    return tuple(s.points), means


def shops(rows: Mapping[str, Row]) -> Network:
    """Shops that have nothing to do with each other, each with a source of its own. Row: policy, lead, demand."""
    return network(Settings("shops"), {
        "site": [{"name": name} for name in rows], "item": [{"name": "x"}],
        "stock point": [{"site": name, "item": "x", **row["policy"]} for name, row in rows.items()],
        "recipe": [{"site": name, "item": "x", "lead_days": row["lead"], **row.get("recipe", {})} for name, row in rows.items()],
        "demand": [{"customer": "c", "site": name, "item": "x", **row["demand"]} for name, row in rows.items()],
    })  # fmt: skip


def poisson(mean: float) -> Row:
    return {"mean_per_day": mean, "shape": "poisson"}


def normal(mean: float, sd: float) -> Row:
    return {"mean_per_day": mean, "shape": "normal", "sd_per_day": sd}


def base_stock(level: float) -> Row:
    return {"target_stock": level}


def s_s(low: float, high: float) -> Row:
    return {"policy": "s_S", "reorder_point": low, "target_stock": high}
