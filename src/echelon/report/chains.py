"""Chains of causes as the page draws them: from what broke, left to right, to the order that came short."""

# ruff: noqa: D102  what a member means is written where it is made, in `study.causes`

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Document = dict[str, object]
MOST = 5


class Link(Protocol):
    """One step of a chain, told upstream; see `study.causes`."""

    @property
    def what(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def units(self) -> float: ...


class Cause(Protocol):
    """One disruption, its part of what was missing, and the chain that leads to it."""

    @property
    def disruption(self) -> str: ...
    @property
    def share(self) -> float: ...
    @property
    def removed(self) -> float | None: ...
    @property
    def chain(self) -> Sequence[Link]: ...
    @property
    def sentence(self) -> str: ...


class Causes(Protocol):
    """Why orders of one replication were short, the first cause first."""

    @property
    def replication(self) -> int: ...
    @property
    def missing(self) -> float: ...
    @property
    def unexplained(self) -> float: ...
    @property
    def causes(self) -> Sequence[Cause]: ...


def chains_document(found: Causes) -> Document:
    """The first few causes, each with its chain in the order in which things happened."""
    return {
        "replication": found.replication, "missing": round(found.missing, 2), "unexplained": round(found.unexplained, 4),
        "chains": [{
            "disruption": cause.disruption, "share": round(cause.share, 4),
            "removed": None if cause.removed is None else round(cause.removed, 4), "sentence": cause.sentence,
            "links": [{"what": link.what, "where": link.where, "item": link.item, "first": int(link.first),
                       "last": int(link.last), "units": round(float(link.units), 3)} for link in reversed(cause.chain)],
        } for cause in found.causes[:MOST]],
    }  # fmt: skip
