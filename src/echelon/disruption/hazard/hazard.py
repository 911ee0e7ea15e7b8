"""A hazard: when something occurs, and the disruptions that every occurrence brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.core.words import Words
from echelon.disruption.copula import Matrix, correlated, matrix_of
from echelon.disruption.distribution import Distribution, factor_or_factors, said, whole_days
from echelon.disruption.grammar import disruption_of
from echelon.disruption.hazard.chance import Chance, Events
from echelon.disruption.hazard.processes import Process, document, process_of, sample
from echelon.disruption.impact import Disruption
from echelon.disruption.spells import Luck, Occurrences

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hazard:
    """Something that occurs by chance, again and again, and what every occurrence does.

    occurs       a process: `poisson(per_year=2)`, `seasonal(per_year=3, months=0 0 0 0 0 1 2 4 5 3 1 0)`,
                 `markov(up=300, down=14)`, `renewal(gap=gamma(mean=90, sd=30))`, `hawkes(per_year=2, again=0.4, within=20)`,
                 `dates(2026-08-25; 2026-09-10)`, `history(when=2005-08-29; 2017-08-25, first=2000, last=2025)`
    effects      disruptions; each begins `start` days after the occurrence, and lasts as it says (of markov: while it is down)
    severity     part [0, 1] of the effects' loss, fixed or a distribution; the same for all effects of one occurrence
    cause        hazards of one cause occur together, with the same luck, and of their effects on one target the worst counts
    correlation  rank correlations of the effects' severities, a row for each; without it one quantile holds for all
    start        day before which nothing occurs

    >>> storm = Hazard("storm", "poisson(per_year=2)", [Disruption("port", "Suez", capacity=0.0, lasts=3)])
    >>> storm.document()["occurs"]
    {'process': 'poisson', 'per_year': 2.0}
    """

    name: str
    occurs: Process | str | Mapping[str, Any]
    effects: Sequence[Disruption]
    severity: float | str | Distribution | None = None
    cause: str = field(default="", kw_only=True)
    correlation: Sequence[Sequence[float]] | None = field(default=None, kw_only=True)
    start: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        effects = tuple(disruption_of(each) if isinstance(each, Mapping) else each for each in self.effects)
        object.__setattr__(self, "effects", effects)
        object.__setattr__(self, "occurs", process_of(self.occurs))
        object.__setattr__(self, "severity", factor_or_factors(self.severity))
        if self.correlation is not None:
            object.__setattr__(self, "correlation", matrix_of(self.correlation, len(effects), self.name))
        found = list(self._findings())
        if found:
            raise BadScenario(found)

    def _findings(self) -> Iterator[Finding]:
        if not self.effects:
            yield Finding(
                "E423", f"The `effects` of hazard `{self.name}`", "must be given", "none", "Add a disruption"
            )
        part = self.severity
        low, high = (
            part.ends if isinstance(part, Distribution) else (part, part) if part is not None else (0.0, 1.0)
        )
        if not (float(low) >= 0.0 and float(high) <= 1.0):
            yield Finding("E424", f"The `severity` of hazard `{self.name}`", "must be in [0, 1]", str(said(part)),  # type: ignore[arg-type]
                          "A part of the loss that its effects say")  # fmt: skip
        if not whole_days(self.start):
            yield Finding("E214", f"The `start` of hazard `{self.name}`", "must be in [0, inf)", str(self.start),
                          "Count whole days from day 0 of the run")  # fmt: skip

    @property
    def process(self) -> Process:
        """When it occurs."""
        return self.occurs  # type: ignore[return-value]  # text was read when it was made

    @property
    def who(self) -> str:
        """Whose luck it has: its cause's, or its own."""
        return self.cause or self.name

    def events(self, chance: Chance, days: int) -> Events:
        """When it occurs, in every lane."""
        found = sample(self.process, chance, days)
        late = found.day >= self.start
        return Events(*(column[late] for column in found))

    def occurrences(self, chance: Chance, days: int) -> list[Occurrences]:
        """What each effect meets. `[effect]`"""
        found = self.events(chance, days)
        nth = _nth(found)
        severity = self._words(chance, found, nth)
        luck = Luck(chance.seed, chance.replications)
        plain = Occurrences(found.lane, found.day, nth)
        part = self.severity
        parts = (
            None
            if part is None
            else np.full(len(nth), 0.0 if isinstance(part, Distribution) else float(part))
        )
        if isinstance(part, Distribution):
            parts = part.factors(luck.words(self.who, "part", plain))
        return [Occurrences(found.lane, found.day, nth, each, parts, found.length) for each in severity]

    def _words(self, chance: Chance, found: Events, nth: Ints) -> list[Words]:
        """The quantile of each effect's severity, as a word."""
        luck, plain = Luck(chance.seed, chance.replications), Occurrences(found.lane, found.day, nth)
        if self.correlation is None:
            return [luck.words(self.who, "severity", plain)] * len(self.effects)
        rank: Matrix = self.correlation  # type: ignore[assignment]
        return correlated(rank, [luck.words(self.who, f"severity of {at}", plain) for at in range(len(rank))])

    def document(self) -> dict[str, object]:
        """Everything that counts for a question's digest."""
        found: dict[str, object] = {
            "name": self.name, "occurs": document(self.process), "effects": [each.document() for each in self.effects],
        }  # fmt: skip
        more = {"severity": said(self.severity), "cause": self.cause, "start": self.start,  # type: ignore[arg-type]
                "correlation": self.correlation and [list(row) for row in self.correlation]}  # fmt: skip
        return found | {name: value for name, value in more.items() if value not in (None, "", 0)}


def _nth(found: Events) -> Ints:
    """Which of those of its day in its lane each is."""
    if not len(found.lane):
        return found.lane
    new = np.concatenate([[True], (np.diff(found.lane) != 0) | (np.diff(found.day) != 0)])
    starts = np.flatnonzero(new)
    return np.arange(len(new)) - np.repeat(starts, np.diff([*starts.tolist(), len(new)]))
