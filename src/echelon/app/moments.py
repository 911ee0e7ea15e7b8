"""Runs that are stopped, kept, gone on with and branched: sound networks, threads, and folders."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from echelon.app import kept
from echelon.app.commands import RUN_FILES as OF_RUN
from echelon.app.questions import Question
from echelon.app.runs import Progress, counter, must_be_sound, must_fit
from echelon.app.scenarios import network_of
from echelon.app.settings import memory_bytes, threads as threads_wished
from echelon.app.wiring import laws_digest, load_kernels, package_version, threaded
from echelon.connect.atomic import free_folder, write_whole_folder
from echelon.core.errors import BadData, EchelonError, Finding
from echelon.disruption import Disruption, parse_disruption
from echelon.network.model import Network
from echelon.store.states import FILES, KIND, STATE, KeptState, read_state as read_kept, state_files
from echelon.study.scenario import Policy, Scenario

if TYPE_CHECKING:
    from echelon.agents.agent import Agent
    from echelon.study.compare import Difference
    from echelon.study.many import Run
    from echelon.study.measure import Units
    from echelon.study.moments import Moment, WhatIf
    from echelon.world.run import Snapshot

COUNTED, MIND = "counted.", "mind."
"""What stands before the names of the arrays that were counted, and of what agents remember, beside those of the state."""


@dataclass(frozen=True)
class Paused:
    """A run that was stopped on a morning: all its replications, to go on with, to branch and to keep."""

    moment: Moment

    def __repr__(self) -> str:
        return repr(self.moment)

    @property
    def day(self) -> int:
        """The day on whose morning it was stopped."""
        return self.moment.day

    @property
    def digest(self) -> str:
        """Equal ones go on equally."""
        return self.moment.digest

    def resume(self, *, threads: int | None = None, progress: Progress | None = None) -> Run:
        """Go on to the end of the horizon; the answer is that of the run that was never stopped, byte for byte."""
        from echelon.study.moments import resume as ask

        count = threads_wished(threads)
        return ask(self.moment, mapper=threaded(count, counter(self.moment.scenario.replications, progress)))

    def branch(
        self, what_ifs: Iterable[WhatIf] | Mapping[str, WhatIf], *, threads: int | None = None
    ) -> Iterator[Run]:
        """What happens if each of these is disrupted too, with the same luck: one run after another, as they are asked for.

        what_ifs   each one disruption or several; a mapping names them
        raises     BadScenario where one begins before the moment, or hits nothing known
        """
        from echelon.study.moments import branch as ask

        return ask(self.moment, what_ifs, mapper=threaded(threads_wished(threads), None))

    def write(self, folder: str | os.PathLike[str], *, source: str = "") -> None:
        """Keep it in a folder, which comes whole and replaces an older state there.

        source   where its network was read, for `echelon resume`
        raises   Conflict, Unavailable where the folder cannot be written
        """
        write_whole_folder(Path(folder), files_of(self.moment, source), replace=True, ours=FILES)


def pause(scenario: Scenario, day: int, *, foreseen: Iterable[WhatIf] = (), threads: int | None = None,
          progress: Progress | None = None) -> Paused:  # fmt: skip
    """Run a question up to the morning of a day, and stop: to go on with, to branch, and to keep.

    foreseen   disruptions that later branches may have; others may be branched too, at the price of running these days again
    raises     as `run`, BadScenario where the day is not within the horizon, Unavailable where memory would not do
    """
    from echelon.study.moments import pause as ask

    count = threads_wished(threads)
    must_be_sound(scenario.network)
    must_fit(scenario.network, scenario.days, scenario.replications, 0)
    load_kernels()
    mapper = threaded(count, counter(scenario.replications, progress))
    room = 0.8 * memory_bytes() or math.inf
    return Paused(ask(scenario, day, foreseen=foreseen, laws=laws_digest(), room=room, mapper=mapper))


def files_of(moment: Moment, source: str) -> Iterator[tuple[str, list[bytes]]]:
    """The files of a state's folder."""
    from echelon.world.leaves import leaves

    counts = moment.snapshot.counts._asdict()
    arrays = leaves(moment.snapshot.state) | {f"{COUNTED}{name}": array for name, array in counts.items()}
    if moment.snapshot.mind is not None:
        arrays |= {f"{MIND}{name}": array for name, array in moment.snapshot.mind.leaves().items()}
    document = {
        "version": package_version(), "laws": moment.laws, "question": moment.question, "day": moment.day,
        "digest": moment.digest, "targets": sorted([*target, factor] for target, factor in moment.foreseen.items()),
        "network": {"name": moment.scenario.network.name, "digest": moment.scenario.network.digest, "source": source},
        "scenario": kept.scenario_document(moment.scenario),
    }  # fmt: skip
    return state_files(document, arrays)


def read_state(
    folder: str | os.PathLike[str],
    network: Network,
    *,
    policies: Mapping[str, Policy] | None = None,
    agents: Sequence[Agent] = (),
) -> Paused:
    """A state that was kept, to go on with.

    network    the network that it is of;  policies, agents  of one's own that the run had, all agents where any is one's own
    raises     BadData where it is not a state, was altered, or is of another network, other policies or another version
    """
    must_be_sound(network)
    return _paused(Path(folder), read_kept(Path(folder)), network, policies, agents)


def _paused(
    folder: Path,
    found: KeptState,
    network: Network,
    policies: Mapping[str, Policy] | None = None,
    agents: Sequence[Agent] = (),
) -> Paused:
    load_kernels()
    try:
        scenario = kept.scenario_of(found.document["scenario"], network, policies, agents)
        _must_match(folder, found.document, scenario)
        return Paused(_moment(found, scenario))
    except BadData:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, EchelonError) as error:
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        raise KIND.not_as_written(folder / STATE, "must describe a state", said) from None


