"""Disruptions as text: one line that people type, and documents (tables of TOML and JSON)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from echelon.core.errors import BadScenario, EchelonError, Finding, nearest
from echelon.disruption.impact import HIGHEST, HOLDS, Disruption
from echelon.disruption.recovery import Recovery, linear, step

ATTRIBUTES = (*HIGHEST, *HOLDS)
GRAMMAR = "NAME[.ATTRIBUTE]:FACTOR@START+DAYS[~HEALING]"
_DRAWN = r"[a-z]+\([^()]*\)"
_LINE = re.compile(
    rf"(?P<hits>.+?)(\.(?P<what>{'|'.join(ATTRIBUTES)}))?:(?P<factor>[0-9.]+|{_DRAWN})@(?P<start>\d{{1,9}})"
    rf"\+(?P<lasts>\d{{1,9}}|{_DRAWN})(~((?P<shape>[a-z_]+) )?(?P<heals>\d{{1,9}}|{_DRAWN}))?"
)
FIELDS = ("name", "hits", "start", "lasts", "heals", "ramp", "announced", "restart_fails", "relapse")
T = TypeVar("T")


def acting(attribute: str, factor: object) -> dict[str, Any]:
    """What a disruption does, as arguments: a factor on an attribute, or that something is held.

    >>> acting("capacity", 0.5), acting("transit", 0.0)
    ({'capacity': 0.5}, {'hold': 'transit'})
    """
    if attribute not in ATTRIBUTES:
        close = nearest(attribute, ATTRIBUTES)
        must = f"must be one of {', '.join(ATTRIBUTES)}"
        raise BadScenario(Finding("E416", "What a disruption acts on", must, f"`{attribute}`",
                                  f"Did you mean `{close}`?" if close else "Choose one of them"))  # fmt: skip
    return {"hold": attribute} if attribute in HOLDS else {attribute: factor}


def parse_disruption(text: str) -> Disruption:
    """A disruption in one line: name, factor, first day, days, and days of healing, linear if no other shape stands there.

    >>> parse_disruption("Part_0004:0.0@60+30").healed
    90
    >>> parse_disruption("Germany.demand:1.5@10+20~5").attribute, parse_disruption("Kobe.transit:0@10+20").attribute
    ('demand', 'transit')
    >>> storm = parse_disruption("region:Asia:uniform(0.2, 0.6)@60+lognormal(mean=20, sd=15)~s_curve 14")
    >>> storm.targets, storm.heals.shape, str(storm.lasts)
    (('region:Asia',), 's_curve', 'lognormal(mean=20, sd=15)')
    """
    match = _LINE.fullmatch(text.strip())
    if not match or (match["factor"].count(".") > 1 and "(" not in match["factor"]) or match["factor"] == ".":
        raise BadScenario(Finding("E216", "A disruption", f"must read {GRAMMAR}", f"`{text}`",
                                  "`Kobe:0.0@60+30~10` is nothing from day 60 for 30 days, healed 10 days later"))  # fmt: skip
    heals, shape = _days(match["heals"]), match["shape"]
    return Disruption(
        text.strip(),
        match["hits"],
        start=int(match["start"]),
        lasts=_days(match["lasts"]),
        heals=Recovery(shape, heals) if shape else linear(heals) if match["heals"] else step(),
        **acting(match["what"] or "capacity", _number(match["factor"])),
    )


_HEALING = re.compile(rf"((?P<shape>[a-z_]+)[: ])?(?P<days>\d{{1,9}}|{_DRAWN})")


def parse_recovery(text: str) -> Recovery:
    """A recovery in a few letters: its shape, linear if none stands there, and its days.

    >>> parse_recovery("s_curve:14").shape, parse_recovery("14").days, parse_recovery("").days
    ('s_curve', 14, 0)
    """
    match = _HEALING.fullmatch(text.strip())
    if text.strip() and not match:
        raise BadScenario(
            Finding("E530", "A recovery", "must read SHAPE:DAYS", f"`{text}`", "For example `linear:14`")
        )
    return Recovery(match["shape"] or "linear", _days(match["days"])) if match else step()


def _days(text: str | None) -> Any:
    return text if text and "(" in text else int(text or 0)


def _number(text: str) -> float | str:
    return text if "(" in text else float(text)


def disruption_of(said: Mapping[str, Any]) -> Disruption:
    """A disruption as a document says it: `attribute` and `factor`, or an attribute by its name, and the other fields.

    raises   BadScenario where a field is unknown or missing, or does not fit

    >>> disruption_of({"name": "fire", "hits": "Kobe", "capacity": 0.5, "lasts": "gamma(mean=9, sd=3)"}).strength
    0.5
    """
    rest = dict(said)
    does = acting(rest.pop("attribute"), rest.pop("factor", 0.0)) if "attribute" in rest else {}
    known, what = (*FIELDS, *ATTRIBUTES), f"of disruption `{said.get('name', '')}`"
    found = [unknown_field(what, name, known) for name in rest if name not in (*FIELDS, *HIGHEST, "hold")]
    found += [Finding("E417", f"The `{name}` of a disruption", "must be given", "", "Add it")
              for name in ("name", "hits") if name not in rest]  # fmt: skip
    if found:
        raise BadScenario(found)
    return made_of(what, known, partial(Disruption, **rest, **does))


def made_of(what: str, known: Sequence[str], make: Callable[[], T]) -> T:
    """What fields make; `BadScenario` where one is of a kind that nothing can be made of."""
    try:
        return make()
    except EchelonError:
        raise
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        remedy = f"Known: {', '.join(known)}"
        raise BadScenario(
            Finding("E417", f"The fields {what}", "must be those it needs", str(error), remedy)
        ) from None


def unknown_field(what: str, name: str, known: Sequence[str]) -> Finding:
    """A field that there is not, with the nearest that there is."""
    close = nearest(name, known)
    remedy = f"Did you mean `{close}`?" if close else f"Known: {', '.join(known)}"
    return Finding("E417", f"The `{name}` {what}", "must be a field that there is", "", remedy)
