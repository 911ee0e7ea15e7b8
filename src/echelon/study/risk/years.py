"""Many years of the same luck in one world: calm, with all that can break, and with one thing left out at a time.

Replication r of every variant has the luck of replication r of the others: what is left out changes nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Cause, Compiled, Hazard, compiled
from echelon.disruption.targets import ROWS_OF, Target
from echelon.network.model import Network
from echelon.study.many import Prepared, prepare_run
from echelon.study.measure import net_of, summed
from echelon.study.scenario import Scenario

if TYPE_CHECKING:
    from echelon.world.run import Mapper

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HAZARD, COMMON, SITE, TOGETHER = "hazard", "common cause", "site", "together"
KINDS = (HAZARD, COMMON, SITE)
LANES_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Left:
    """One thing left out: a hazard (or disruption, or cascade), all hazards of a common cause, or all that happens at a site."""

    kind: str
    name: str
    causes: tuple[Cause, ...] = ()
    targets: frozenset[Target] = frozenset()


def variants(scenario: Scenario) -> Iterator[Left]:
    """All that can be left out, one after another: causes, common causes of two hazards or more, sites that are hit."""
    causes = scenario.disruptions
    yield from (Left(HAZARD, each.name, (each,)) for each in causes)
    shared: dict[str, list[Cause]] = {}
    for each in causes:
        if isinstance(each, Hazard) and each.cause:
            shared.setdefault(each.cause, []).append(each)
    yield from (Left(COMMON, name, tuple(several)) for name, several in shared.items() if len(several) > 1)
    hit = compiled(
        scenario.network,
        causes,
        days=scenario.days,
        seed=scenario.seed,
        replications=np.zeros(0, dtype=np.int64),
    )
    at: dict[str, set[Target]] = {}
    for target in hit.targets:
        for site in _sites(scenario.network, target):
            at.setdefault(site, set()).add(target)
    yield from (Left(SITE, name, (), frozenset(at[name])) for name in sorted(at))


def _sites(net: Network, target: Target) -> Iterator[str]:
    """The site that a target is at: of a lane the one it leaves."""
    noun, row = target
    table = net[ROWS_OF[noun]]
    column = {"site": "name", "lane": "from"}.get(ROWS_OF[noun], "site")
    if column in table.columns:
        yield str(table[column][row])


def without(scenario: Scenario, left: Left, replications: Ints) -> Compiled:
    """What happens in some replications where something is left out."""
    causes = [each for each in scenario.disruptions if not any(each is other for other in left.causes)]
    hit = compiled(
        scenario.network, causes, days=scenario.days, seed=scenario.seed, replications=replications
    )
    return _spared(hit, left.targets) if left.targets else hit


def _spared(hit: Compiled, targets: frozenset[Target]) -> Compiled:
    turns = [
        replace(each, targets=tuple(target for target in each.targets if target not in targets))
        for each in hit.turns
    ]
    return Compiled(
        tuple(row for row in hit.rows if row.target not in targets),
        tuple(each for each in turns if each.targets),
        tuple(target for target in hit.targets if target not in targets),
    )


class Years:
    """One scenario in arrays; nets of as many variants of it as are asked for."""

    def __init__(self, scenario: Scenario, mapper: Mapper, *, forced: bool = False) -> None:
        self.scenario, self.mapper = scenario, mapper
        self.prepared: Prepared = prepare_run(scenario, forced=forced)
        self.calm = self.nets([None])[0]

    def nets(self, several: Sequence[Left | None]) -> list[Floats]:
        """Margin less costs of each replication, in each variant; None is the calm one. `[replication]` each"""
        count = self.scenario.replications
        found = [np.empty(count) for _ in several]
        for group in _groups(len(several), count):
            jobs = [(several[variant], slice(first, last)) for variant, first, last in group]
            for (variant, first, last), nets in zip(group, self._nets(jobs), strict=True):
                found[variant][first:last] = nets
        return found

    def _nets(self, several: Sequence[tuple[Left | None, slice]]) -> list[Floats]:
        """Of some replications of some variants, side by side in one world."""
        from echelon.world.gates import changes, singles
        from echelon.world.run import run

        gates, job = self.prepared.gates, self.prepared.job
        ids = [job.replications[some] for _, some in several]
        ends = np.cumsum([0, *(len(each) for each in ids)]).tolist()
        hit = [Compiled((), (), ()) if left is None else without(self.scenario, left, mine)
               for (left, _), mine in zip(several, ids, strict=True)]  # fmt: skip
        lanes = replace(
            job,
            changes=changes([(first, last, each.rows) for first, last, each in zip(ends, ends[1:], hit, strict=False)],
                            gates, job.days),
            replications=np.concatenate(ids),
            singles=singles([(first, each.turns) for first, each in zip(ends, hit, strict=False)], gates, ends[-1]),
        )  # fmt: skip
        daily = run(lanes, self.mapper).daily
        return [summed(net_of(daily[..., first:last])) for first, last in itertools.pairwise(ends)]

    def losses(self, several: Sequence[Left]) -> list[Floats]:
        """What each replication loses against its calm twin, in each variant. `[replication]` each"""
        return [self.calm - each for each in self.nets(several)]


NOTHING_LEFT_OUT = Left("", "")


def _groups(variants: int, replications: int) -> Iterator[list[tuple[int, int, int]]]:
    """Pieces (variant, first, last replication), as many together as make a full world."""
    pieces = [(at, first, min(first + LANES_AT_ONCE, replications))
              for at in range(variants) for first in range(0, replications, LANES_AT_ONCE)]  # fmt: skip
    group: list[tuple[int, int, int]] = []
    for piece in pieces:
        if group and sum(last - first for _, first, last in (*group, piece)) > LANES_AT_ONCE:
            yield group
            group = []
        group.append(piece)
    yield group


def must_break(scenario: Scenario) -> None:
    """`BadScenario` where nothing can break (E534)."""
    if not scenario.disruptions:
        raise BadScenario(Finding("E534", "The causes of a risk question", "must be given", "none",
                                  "Add hazards or disruptions to the scenario"))  # fmt: skip
