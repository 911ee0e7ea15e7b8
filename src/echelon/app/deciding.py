"""Why agents decided as they did: a scenario, or a run that was kept, and the day and site that are asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from echelon.app.questions import Question
from echelon.app.runs import must_be_sound, must_fit
from echelon.app.whys import scenario_asked
from echelon.app.wiring import load_kernels

if TYPE_CHECKING:
    from echelon.agents.explain import Reasons
    from echelon.study.scenario import Scenario


def why(scenario: Scenario, *, day: int, site: str, replication: int = 0) -> Reasons:
    """What agents believed, wanted and intended at a site on a morning, and what they decided, with alternatives.

    Nothing of it is stored: the replication is run again alone, to that day.
    replication   which one, counted from 0
    raises        as `run`, and BadScenario for an unknown site or day, or where the scenario has no agents

    >>> import echelon
    >>> from echelon.agents.kinds import StockKeeper
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    ...     "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10}]})
    >>> rush = echelon.Disruption("rush", "Japan", demand=2.0, start=3, lasts=20)
    >>> told = echelon.why(echelon.Scenario(shop, [rush], days=30, agents=[StockKeeper()]), day=7, site="Kobe")
    >>> print(told.decisions[0].sentence)  # doctest: +ELLIPSIS
    Day 7: stock keeper moved extra_stock of Kobe/drill from ... because demand is believed to have risen (...).
    """
    from echelon.agents.explain import explain
    from echelon.study.many import prepare_run

    must_be_sound(scenario.network)
    must_fit(scenario.network, scenario.days, 1, 0)
    load_kernels()
    alone = replace(scenario, replications=1, first_replication=scenario.first_replication + replication)
    return explain(prepare_run(alone).job, day=day, site=site, replication=replication)


@dataclass(frozen=True, slots=True)
class FindReasons:
    """Why did agents decide so? `question`: its network may also be the folder of a run that was kept."""

    question: Question
    day: int
    site: str
    replication: int = 0


def find_reasons(asked: FindReasons) -> Reasons:
    """As `why`, of a question as typed."""
    return why(scenario_asked(asked.question), day=asked.day, site=asked.site, replication=asked.replication)
