"""A run that is stopped on a morning: gone on with, or branched into what could happen from there.

Going on gives the run that was never stopped, byte for byte. Branches share the days before, and the arrays of the network; each
begins with a copy of a few lanes of the state at a time. A state has rows for what may be disrupted: where a branch disrupts
something that was not foreseen, its days before are run again, with rows for it, which changes no byte of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from echelon.core.digest import array_digest, digest
from echelon.core.errors import BadScenario, Finding, Unavailable
from echelon.disruption import Cause, Disruption, compiled
from echelon.disruption.cascade import Cascade
from echelon.disruption.hazard import Hazard
from echelon.disruption.rows import largest_of
from echelon.disruption.targets import Target
from echelon.study.many import Prepared, Run, prepare_run, run_of, steers_of
from echelon.study.scenario import Scenario, whole

if TYPE_CHECKING:
    from echelon.world.run import Mapper, Snapshot

WhatIf = Cause | Sequence[Cause]
STRETCHED = ("lead", "making")
"""Nouns of targets for which a state has more rows the larger their factor is."""


@dataclass(frozen=True)
class Moment:
    """All replications of a question on the morning of a day; nothing of that day has happened.

    foreseen   what may be disrupted later, and the largest factor of each: the state has rows for it
    laws       digest of the law sources
    """

    scenario: Scenario
    day: int
    laws: str
    foreseen: Mapping[Target, float]
    prepared: Prepared
    snapshot: Snapshot

    @property
    def question(self) -> str:
        """The digest of the question that was stopped."""
        return self.scenario.question(self.laws)

    @property
    def digest(self) -> str:
        """The digest of the question, the day, the state and what was counted: equal ones go on equally."""
        from echelon.world.leaves import leaves

        arrays = leaves(self.snapshot.state)
        counted = self.snapshot.counts
        if self.snapshot.mind is not None:
            arrays |= {f"mind.{name}": array for name, array in self.snapshot.mind.leaves().items()}
        held = array_digest([*arrays.values(), counted.daily, counted.customer])
        return digest([self.question, self.scenario.first_replication, self.day, list(arrays), held])

    def __repr__(self) -> str:
        return (
            f"Moment({self.scenario.network.name!r}, day {self.day} of {self.scenario.days}, {self.scenario.replications} "
            f"replications, {self.digest[:12]})"
        )


def pause(scenario: Scenario, day: int, *, foreseen: Iterable[WhatIf] = (), laws: str = "", room: float = math.inf,
          mapper: Mapper = map) -> Moment:  # fmt: skip
    """Run a question up to the morning of a day; `BadScenario` where that is not within its horizon.

    foreseen   what later branches may disrupt;  room  bytes that the state of all replications may take, else `Unavailable`
    """
    _must_be_within(scenario, day)
    targets = largest_of(_targets(scenario, (*scenario.disruptions, *_several(each))) for each in foreseen)
    return _stopped(scenario, day, targets, laws, room, mapper)


def _stopped(
    scenario: Scenario, day: int, targets: Mapping[Target, float], laws: str, room: float, mapper: Mapper
) -> Moment:
    from echelon.world.run import until

    prepared = prepare_run(scenario, targets=targets)
    _must_fit(prepared, scenario.replications, room)
    return Moment(scenario, day, laws, targets, prepared, until(prepared.job, day, mapper))


def resume(moment: Moment, *, mapper: Mapper = map) -> Run:
    """Go on to the end: the answer of the question, as if it had not been stopped."""
    return _onward(moment, moment.scenario, mapper)


def branch(
    moment: Moment, what_ifs: Iterable[WhatIf] | Mapping[str, WhatIf], *, mapper: Mapper = map
) -> Iterator[Run]:
    """What happens from a moment on if each of these is disrupted too; one answer after another, as they are asked for.

    what_ifs   each one disruption or several; a mapping names them
    raises     BadScenario where one begins before the moment, or hits nothing known; before anything is run
    """
    named = what_ifs.items() if isinstance(what_ifs, Mapping) else ((_name(each), each) for each in what_ifs)
    asked = [_asked(moment, name, _several(each)) for name, each in named]
    return _branches(moment, asked, mapper)


def _branches(moment: Moment, asked: Sequence[Scenario], mapper: Mapper) -> Iterator[Run]:
    wanted = largest_of(_targets(each, each.disruptions) for each in asked)
    if not _foreseen(wanted, moment.prepared.gates):
        foreseen = largest_of([wanted, moment.foreseen])
        moment = _stopped(moment.scenario, moment.day, foreseen, moment.laws, math.inf, mapper)
    for each in asked:
        yield _onward(moment, each, mapper)


def _onward(moment: Moment, scenario: Scenario, mapper: Mapper) -> Run:
    from echelon.world.gates import changes, singles
    from echelon.world.run import run

    prepared, days, count = moment.prepared, scenario.days, scenario.replications
    hit = compiled(scenario.network, scenario.disruptions, days=days, seed=scenario.seed,
                   replications=prepared.job.replications)  # fmt: skip
    job = replace(
        prepared.job,
        changes=changes([(0, count, hit.rows)], prepared.gates, days),
        singles=singles([(0, hit.turns)], prepared.gates, count),
        steers=steers_of(scenario, prepared.structure, prepared.rates, prepared.job.tables, prepared.gates),
    )
    return run_of(scenario, prepared, run(job, mapper, since=moment.snapshot), moment.laws)


def _asked(moment: Moment, name: str, more: Sequence[Cause]) -> Scenario:
    """The whole question of a branch."""
    early = [each for each in more if each.start < moment.day]
    if early:
        raise BadScenario([
            Finding("E226", f"The `start` of disruption `{each.name}`", f"must be in [{moment.day}, {moment.scenario.days})",
                    str(each.start), "A branch cannot change the days before it; stop the run earlier")
            for each in early
        ])  # fmt: skip
    return replace(moment.scenario, disruptions=(*moment.scenario.disruptions, *more), name=name)


def _several(what_if: WhatIf) -> Sequence[Cause]:
    return (what_if,) if isinstance(what_if, Disruption | Hazard | Cascade) else tuple(what_if)


def _name(what_if: WhatIf) -> str:
    return " + ".join(each.name for each in _several(what_if)) or "nothing more"


def _targets(scenario: Scenario, what_if: WhatIf) -> Mapping[Target, float]:
    """What may be hit, and the largest factor of each in any replication."""
    first = scenario.first_replication
    hit = compiled(scenario.network, _several(what_if), days=scenario.days, seed=scenario.seed,
                   replications=np.arange(first, first + scenario.replications))  # fmt: skip
    return hit.largest


def _foreseen(wanted: Mapping[Target, float], gates: Mapping[Target, int]) -> bool:
    """Whether a state has rows for what is hit, and for goods that take so much longer."""
    from echelon.world.gates import largest

    return all(
        target in gates and (target[0] not in STRETCHED or factor <= largest(gates, target))
        for target, factor in wanted.items()
    )


def _must_fit(prepared: Prepared, replications: int, room: float) -> None:
    """A state is held for all replications at once, and twice while it is put together."""
    from echelon.world.leaves import leaves
    from echelon.world.run import before

    need = 2.0 * replications * sum(array.nbytes for array in leaves(before(prepared.job, 1)).values())
    if need > room:
        raise Unavailable(Finding("E303", "The state of all replications", f"must fit into {room / 1e9:,.1f} GB",
                                  f"{need / 1e9:,.1f} GB", "Ask for fewer replications"))  # fmt: skip


def _must_be_within(scenario: Scenario, day: int) -> None:
    if not whole(day) or not 0 <= day <= scenario.days:
        must = f"must be a whole number in [0, {scenario.days}]"
        raise BadScenario(Finding("E227", "The day of a moment", must, str(day),
                                  "Stop the run within the days that are simulated"))  # fmt: skip
