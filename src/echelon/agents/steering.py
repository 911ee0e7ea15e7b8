"""How the agents of a question are run: who they are, what they may do, and what happens to their messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from echelon.agents.agent import LAYERS, Agent, Layer, code_document, must_differ
from echelon.agents.message import NO_FAULTS, Faults
from echelon.core.errors import BadScenario, Finding

if TYPE_CHECKING:
    from echelon.agents.authority import Authority

MOST_ROUNDS = 256


@dataclass(frozen=True, slots=True)
class Steering:
    """Agents and the terms on which they decide.

    authority    who may move what how far; `authority.standard()` where it is None
    rounds       of messages in one morning at most, [1, 256]
    report_days  how old what other sites report is, [0, 365]; by -1 nothing is reported
    faults       what may happen to messages
    off          layers that are switched off
    """

    agents: tuple[Agent, ...]
    authority: Authority | None = None
    rounds: int = 8
    report_days: int = 1
    faults: Faults = NO_FAULTS
    off: tuple[Layer, ...] = field(default=())

    def __post_init__(self) -> None:
        must_differ(self.agents)
        found = [
            Finding("E574", f"The `{name}` of agents", f"must be in [{low}, {high}]", str(value), remedy)
            for name, value, low, high, remedy in (
                ("rounds", self.rounds, 1, MOST_ROUNDS, "Most talks end within eight"),
                ("report_days", self.report_days, -1, 365, "1 is yesterday's; -1 shares nothing"),
                ("loss", self.faults.loss, 0.0, 1.0, "It is a probability"),
                ("late", self.faults.late, 0.0, 1.0, "It is a probability"),
                ("twice", self.faults.twice, 0.0, 1.0, "It is a probability"),
                ("late_days", self.faults.late_days, 1, 365, "Whole days"),
            )
            if not low <= value <= high
        ]
        found += [Finding("E574", "The `off` of agents", f"must name layers: {', '.join(LAYERS)}", layer, "Leave it out")
                  for layer in self.off if layer not in LAYERS]  # fmt: skip
        if found:
            raise BadScenario(found)

    def __bool__(self) -> bool:
        """Whether anybody decides."""
        return bool(self.awake)

    @property
    def awake(self) -> tuple[Agent, ...]:
        """Agents whose layers are on, by name, so that the order in which they are named does not matter."""
        return tuple(
            sorted((each for each in self.agents if each.layer not in self.off), key=lambda each: each.name)
        )

    def document(self) -> dict[str, object]:
        """All that can change what they decide, for the question's digest."""
        from echelon.agents.authority import standard

        authority = standard() if self.authority is None else self.authority
        return {
            "agents": [code_document(each) for each in self.awake],
            "authority": authority.document(),
            "rounds": self.rounds,
            "report_days": self.report_days,
            "faults": list(self.faults),
        }

    def said(self) -> dict[str, object]:
        """What a scenario document says of it: `agents`, and `steering` where the terms are not the usual ones."""
        usual = Steering(())
        terms: dict[str, object] = {name: getattr(self, name) for name in ("rounds", "report_days")
                                    if getattr(self, name) != getattr(usual, name)}  # fmt: skip
        terms |= {
            name: value for name, value in self.faults._asdict().items() if value != getattr(NO_FAULTS, name)
        }
        terms |= {"off": list(self.off)} if self.off else {}
        terms |= {"authority": self.authority.document()} if self.authority is not None else {}
        return {"agents": [each.document() for each in self.agents], **({"steering": terms} if terms else {})}


def steering_of(agents: Steering | Sequence[Agent]) -> Steering:
    """The terms of agents, the usual ones where they are just named."""
    return agents if isinstance(agents, Steering) else Steering(tuple(agents))


def steering_said(agents: Sequence[Agent], terms: Mapping[str, Any]) -> Steering:
    """Agents on the terms that a document says; `BadScenario` with everything that is wrong.

    >>> steering_said((), {"rounds": 3, "loss": 0.1}).faults.loss
    0.1
    """
    from echelon.agents.authority import authority_said

    faults = Faults(**{name: terms[name] for name in Faults._fields if name in terms})
    plain = {name: terms[name] for name in ("rounds", "report_days") if name in terms}
    authority = authority_said(terms["authority"]) if "authority" in terms else None
    return Steering(tuple(agents), authority, faults=faults, off=tuple(terms.get("off", ())), **plain)
