"""The one seam between who decides and the world: rules, plans, learned policies, optimisers and people are all this."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any, Literal, Protocol, runtime_checkable

from echelon.agents.decision import Act
from echelon.agents.place import Place
from echelon.agents.rule import Rule
from echelon.agents.view import View
from echelon.core.digest import digest
from echelon.core.errors import BadScenario, Finding

Layer = Literal["operational", "tactical", "strategic", "person"]
LAYERS: tuple[Layer, ...] = ("operational", "tactical", "strategic", "person")
"""Who gives way to whom: a later one's moves stand."""
KINDS = ("procurement", "manufacturing", "logistics", "inventory", "sales", "tower", "person")
"""What agents are for; levers are owned by kinds, and authority is given to them."""
Memory = Mapping[str, Any]
"""What an agent remembers: name → array whose last axis is the lane. Names that begin with `belief.`, `goal.` or `intention.`
are shown by `echelon why` in the rows of a site, where the first axis is stock points, flows or demands."""


@runtime_checkable
class Agent(Protocol):
    """Looks, and sets levers. Pure: what it returns depends on what it is given, lane by lane, and it changes nothing.

    name      its own, unique in a scenario;  kind of `KINDS`;  layer of `LAYERS`
    every     days from one wake to the next, [1, inf); it wakes on day 0 first
    """

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def kind(self) -> str:
        """What it is for."""
        ...

    @property
    def layer(self) -> Layer:
        """Whom it gives way to."""
        ...

    @property
    def every(self) -> int:
        """Days from one wake to the next."""
        ...

    def begin(self, place: Place, lanes: int) -> Memory:
        """What it remembers before day 0."""
        ...

    def decide(self, view: View, memory: Memory) -> tuple[Sequence[Act], Memory]:
        """Moves, bounds, goals and messages, and what it remembers from now on."""
        ...

    def document(self) -> dict[str, object]:
        """Everything that it is made from, as JSON values, its kind among them: part of the question's digest."""
        ...


def alarm_of(agent: Agent) -> Callable[[View, Memory], Any] | None:
    """An agent's own `alarm(view, memory)`, where it has one: in which lanes `[lane]` it wakes although it is not due."""
    return getattr(agent, "alarm", None)


def listens(agent: Agent) -> tuple[str, ...]:
    """Names of `view.OWN` that an agent wants reports of from other sites: its `reports`, where it has them."""
    return tuple(getattr(agent, "reports", ()))


def reasons(agent: Agent) -> Mapping[int, str]:
    """Words of an agent's own reason codes: its `reasons`, where it has them."""
    return dict(getattr(agent, "reasons", {}))


def code_document(agent: Agent) -> dict[str, object]:
    """What an agent does, for digests: its document, the text of its class, and the rules that its functions use."""
    return {"name": agent.name, "kind": agent.kind, "layer": agent.layer, "every": agent.every,
            "document": agent.document(), "code": digest(_texts(type(agent)))}  # fmt: skip


def _texts(kind: type) -> dict[str, object]:
    found: dict[str, object] = {}
    for base in kind.__mro__:
        if base.__module__ in ("builtins", "typing"):
            continue
        for name, member in sorted(vars(base).items()):
            plain = getattr(member, "fget", member)
            if isinstance(plain, FunctionType) and not (name.startswith("__") and name != "__init__"):
                found[f"{base.__qualname__}.{name}"] = _text(plain)
    return found


def _text(function: FunctionType) -> dict[str, object]:
    used = inspect.getclosurevars(function)
    rules = {
        name: each.digest
        for name, each in {**used.globals, **used.nonlocals}.items()
        if isinstance(each, Rule)
    }
    try:
        text = ast.unparse(ast.parse(textwrap.dedent(inspect.getsource(function))))
    except (OSError, SyntaxError, TypeError):
        text = (
            f"{function.__code__.co_code.hex()} {function.__code__.co_names} {function.__code__.co_consts!r}"
        )
    return {"text": text, "rules": rules}


def must_differ(agents: Sequence[Agent]) -> None:
    """`BadScenario` with everything that is wrong with a list of agents: names, kinds, layers, cadence."""
    found = [finding for at, agent in enumerate(agents) for finding in _findings(agent, agents[:at])]
    if found:
        raise BadScenario(found)


def _findings(agent: Agent, before: Sequence[Agent]) -> list[Finding]:
    what, found = f"of agent `{agent.name}`", []
    if any(other.name == agent.name for other in before) or not agent.name:
        found.append(
            Finding("E571", f"The name {what}", "must be its own", agent.name, "Name each agent differently")
        )
    for word, value, known in (("kind", agent.kind, KINDS), ("layer", agent.layer, LAYERS)):
        if value not in known:
            found.append(Finding("E572", f"The {word} {what}", f"must be one of {', '.join(known)}", str(value),
                                 "Choose what it comes closest to"))  # fmt: skip
    if not isinstance(agent.every, int) or agent.every < 1:
        found.append(Finding("E573", f"`every` {what}", "must be a whole number of days, [1, inf)", str(agent.every),
                             "1 wakes it every day, 7 every week"))  # fmt: skip
    return found
