"""A question: a network, what breaks, for how long, how often, with which seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from echelon.core.digest import digest
from echelon.core.errors import BadScenario, Finding
from echelon.disruption import Cascade, Cause, Disruption, Hazard
from echelon.network.model import Network
from echelon.network.opening import Opening
from echelon.world import timetable

if TYPE_CHECKING:
    from echelon.agents.agent import Agent
    from echelon.agents.steering import Steering
    from echelon.study.judge import Criterion
    from echelon.study.respond import Response

MAX_DAYS = 36_525
"""A century: further no calendar is worth asking."""
MAX_REPLICATIONS = 10_000_000


Policy = Callable[[float, float, float, float], float]
"""(position, target, reorder point, lot) → quantity to order, [0, inf), all in units."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One question. `run` answers it, `compare` sets two answers against each other.

    days          [1, 36525], horizon;  replications [1, 10^7], first_replication the number of the first
    seed          any whole number; the same seed gives two scenarios the same luck
    disruptions   what breaks: disruptions, hazards (by chance, again and again) and cascades
    opening       what is on hand, owed, ordered and under way before day 0, where not what the network says
    policies      functions of one's own, by stock point (`Kobe/drill`, or `*` for all others), in place of the network's
    responses     what was done to the network, which is as they left it;  success  criteria that `judge` judges a run by
    source        where the network lay before, for `document`
    entries       of what breaks, by name, the entry of the catalogue that it comes from: for its sources, not for the answer
    agents        who decides besides the policies, or a `Steering` that says on which terms
    """

    network: Network
    disruptions: Sequence[Cause] = ()
    days: int = 365
    replications: int = 100
    seed: int = 1
    name: str = ""
    first_replication: int = field(default=0, kw_only=True)
    policies: Mapping[str, Policy] = field(default_factory=dict, kw_only=True)
    opening: Opening | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)
    responses: Sequence[Response] = field(default=(), kw_only=True)
    success: Sequence[Criterion] = field(default=(), kw_only=True)
    entries: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    agents: Steering | Sequence[Agent] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        found = list(self._findings())
        if found:
            raise BadScenario(found)

    def _findings(self) -> Iterator[Finding]:
        bounds = (
            ("days", 1, MAX_DAYS),
            ("replications", 1, MAX_REPLICATIONS),
            ("first_replication", 0, 2**31),
        )
        for name, low, high in bounds:
            value = getattr(self, name)
            if not whole(value) or not low <= value <= high:
                yield Finding("E220", f"The `{name}` of a scenario", f"must be a whole number in [{low}, {high}]", str(value),
                              "Count whole days and whole replications")  # fmt: skip
        seed: object = self.seed
        if not whole(seed):
            yield Finding(
                "E221",
                "The `seed` of a scenario",
                "must be a whole number",
                str(seed),
                "Any will do, such as 7",
            )

    def calm(self) -> Scenario:
        """The same question with nothing disrupted."""
        return replace(self, disruptions=(), name="calm")

    @property
    def cost(self) -> float:
        """What its responses cost over the horizon, in the network's currency."""
        return sum(response.costs(self.days) for response in self.responses)

    def document(self) -> dict[str, Any]:
        """The scenario document that asks this question again, as mappings and lists; policies of one's own are left out.

        >>> from echelon.network.model import Settings, network
        >>> Scenario(network(Settings("tiny"), {}), days=30, source="nets/tiny").document()
        {'network': 'nets/tiny', 'days': 30, 'replications': 100, 'seed': 1}
        """
        lists: dict[str, Sequence[Any]] = {
            **_by_kind(self.disruptions),
            "response": self.responses,
            "success": self.success,
        }
        texts = {"name": self.name, "description": self.description, "network": self.source}
        return {
            **{name: text for name, text in texts.items() if text},
            "days": int(self.days), "replications": int(self.replications), "seed": int(self.seed),
            **({"opening": self.opening.document()} if self.opening else {}),
            **{name: [each.document() for each in several] for name, several in lists.items() if several},
            **self.agents_said(),
        }  # fmt: skip

    def agents_said(self) -> dict[str, object]:
        """What a document says of agents; nothing where there are none. Those of one's own are named, but not in it."""
        if not self.agents:
            return {}
        from echelon.agents.steering import steering_of

        return steering_of(self.agents).said()

    def question(self, laws: str) -> str:
        """The digest that is a run's identity: all that can change an answer, and nothing else.

        laws   digest of the sources of the laws
        """
        return digest({
            "network": self.network.digest,
            "disruptions": [disruption.document() for disruption in self.disruptions],
            "days": self.days,
            "seed": self.seed,
            "timetable": timetable.document(self.network.settings.timetable),
            "laws": laws,
            **self._own(),
        })  # fmt: skip

    def _own(self) -> dict[str, object]:
        """What the digest says of an opening and of policies from outside; nothing where there are none."""
        said: dict[str, object] = {} if self.opening is None else {"opening": self.opening.document()}
        if self.agents:
            from echelon.agents.steering import steering_of

            said["agents"] = steering_of(self.agents).document()
        if self.policies:
            from echelon.world.policy.source import policy_document

            said["policies"] = {name: policy_document(policy) for name, policy in self.policies.items()}
        return said


def _by_kind(causes: Sequence[Cause]) -> dict[str, Sequence[Cause]]:
    """Disruptions, hazards and cascades in lists of their own, or, where that would change their order, all in one."""
    kinds = {"disruption": Disruption, "hazard": Hazard, "cascade": Cascade}
    lists: dict[str, Sequence[Cause]] = {
        name: [each for each in causes if isinstance(each, kind)] for name, kind in kinds.items()
    }
    same = [each for several in lists.values() for each in several] == list(causes)
    return lists if same else {"disruption": causes}


def whole(value: object) -> bool:
    """Whether something is a whole number, of Python or of NumPy.

    >>> whole(3), whole(3.0), whole(True)
    (True, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
