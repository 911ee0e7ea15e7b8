"""Chains of causes as the page draws them: from what broke, left to right, to the order that came short."""

from __future__ import annotations

from collections.abc import Sequence

from echelon.study.causes import Causes, Link, Order, words

Document = dict[str, object]
MOST = 5


def chains_document(found: Causes, note: str = "") -> Document:
    """The first few causes, each with its chain in the order in which things happened, and the worst orders of other customers.

    note   which replication it is, and why that one
    """
    told = {cause.order.customer for cause in found.causes[:MOST]}
    return {
        "replication": found.replication, "note": note, "missing": round(found.missing, 2), "calm": round(found.calm, 2),
        "count": len(found.orders), "unexplained": round(found.unexplained, 4),
        "chains": [{
            "disruption": cause.disruption, "share": round(cause.share, 4),
            "removed": None if cause.removed is None else round(cause.removed, 4), "sentence": cause.sentence,
            "order": order_document(cause.order), "links": links_document(cause.chain),
        } for cause in found.causes[:MOST]],
        "stories": [{
            "disruption": story.disruption, "share": round(story.part, 4), "removed": None, "sentence": story.sentence,
            "order": order_document(story.order), "links": links_document(story.chain),
        } for story in found.stories if story.order.customer not in told],
    }  # fmt: skip


def order_document(order: Order) -> Document:
    """Whose order, of what and when, what was missing on the day it was due, and for how long."""
    return {"customer": order.customer, "site": order.site, "item": order.item, "day": order.day, "due": order.due,
            "asked": round(order.asked, 3), "missing": round(order.missing, 3), "late": order.late}  # fmt: skip


def links_document(chain: Sequence[Link]) -> list[Document]:
    """Links from what broke to the order; what was not sent where its source had run out is left out, as in sentences."""
    chain = [*words.told(chain), *(link for link in chain if link.what == "disrupted")]
    return [{"what": link.what, "where": link.where, "item": link.item, "first": int(link.first),
             "last": int(link.last), "units": round(float(link.units), 3)} for link in reversed(chain)]  # fmt: skip
