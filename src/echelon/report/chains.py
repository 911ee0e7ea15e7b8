"""Chains of causes as the page draws them: from what broke, left to right, to the order that came short."""

from __future__ import annotations

from echelon.study.causes import Causes

Document = dict[str, object]
MOST = 5


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
