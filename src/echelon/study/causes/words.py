"""Chains of causes in words: what a planner reads, made from data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from echelon.disruption import Cause as Breaks, Disruption

if TYPE_CHECKING:
    from echelon.study.causes.ask import Causes, Order
    from echelon.study.causes.links import Link


def chain(order: Order, links: Sequence[Link], disruption: Breaks) -> str:
    """One chain as a sentence, from the order to the disruption."""
    clauses = [clause(link) for link in told(links)]
    said = [late(order), *(f"because {each}" for each in clauses)]
    return ", ".join(said) + f" ({cause(disruption, links)})."


def told(links: Sequence[Link]) -> list[Link]:
    """The links that a reader needs: what was not sent is not told where its source had run out, nor twice one place.

    The disruption itself stands at the end of the sentence, in brackets.
    """
    found: list[Link] = []
    kept = [link for link in links if link.what != "disrupted"]
    for at, link in enumerate(kept):
        after = kept[at + 1].what if at + 1 < len(kept) else ""
        if link.what in ("not sent", "not made") and after:
            continue
        found.append(link)
    return found


def late(order: Order) -> str:
    """What happened to an order."""
    what = f"{order.customer}'s {amount(order.asked)} {order.item} of day {order.day}"
    part = "" if order.missing >= order.asked - 1e-6 else f"{amount(order.missing)} of "
    if order.missing <= 0.0:
        return f"{what} came on time"
    if order.late is not None:
        return f"{part}{what} came {_days(order.late)} late"
    return f"{part}{what} did not come"


def clause(link: Link) -> str:
    """One link in words."""
    units, item = amount(link.units), link.item
    if link.what == "short":
        ran = (
            f"ran out of {item} on day {link.first}"
            if link.first < link.last
            else f"had no {item} left on day {link.last}"
        )
        return f"{link.where} {ran}"
    if link.what == "not sent":
        return f"{units} {item} fewer had left on {link.where} by day {link.last}"
    if link.what == "on the way":
        return f"{units} {item} were still under way on {link.where} on day {link.last}"
    if link.what == "not made":
        return f"{link.where} had started {units} {item} fewer by day {link.last}"
    if link.what == "blocked":
        return f"{link.where} could not hand out its {item} on day {link.last}"
    if link.what == "asked more":
        return f"{link.where} had asked for {units} {item} more by day {link.last}"
    if link.what == "set off":
        return f"{link.where} set in on day {link.first}"
    if link.what == "gone":
        return f"stock of {item} was lost at {link.where}" if item else f"goods were lost at {link.where}"
    return f"{link.where} did not order"


def cause(disruption: Breaks, links: Sequence[Link]) -> str:
    """What a disruption did and when, by the last link."""
    last = links[-1]
    until = "to the end" if last.last < 0 else f"to {last.last}"
    when = f"on day {last.first}" if last.first == last.last else f"from day {last.first} {until}"
    what = (
        f"{disruption.attribute} of {', '.join(disruption.targets)}, "
        if isinstance(disruption, Disruption)
        else ""
    )
    return f"{disruption.name}: {what}{when}"


def whole(found: Causes) -> str:
    """The first cause in words, and whether running without it proves it."""
    if not found.orders:
        return "Everything came on time."
    if not found.causes:
        return f"{late(found.orders[0])}; that leads to no disruption by name."
    first = found.causes[0]
    proof = "" if first.removed is None else f" Without it {first.removed:.0%} of the shortage is gone."
    return first.sentence + proof


def lines(found: Causes) -> Iterator[str]:
    """All of it, for a terminal."""
    yield whole(found)
    if not found.orders:
        return
    much = f"{amount(found.missing)} units not there when due; {amount(found.calm)} with nothing disrupted"
    yield f"{len(found.orders)} orders, {much}"
    yield f"{'cause':<32}{'share':>8}{'without it gone':>18}"
    for each in found.causes:
        gone = "" if each.removed is None else f"{each.removed:.0%}"
        yield f"{each.disruption:<32}{each.share:>8.0%}{gone:>18}"
    if found.unexplained >= 0.01:
        yield f"{'(none by name)':<32}{found.unexplained:>8.0%}"
    if found.together is not None and len(found.causes) > 1:
        yield f"{'without all of them':<40}{found.together:>18.0%}"


def amount(units: float) -> str:
    """A number of units as people write it.

    >>> amount(1234.5), amount(0.25), amount(40.0)
    ('1,234', '0.25', '40')
    """
    return f"{units:,.0f}" if units >= 10 else f"{units:.3g}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