def _must_match(folder: Path, document: Mapping[str, Any], scenario: Scenario) -> None:
    """`BadData` where a state belongs to another network, to other laws or policies."""
    if document["question"] == scenario.question(laws_digest()):
        return
    other = (
        f"network {document['network']['name']} of digest {document['network']['digest'][:12]}"
        if document["network"]["digest"] != scenario.network.digest
        else f"laws of digest {document['laws'][:12]}, of version {document['version']}"
        if document["laws"] != laws_digest()
        else "other policies of one's own"
    )
    raise BadData(Finding("E319", f"The state `{folder}`", "must be of this network, these laws and policies", other,
                          "Give the network it was paused with, or pause the run again"))  # fmt: skip


def _moment(found: KeptState, scenario: Scenario) -> Moment:
    from echelon.study.many import prepare_run
    from echelon.study.moments import Moment

    document = found.document
    targets = {(str(noun), int(row)): float(factor) for noun, row, factor in document["targets"]}
    prepared = prepare_run(scenario, targets=targets)
    snapshot = _snapshot(found, scenario, prepared.job, int(document["day"]))
    moment = Moment(scenario, snapshot.day, str(document["laws"]), targets, prepared, snapshot)
    if moment.digest != document["digest"]:
        raise ValueError("the arrays have another digest")
    return moment


def _snapshot(found: KeptState, scenario: Scenario, job: Any, day: int) -> Snapshot:
    from echelon.world.leaves import filled
    from echelon.world.run import Snapshot, before
    from echelon.world.state import Counts

    counted = Counts(**{name: found.arrays[f"{COUNTED}{name}"] for name in Counts._fields})
    arrays = {name: array for name, array in found.arrays.items() if not name.startswith((COUNTED, MIND))}
    state = filled(before(job, 1), arrays)
    sizes = counted.daily.shape[1:], state.stock.shape[1]
    if sizes != ((day, scenario.replications), scenario.replications):
        raise ValueError("the arrays have another shape than the question")
    return Snapshot(day, state, counted, _mind(found.arrays))


def _mind(arrays: Mapping[str, Any]) -> Any:
    """What agents remember; None where there are none."""
    mine = {name.removeprefix(MIND): array for name, array in arrays.items() if name.startswith(MIND)}
    if not mine:
        return None
    from echelon.agents.mind import filled

    return filled(mine)


@dataclass(frozen=True, slots=True)
class PauseRun:
    """Stop a run on a morning, and keep its state.

    foresee   disruptions, in one line each, that it will be branched into
    """

    question: Question
    day: int
    out: str
    foresee: tuple[str, ...] = ()
    threads: int | None = None


def pause_run(wanted: PauseRun, progress: Progress | None = None) -> Paused:
    """The moment that was kept."""
    free_folder(Path(wanted.out), ours=FILES)
    asked = wanted.question.ask()
    foreseen = [parse_disruption(text) for text in wanted.foresee]
    found = pause(asked, wanted.day, foreseen=foreseen, threads=wanted.threads, progress=progress)
    found.write(wanted.out, source=wanted.question.network)
    return found


@dataclass(frozen=True, slots=True)
class ResumeRun:
    """Go on from a kept state, and perhaps keep the answer.

    network   where its network is, "" for where it was
    out       folder for the run's files, "" to keep nothing
    """

    state: str
    network: str = ""
    out: str = ""
    threads: int | None = None


def resume_run(wanted: ResumeRun, progress: Progress | None = None) -> Run:
    """The answer, as if the run had not been stopped."""
    if wanted.out:
        free_folder(Path(wanted.out), ours=OF_RUN)
    paused, source = open_state(wanted.state, wanted.network)
    found = paused.resume(threads=wanted.threads, progress=progress)
    if wanted.out:
        write_whole_folder(Path(wanted.out), kept.files_of(found, source), replace=True, ours=OF_RUN)
    return found


@dataclass(frozen=True, slots=True)
class BranchRun:
    """What happens from a kept state on, as it is and with each disruption added.

    disrupt   each in one line: a branch of its own
    """

    state: str
    disrupt: tuple[str, ...]
    network: str = ""
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """What one branch changes: its differences to going on as it is, and the same as JSON values."""

    name: str
    rows: Mapping[str, Difference]
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Branched:
    """Going on as it is, as its digests, and each branch. A hundred answers kept would fill the memory."""

    question: str
    answer: str
    units: Units
    branches: tuple[Branch, ...]


def branch_run(wanted: BranchRun) -> Branched:
    """Going on without more, and each branch against that, one after another."""
    from echelon.app.documents import comparison_document
    from echelon.study.compare import compare

    what_ifs: list[Sequence[Disruption]] = [(), *((parse_disruption(text),) for text in wanted.disrupt)]
    paused, _ = open_state(wanted.state, wanted.network)
    runs = paused.branch(what_ifs, threads=wanted.threads)
    calm, branches = next(runs), []
    for each in runs:
        found = compare(calm, each)
        rows = {row.measure.name: row for row in found.rows}
        branches.append(Branch(each.scenario.name, rows, comparison_document(found)))
    return Branched(calm.question, calm.answer, calm.units, tuple(branches))


def open_state(state: str, network: str = "") -> tuple[Paused, str]:
    """A kept state, and where its network was read."""
    found = read_kept(Path(state))
    source = network or str(found.document.get("network", {}).get("source", ""))
    if not source:
        raise BadData(Finding("E319", f"The state `{state}`", "must say where its network is", "nothing",
                              "Name the network after it"))  # fmt: skip
    net = network_of(source)
    must_be_sound(net)
    return _paused(Path(state), found, net), source
