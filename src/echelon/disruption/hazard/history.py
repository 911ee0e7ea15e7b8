"""Bootstrap from history: each year of the run is a past one, drawn with replacement, with all that occurred in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from echelon.disruption.hazard.chance import Chance, Events, Ints, events


@dataclass(frozen=True, slots=True)
class History:
    """Past events and the years in which they were looked for: whole years are drawn, so that seasons and clusters stay.

    when          dates, `2017-08-25`
    first, last   years, those without events among them; 0 for the first and the last that has one
    """

    when: tuple[str, ...]
    first: int = 0
    last: int = 0

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        try:
            dates = self.dates()
        except ValueError as error:
            return str(error)
        if not dates:
            return "no dates"
        years = self.years()
        return "" if len(years) and all(each.year in years for each in dates) else "dates outside the years"

    def dates(self) -> list[datetime.date]:
        """The dates, in order."""
        return sorted(datetime.date.fromisoformat(str(each)) for each in self.when)

    def years(self) -> range:
        """All years."""
        dates = self.dates()
        return range(int(self.first) or dates[0].year, (int(self.last) or dates[-1].year) + 1)

    def expected(self, chance: Chance, days: int) -> float:
        """Mean number within the horizon."""
        return sum(len(_played(self, past, year, chance.start, days)) for year in _run_years(chance, days)
                   for past in self.years()) / len(self.years())  # fmt: skip


def _run_years(chance: Chance, days: int) -> range:
    return range(chance.start.year, (chance.start + datetime.timedelta(days=days - 1)).year + 1)


def _played(process: History, past: int, year: int, start: datetime.date, days: int) -> Ints:
    """Days of the run on which a past year's events fall, when it is played in a year of the run."""
    found = [(datetime.date(year, 1, 1) - start).days + min((each - datetime.date(past, 1, 1)).days, 364)
             for each in process.dates() if each.year == past]  # fmt: skip
    return np.array([day for day in found if 0 <= day < days], dtype=np.int64)


def sample(process: History, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane: the address is the year of the run."""
    lane, years = np.arange(chance.lanes), process.years()
    none = np.zeros(0, dtype=np.int64)
    lanes, found = [none], [none]
    for year in _run_years(chance, days):
        word = chance.words("year", lane, np.full(len(lane), year)).astype(np.uint64)
        drawn = (word * np.uint64(len(years)) >> np.uint64(32)).astype(np.int64)
        for at, past in enumerate(years):
            played, mine = _played(process, past, year, chance.start, days), np.flatnonzero(drawn == at)
            lanes.append(np.repeat(mine, len(played)))
            found.append(np.tile(played, len(mine)))
    return events(np.concatenate(lanes), np.concatenate(found), days)
