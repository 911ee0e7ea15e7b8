"""One replication in full: the same lane of the same world, run alone and told day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from echelon.app.runs import must_be_sound, must_fit
from echelon.app.wiring import laws_digest, load_kernels

if TYPE_CHECKING:
    from echelon.network.events import Event
    from echelon.study.many import Prepared
    from echelon.study.scenario import Scenario
    from echelon.world.history import History


@dataclass(frozen=True)
class Trace:
    """One replication of a scenario, as tables and as events."""

    scenario: Scenario
    replication: int
    prepared: Prepared

    def history(self) -> History:
        """Stock, owed, on order, shipped and received per stock point, flow and demand, day by day."""
        from echelon.world.history import history

        return history(self.prepared.job, 0, self.prepared.structure)

    def events(self) -> Iterator[Event]:
        """Everything that happens, in order, in the vocabulary that feeds speak too."""
        from echelon.world.trace import events

        scenario, made = self.scenario, self.prepared
        question = scenario.question(laws_digest())
        return events(made.job, 0, scenario.network, made.structure, gates=made.gates, question=question)


def trace(scenario: Scenario, replication: int = 0) -> Trace:
    """The full history of one replication of a scenario, which need not have been run.

    >>> import echelon
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    ...     "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10}]})
    >>> echelon.trace(echelon.Scenario(shop, days=4)).history().points["on_hand"].tolist()
    [20.0, 10.0, 10.0, 10.0]
    """
    from echelon.study.many import prepare_run

    must_be_sound(scenario.network)
    alone = replace(scenario, replications=1, first_replication=replication)
    must_fit(scenario.network, scenario.days, 1, 0)
    load_kernels()
    return Trace(alone, replication, prepare_run(alone))
