"""Why orders were short: a scenario, or a run that was kept, and the orders that are asked about."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from echelon.app import reports
from echelon.app.kept import scenario_of
from echelon.app.questions import Question
from echelon.app.runs import must_be_sound, must_fit, run
from echelon.app.scenarios import network_of
from echelon.app.settings import memory_bytes
from echelon.app.wiring import load_kernels
from echelon.core.errors import BadData, Finding, Unavailable
from echelon.store.runs import RUN, read_run

if TYPE_CHECKING:
    from echelon.study.causes import Causes
    from echelon.study.many import Run
    from echelon.study.scenario import Scenario


def causes(scenario: Scenario, *, customer: str = "", day: int | None = None, item: str = "", replication: int = 0,
           prove: bool = True) -> Causes:  # fmt: skip
    """Why an order was short or late: the chain of causes back to the disruption, proved by running again without it.

    customer, item, day   whose order, of what, asked for on which day; each left out: all of them together
    replication           which one, counted from 0
    prove                 run it again without each cause; else only the trace is followed
    raises                as `run`, and BadScenario for an unknown customer, item or day

    >>> import echelon
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}, {"name": "Riga"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30},
    ...                     {"site": "Riga", "item": "drill", "target_stock": 60}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    ...     "lane": [{"from": "Kobe", "to": "Riga", "item": "drill", "lead_days": 3}],
    ...     "demand": [{"customer": "Inga", "site": "Riga", "item": "drill", "mean_per_day": 10}]})
    >>> fire = echelon.Disruption("fire", "Kobe", capacity=0.0, start=10, lasts=9)
    >>> asked = echelon.Scenario(shop, [fire], days=40)
    >>> print(echelon.causes(asked, customer="Inga", day=17).sentence)  # doctest: +NORMALIZE_WHITESPACE
    Inga's 10 drill of day 17 came 5 days late, because Riga ran out of drill on day 15, because 50 drill fewer had left on
    Kobe→Riga by day 14 (fire: capacity of Kobe, from day 10 to 18). Without it 100% of the shortage is gone.
    """
    from echelon.study.causes import causes as ask

    must_be_sound(scenario.network)
    must_fit(scenario.network, scenario.days, 2, 0)
    _must_fit_courses(scenario)
    load_kernels()
    return ask(scenario, customer=customer, day=day, item=item, replication=replication, prove=prove)


CURVES = 2 * 8 * 12
"""Bytes that both courses keep of a row of the network and a day: eight for each of about a dozen curves."""


def _must_fit_courses(scenario: Scenario) -> None:
    """`Unavailable` where the curves of both courses are more than this machine's memory (E553)."""
    rows = sum(len(scenario.network[noun]) for noun in ("stock point", "lane", "recipe input", "demand"))
    need, have = CURVES * rows * scenario.days, memory_bytes()
    if have and need > 0.8 * have:
        room = f"must fit into this machine's memory of {have / 1e9:,.0f} GB"
        raise Unavailable(
            Finding(
                "E553", "The courses of a replication", room, f"{need / 1e9:,.0f} GB", "Ask about fewer days"
            )
        )


CELLS = 20_000_000
"""Rows of the network times days times courses that a report traces: about half a minute on one core."""


def of_run(calm: Run, hit: Run) -> Causes | str:
    """Why orders of the typical replication of a run were short; or why that would take too long for a report to tell.

    calm, hit   without and with its disruptions
    """
    from echelon.report.outcome import felt

    scenario = hit.scenario
    shown = felt(calm, hit)
    if shown is None:
        return ""
    courses = 3 + min(len(scenario.disruptions), 8)
    rows = sum(len(scenario.network[noun]) for noun in ("stock point", "lane", "recipe input", "demand"))
    if rows * scenario.days * courses > CELLS:
        return "Tracing orders of so large a network takes longer than a report should."
    return causes(scenario, replication=shown.course.first + shown.typical)


@dataclass(frozen=True, slots=True)
class FindCauses:
    """Why were orders short?

    question   its network may also be the folder of a run that was kept
    customer, item, day   "" or None for all;  prove  whether to run again without each cause
    report     file of the page, "" for none;  threads  to make it with;  command  what the user typed, for it
    """

    question: Question
    customer: str = ""
    item: str = ""
    day: int | None = None
    replication: int = 0
    prove: bool = True
    report: str = ""
    threads: int | None = None
    command: str = ""


def find_causes(asked: FindCauses) -> Causes:
    """As `causes`, of a question as typed; its page shows the run and the calm one beside it."""
    if asked.report:
        reports.must_be_free(asked.report)
    scenario = scenario_asked(asked.question)
    found = causes(scenario, customer=asked.customer, day=asked.day, item=asked.item,
                   replication=asked.replication, prove=asked.prove)  # fmt: skip
    if asked.report:
        calm, hit = (run(each, threads=asked.threads) for each in (scenario.calm(), scenario))
        page = reports.page(calm, hit, None, causes=found, command=asked.command, source=scenario.source)
        reports.write_page(asked.report, page)
    return found


def scenario_asked(question: Question) -> Scenario:
    """The scenario that is asked, or that a kept run answered, with the network read again where it was read then."""
    folder = Path(question.network)
    if not (folder / RUN).is_file():
        return question.ask()
    document = read_run(folder).document
    kept = document["network"]
    net = network_of(kept["source"])
    scenario: Scenario = scenario_of(document["scenario"], net)
    if net.digest != kept["digest"]:
        raise BadData(Finding("E552", f"The network of run `{folder}`", f"must be as it was when it was run, in {kept['source']}",
                              net.digest[:16], "Run the scenario again"))  # fmt: skip
    typed = replace(question, network=kept["source"], replications=1).scenario(net)
    entries = {**scenario.entries, **typed.entries}
    more = (*scenario.disruptions, *typed.disruptions)
    return replace(scenario, disruptions=more, entries=entries, source=kept["source"])


def causes_document(found: Causes) -> dict[str, Any]:
    """The causes as JSON values."""
    return {
        "replication": found.replication, "sentence": found.sentence, "missing": found.missing, "calm": found.calm,
        "unexplained": found.unexplained, "together": found.together,
        "orders": [asdict(order) for order in found.orders], "causes": [asdict(cause) for cause in found.causes],
        "stories": [asdict(story) for story in found.stories],
    }  # fmt: skip
