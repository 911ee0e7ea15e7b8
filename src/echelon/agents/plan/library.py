"""A plan library as data: what may be adopted, by whom, when, and what each plan does with levers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from echelon.agents.agent import KINDS, LAYERS, Layer
from echelon.agents.plan.expression import NAME, Expression, expression
from echelon.agents.plan.sights import SIGHTS
from echelon.core.errors import BadScenario, Finding, nearest
from echelon.world.levers import LEVERS

SETTINGS = ("name", "kind", "noun", "every", "layer", "options", "moves", "hysteresis")
NEVER = 36_525
"""Days after which a plan expires that does not expire."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing that may be done about a row.

    when, given   trigger and context: adopted only where both are true (`when` and `if` in documents)
    worth, cost   what it is believed to be worth and to cost, in one unit; adopted only where more is left than nothing
    until         given up where it is true;  do  lever → the value it is given each day
    commit_days   kept so long whatever happens;  expires_days  given up after so long

    Source: trigger, context and body of a plan as in AgentSpeak(L), Rao (1996); commitment as in Cohen and Levesque (1990).
    """

    name: str
    when: Expression
    given: Expression
    worth: Expression
    cost: Expression
    until: Expression
    do: Mapping[str, Expression]
    commit_days: int = 0
    expires_days: int = NEVER

    def document(self) -> dict[str, Any]:
        """As a library says it."""
        return {"name": self.name, "when": self.when.text, "if": self.given.text, "worth": self.worth.text,
                "cost": self.cost.text, "until": self.until.text, "commit_days": self.commit_days,
                "expires_days": self.expires_days,
                "do": {lever: each.text for lever, each in self.do.items()}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Library:
    """Plans over the rows of one noun, and how they are deliberated upon.

    noun        stock point, flow, demand or resource: see `sights` for what is believed of each
    every       days from one wake to the next;  layer  whom it gives way to
    options     most plans that are weighed for one row in one wake, in the order of the library
    moves       most rows whose plan changes in one wake and replication, first come first served
    hysteresis  another plan must be better than the one that is followed by this part of it
    """

    name: str
    kind: str
    noun: str
    plans: tuple[Plan, ...]
    every: int = 1
    layer: Layer = "operational"
    options: int = 4
    moves: int = 1_000
    hysteresis: float = 0.2

    @property
    def levers(self) -> tuple[str, ...]:
        """Levers that any of its plans moves."""
        return tuple(dict.fromkeys(lever for plan in self.plans for lever in plan.do))

    @property
    def believed(self) -> tuple[str, ...]:
        """Names of beliefs that its plans read, in the order of their rows."""
        several = [
            one for p in self.plans for one in (p.when, p.given, p.worth, p.cost, p.until, *p.do.values())
        ]
        read = {int(row) for one in several for code, row in one.steps if code == NAME}
        return tuple(name for row, name in enumerate(SIGHTS[self.noun].names) if row in read)

    def document(self) -> dict[str, Any]:
        """As it is written; `library_of` reads it back."""
        return {**{name: getattr(self, name) for name in SETTINGS},
                "plan": [plan.document() for plan in self.plans]}  # fmt: skip


OF_NOUN = {"stock point": ("stock point", "recipe point"), "flow": ("flow", "claim"), "demand": ("demand", "claim"),
           "resource": ("resource",)}  # fmt: skip
"""Noun of a library → nouns of levers that it may move; the rows of claims are flows, then demands."""
KEYS = {*SETTINGS, "plan"}
PLAN_KEYS = {"name", "when", "if", "worth", "cost", "until", "do", "commit_days", "expires_days"}


def library_of(said: Mapping[str, Any]) -> Library:
    """The library that a document says; `BadScenario` with everything that is wrong with it.

    >>> keeper = library_of({"name": "keeper", "kind": "inventory", "noun": "stock point", "plan": [
    ...     {"name": "stock up", "when": "announced_in < lead_days", "until": "announced_in > 900",
    ...      "do": {"extra_stock": "demand * 7"}}]})
    >>> keeper.levers, keeper.plans[0].given.text
    (('extra_stock',), 'True')
    """
    found = list(_findings(said))
    if found:
        raise BadScenario(found)
    known = SIGHTS[said["noun"]].names
    plans = []
    for at, each in enumerate(said["plan"]):
        try:
            plans.append(_plan(each, known, f"of plan `{each.get('name', at + 1)}`"))
        except BadScenario as wrong:
            found += wrong.findings
    if found:
        raise BadScenario(found)
    settings = {name: said[name] for name in SETTINGS if name in said}
    return Library(**settings, plans=tuple(plans))


def _plan(said: Mapping[str, Any], known: Sequence[str], of: str) -> Plan:
    found: list[Finding] = []

    def read(text: object, what: str) -> Expression:
        try:
            return expression(str(text), known, f"The `{what}` {of}")
        except BadScenario as wrong:
            found.extend(wrong.findings)
            return Expression("", (), ())

    parts = {name: read(said.get(key, usual), key) for name, key, usual in (
        ("when", "when", None), ("given", "if", True), ("worth", "worth", 1.0), ("cost", "cost", 0.0),
        ("until", "until", None))}  # fmt: skip
    do = {lever: read(text, f"do.{lever}") for lever, text in said["do"].items()}
    if found:
        raise BadScenario(found)
    return Plan(said["name"], **parts, do=do, commit_days=int(said.get("commit_days", 0)),
                expires_days=int(said.get("expires_days", NEVER)))  # fmt: skip


def _findings(said: Mapping[str, Any]) -> Iterator[Finding]:
    of = f"of the plan library `{said.get('name', '')}`"
    yield from _unknown(said, KEYS, of)
    for key, known in (("kind", KINDS), ("noun", tuple(SIGHTS)), ("layer", LAYERS)):
        value = said.get(key, "operational" if key == "layer" else "")
        if value not in known:
            yield _wrong(
                f"The `{key}` {of}", f"must be one of {', '.join(known)}", str(value), str(value), known
            )
    for key, low in (("every", 1), ("options", 1), ("moves", 1), ("hysteresis", 0)):
        value = said.get(key, low)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float if key == "hysteresis" else int)
            or not value >= low
        ):
            yield _wrong(f"The `{key}` {of}", f"must be a number of at least {low}", str(value))
    plans = said.get("plan", ())
    if (
        not isinstance(plans, list | tuple)
        or not plans
        or not all(isinstance(each, Mapping) for each in plans)
    ):
        yield _wrong(f"The `plan` {of}", "must be a list of at least one plan", str(plans)[:60])
        return
    levers = [name for name, lever in LEVERS.items() if lever.noun in OF_NOUN.get(str(said.get("noun")), ())]
    names = [each.get("name") for each in plans]
    for each in plans:
        yield from _of_plan(each, names, levers)


def _of_plan(said: Mapping[str, Any], names: Sequence[object], levers: Sequence[str]) -> Iterator[Finding]:
    of = f"of plan `{said.get('name', '')}`"
    yield from _unknown(said, PLAN_KEYS, of)
    for key in ("name", "when", "until", "do"):
        if not said.get(key):
            yield _wrong(f"The `{key}` {of}", "must be there", "nothing")
    if names.count(said.get("name")) > 1:
        yield _wrong(f"The name {of}", "must be its own", str(said.get("name")))
    do = said.get("do")
    for lever in do if isinstance(do, Mapping) else ():
        if lever not in levers:
            yield _wrong(
                f"The `do` {of}", f"must move levers of such rows: {', '.join(levers)}", lever, lever, levers
            )
    if do and not isinstance(do, Mapping):
        yield _wrong(f"The `do` {of}", "must be a table of levers and expressions", str(do))
    for key in ("commit_days", "expires_days"):
        value = said.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= NEVER:
            yield _wrong(f"The `{key}` {of}", f"must be whole days in [0, {NEVER}]", str(value))


def _unknown(said: Mapping[str, Any], known: set[str], of: str) -> Iterator[Finding]:
    for key in said:
        if key not in known:
            yield _wrong(f"A key {of}", f"must be one of {', '.join(sorted(known))}", key, key, sorted(known))


def _wrong(what: str, must: str, got: str, near: str = "", known: Sequence[str] = ()) -> Finding:
    close = nearest(near, list(known)) if near else None
    return Finding(
        "E621", what, must, f"`{got}`", f"Did you mean `{close}`?" if close else "See docs/guides/plans.md"
    )
