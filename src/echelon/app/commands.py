"""Commands: what writes something, one dataclass and one short function each. Outputs come whole or not at all."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from echelon.app import kept, reports, runs, whys
from echelon.app.documents import exposure_rows
from echelon.app.questions import Question
from echelon.app.scenarios import read_scenario
from echelon.connect.atomic import free_folder, write_whole_folder
from echelon.disruption import Disruption, parse_recovery
from echelon.disruption.entry import PREFIX
from echelon.network.model import Network
from echelon.store.runs import FILES

if TYPE_CHECKING:
    from echelon.study.compare import Comparison
    from echelon.study.exposure import Exposure
    from echelon.study.many import Run
    from echelon.study.precise import Precise
    from echelon.study.scenario import Scenario

RANKING = "exposure.csv"
RUN_FILES = FILES | {reports.PAGE}
STRESS_FILES = frozenset({RANKING, reports.PAGE})
Files = Iterable[tuple[str, Iterable[bytes]]]


@dataclass(frozen=True, slots=True)
class ImportWillems:
    """Turn one of Willems' 38 chains into a network of one's own."""

    folder: str
    chain: int
    out: str
    replace: bool = False


def import_willems(wanted: ImportWillems) -> Network:
    """The network that was written; `Conflict` where one lies there already and `replace` is not set."""
    from echelon.connect import read_willems, write_network

    net = read_willems(wanted.folder, wanted.chain)
    write_network(net, wanted.out, replace=wanted.replace)
    return net


@dataclass(frozen=True, slots=True)
class MakeRun:
    """Answer one question, and perhaps keep the answer.

    out      folder for the run's files, "" to keep nothing
    report   add a page; where something is disrupted it shows the calm run beside it
    command  what the user typed, for the page
    precise  add replications until this is met
    """

    question: Question
    out: str = ""
    report: bool = False
    threads: int | None = None
    command: str = ""
    precise: Precise | None = None


def make_run(wanted: MakeRun, progress: runs.Progress | None = None) -> Run:
    """The answer; its folder comes whole, and replaces an older run there."""
    _claim(wanted.out, RUN_FILES)
    if wanted.report:
        reports.must_render()
    asked = wanted.question.ask()
    found = runs.run(asked, threads=wanted.threads, progress=progress, precision=wanted.precise)
    if wanted.out:
        files = list(kept.files_of(found, _source(wanted.question, found.scenario)))
        if wanted.report:
            files.append((reports.PAGE, [_page_of_run(found, wanted)]))
        _write(wanted.out, files, RUN_FILES)
    return found


def _source(question: Question, asked: Scenario) -> str:
    """Where the network lies: as typed, or as the document says."""
    return asked.source or question.network


def _page_of_run(found: Run, wanted: MakeRun) -> bytes:
    source = _source(wanted.question, found.scenario)
    if not found.scenario.disruptions:
        return reports.page(found, None, None, command=wanted.command, source=source)
    calm = runs.run(found.scenario.calm(), threads=wanted.threads)
    return reports.page(
        calm, found, None, causes=whys.of_run(calm, found), command=wanted.command, source=source
    )


@dataclass(frozen=True, slots=True)
class CompareRuns:
    """Set two to four runs that were kept side by side, and perhaps write their page.

    report   file of the page, "" for none;  command  what the user typed, for the page
    """

    folders: tuple[str, ...]
    report: str = ""
    command: str = ""

    @property
    def names(self) -> list[str]:
        """Names of the folders, whole where two are alike."""
        short = [Path(folder).name or folder for folder in self.folders]
        return short if len(set(short)) == len(short) else list(self.folders)


def compare_runs(wanted: CompareRuns) -> list[Comparison]:
    """Paired differences of each from the first; `BadData` where one is no run, `BadScenario` where they do not pair."""
    from echelon.study.compare import compare

    if wanted.report:
        reports.must_be_free(wanted.report)
    found = [kept.load_run(folder) for folder in wanted.folders]
    pairs = [compare(found[0], each) for each in found[1:]]
    if wanted.report:
        reports.write_page(wanted.report, reports.beside_page(found, wanted.names, command=wanted.command))
    return pairs


@dataclass(frozen=True, slots=True)
class MakeStress:
    """Let every site fail in turn, or what is named and the question's disruptions, and perhaps keep the ranking and its page.

    sites    names of sites, lanes and places, for which start, lasts, heals and capacity hold
    out      folder for the ranking and its page;  report  file for the page alone
    """

    question: Question
    sites: tuple[str, ...] = ()
    start: int = 60
    lasts: int = 30
    heals: str = ""
    capacity: float = 0.0
    out: str = ""
    threads: int | None = None
    command: str = ""
    against_static: bool = False
    report: str = ""


def make_stress(wanted: MakeStress, progress: runs.Progress | None = None) -> Exposure:
    """The ranking, the worst failure first."""
    _claim(wanted.out, STRESS_FILES)
    if wanted.out:
        reports.must_render()
    if wanted.report:
        reports.must_be_free(wanted.report)
    asked = wanted.question.ask()
    typed = asked.disruptions[len(asked.disruptions) - len(wanted.question.disrupt) :]
    own = [each for each in typed if isinstance(each, Disruption)]
    found = runs.stress(asked.network, [*wanted.sites, *own], start=wanted.start, lasts=wanted.lasts,
                        heals=parse_recovery(wanted.heals), capacity=wanted.capacity, days=asked.days,
                        replications=asked.replications, seed=asked.seed, against_static=wanted.against_static,
                        threads=wanted.threads, progress=progress)  # fmt: skip
    if wanted.out or wanted.report:
        calm = runs.run(asked.calm(), threads=wanted.threads)
        source = _source(wanted.question, asked)
        page = reports.page(calm, None, found, command=wanted.command, source=source)
        if wanted.out:
            _write(
                wanted.out,
                [(RANKING, [csv_bytes(exposure_rows(found))]), (reports.PAGE, [page])],
                STRESS_FILES,
            )
        if wanted.report:
            reports.write_page(wanted.report, page)
    return found


@dataclass(frozen=True, slots=True)
class Demonstrate:
    """The main job on the embedded network: calm year, disrupted year, ranking, report."""

    out: str
    scenario: str = "kestvold-demo"
    replications: int = 100
    stress_replications: int = 40
    seed: int = 7
    threads: int | None = None
    command: str = ""


@dataclass(frozen=True, slots=True)
class Demonstrated:
    """What the demo found."""

    told: Scenario
    comparison: Comparison
    exposure: Exposure
    page: Path


Say = Callable[[str, float], None]
"""Called after each step with what was done and the seconds it took."""


def demonstrate(
    wanted: Demonstrate, progress: runs.Progress | None = None, say: Say | None = None
) -> Demonstrated:
    """All steps after each other, each told as it ends."""
    from echelon.study.compare import compare

    clock = _Clock(say)
    _claim(wanted.out, STRESS_FILES)
    reports.must_render()
    told = replace(
        read_scenario(f"{PREFIX}{wanted.scenario}"), replications=wanted.replications, seed=wanted.seed
    )
    net = told.network
    clock.tell(f"Read {net.name}: {counted(net)}")
    runs.must_be_sound(net)
    clock.tell("Checked it: no errors")
    calm = runs.run(told.calm(), threads=wanted.threads, progress=progress)
    clock.tell(f"Simulated a calm year, {told.replications} times")
    hit = runs.run(told, threads=wanted.threads, progress=progress)
    clock.tell(f"Simulated the year in which {told.name}, with the same luck")
    exposure = runs.stress(net, days=told.days, replications=wanted.stress_replications, seed=wanted.seed,
                           threads=wanted.threads, progress=progress)  # fmt: skip
    clock.tell(
        f"Shut each of {len(exposure.rows)} sites for {exposure.lasts} days, {wanted.stress_replications} times each"
    )
    why = whys.of_run(calm, hit)
    clock.tell("Followed the orders that were short back to what broke")
    page = reports.page(calm, hit, exposure, causes=why, command=wanted.command, source=told.source)
    _write(
        wanted.out, [(RANKING, [csv_bytes(exposure_rows(exposure))]), (reports.PAGE, [page])], STRESS_FILES
    )
    place = Path(wanted.out) / reports.PAGE
    clock.tell(f"Wrote {place.as_posix()}")
    return Demonstrated(told, compare(calm, hit), exposure, place)


class _Clock:
    def __init__(self, say: Say | None) -> None:
        self.say, self.last = say, time.perf_counter()

    def tell(self, what: str) -> None:
        """Say what was done since the last call, and how long it took."""
        now = time.perf_counter()
        if self.say:
            self.say(what, now - self.last)
        self.last = now


def counted(net: Network) -> str:
    """How much a network holds, in words."""
    nouns = ("site", "item", "stock point", "lane", "demand")
    return ", ".join(f"{len(net[noun]):,} {noun}{'' if len(net[noun]) == 1 else 's'}" for noun in nouns)


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as a CSV file in UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _claim(out: str, ours: frozenset[str]) -> None:
    """`Conflict` or `Unavailable` before the work, where its result could not be written after it."""
    if out:
        free_folder(Path(out), ours=ours)


def _write(out: str, files: Files, ours: frozenset[str]) -> None:
    write_whole_folder(Path(out), iter(files), ours=ours, replace=True)


def run_files(report: bool) -> frozenset[str]:
    """Names of what a run's folder holds."""
    return RUN_FILES if report else FILES


def written(out: str, names: Iterable[str]) -> Iterator[str]:
    """Files as people find them."""
    return ((Path(out) / name).as_posix() for name in names)
