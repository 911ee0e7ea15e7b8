"""Past events, or any dates, replayed: the same in every replication."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from echelon.disruption.hazard.chance import Chance, Events, events


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates (`2017-08-25`) or whole days of the run.

    when   dates and days;  since  the date that is played on day 0; empty for the network's own first day
    """

    when: tuple[str | int, ...]
    since: str = ""

    def wrong(self) -> str:
        """What does not fit, or nothing."""
        try:
            self.days(datetime.date(2026, 1, 1))
        except ValueError as error:
            return str(error)
        return "" if self.when else "no dates"

    def days(self, start: datetime.date) -> list[int]:
        """Days of the run."""
        first = datetime.date.fromisoformat(self.since) if self.since else start
        return [int(each) if str(each).lstrip("-").isdigit() else (datetime.date.fromisoformat(str(each)) - first).days
                for each in self.when]  # fmt: skip

    def expected(self, chance: Chance, days: int) -> float:
        """Number within the horizon."""
        return float(sum(0 <= day < days for day in self.days(chance.start)))


def sample(process: Dates, chance: Chance, days: int) -> Events:
    """When it occurs, in every lane alike."""
    when = np.array(process.days(chance.start), dtype=np.int64)
    return events(np.repeat(np.arange(chance.lanes), len(when)), np.tile(when, chance.lanes), days)
