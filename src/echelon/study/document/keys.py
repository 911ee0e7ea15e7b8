"""The keys of a scenario document: the one place where they are written. Reading, checks and the reference page follow it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from echelon.disruption.impact import HIGHEST

MOST = 2**31
MUST = object()
"""The default of a key that must be given."""


class Key(NamedTuple):
    """One key of a table.

    kind   of KINDS, or the name of a table in TABLES: one table, or with `[]` a list of them
    """

    name: str
    kind: str
    help: str
    default: object = None


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(value: object) -> bool:
    """Whole, and of a size that days have: further no array of the world reaches."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST


def _texts(value: object) -> bool:
    several = value if isinstance(value, list | tuple) else [value]
    return bool(several) and all(isinstance(each, str) and each.strip() for each in several)


KINDS: dict[str, tuple[str, Callable[[object], bool]]] = {
    "text": ("text in quotes", lambda value: isinstance(value, str)),
    "texts": ("text in quotes, or a list of such", _texts),
    "whole": ("a whole number below 2^31", _count),
    "seed": ("a whole number", _whole),
    "number": ("a number", _number),
    "factor": ("a number, or a distribution as text", lambda value: _number(value) or isinstance(value, str)),
    "days": ("whole days, or a distribution as text", lambda value: _count(value) or isinstance(value, str)),
    "yes": ("true or false", lambda value: isinstance(value, bool)),
    "cells": ("a table of cells", lambda value: isinstance(value, Mapping)),
    "rows": (
        "a list of tables",
        lambda value: isinstance(value, list | tuple) and all(isinstance(row, Mapping) for row in value),
    ),
    "process": ("text, or a table of a process", lambda value: isinstance(value, str | Mapping)),
    "list": ("a list", lambda value: isinstance(value, list | tuple)),
    "opening": (
        "the name of a file or folder, or a list of rows",
        lambda value: isinstance(value, str | list | tuple),
    ),
    "points": (
        "a list of pairs",
        lambda value: (
            isinstance(value, list | tuple)
            and all(
                isinstance(each, list | tuple) and len(each) == 2 and all(map(_number, each))
                for each in value
            )
        ),
    ),
}
"""What a value must be, in words, and whether it is."""

_ACTS = {
    "capacity": "what sites make and ship, hours of lines, what passes lanes, ports and canals",
    "demand": "what customers ask",
    "lead_time": "how long what is started or leaves takes",
    "freight": "cost of transport",
    "price": "what an item costs",
    "stock": "part of the stock on hand that remains",
    "withdraws": "part of stock and goods under way that remains: a recall",
}

TABLES: dict[str, tuple[Key, ...]] = {
    "scenario": (
        Key("network", "text", "folder or workbook, seen from the document's folder, or `catalog:NAME`", MUST),
        Key("name", "text", "what people call it", ""),
        Key("description", "text", "what it is about", ""),
        Key("days", "whole", "days to simulate", 365),
        Key("replications", "whole", "how many times, each with its own luck", 100),
        Key("seed", "seed", "the same seed gives the same luck", 1),
        Key("opening", "opening", "CSV of what, id, day, quantity before day 0, the folder of a pause, or those rows", ""),
        Key("fidelity", "text", "which clock answers; `daily` is the only one so far", "daily"),
        Key("agents", "rows", "who decides besides policies: [agents](../guides/agents.md), each `agent = \"stock_keeper\"`", ()),
        Key("steering", "steering", "on which terms they decide"),
        Key("disruption", "disruption[]", "what breaks", ()),
        Key("hazard", "hazard[]", "what occurs by chance, again and again", ()),
        Key("cascade", "cascade[]", "what breaks because something else is broken", ()),
        Key("use", "use[]", "disruptions of the catalogue, as tables or as text", ()),
        Key("response", "response[]", "what is done about it", ()),
        Key("success", "success[]", "what the answer must show", ()),
    ),
    "steering": (
        Key("rounds", "whole", "of messages in one morning at most, [1, 256]", 8),
        Key("report_days", "whole", "how old what other sites report is, [0, 365]; -1: nothing is reported", 1),
        Key("loss", "number", "probability that a message is lost, [0, 1]", 0.0),
        Key("late", "number", "probability that a message comes late, [0, 1]", 0.0),
        Key("late_days", "whole", "by so many days", 1),
        Key("twice", "number", "probability that a message arrives twice, [0, 1]", 0.0),
        Key("off", "list", "layers that are switched off: operational, tactical, strategic, person", ()),
        Key("authority", "list", "rows of who, lever, lowest, highest, and how far from neutral alone, in place of the usual"),
    ),
    "disruption": (
        Key("name", "text", "what people call it; its luck goes by it", MUST),
        Key("hits", "texts", "a place, or several: [names](../guides/disrupt-and-compare.md)", MUST),
        *(Key(name, "factor", f"factor on {_ACTS[name]}, [0, {high:g}]") for name, high in HIGHEST.items()),
        Key("hold", "text", "what waits instead: ordering, dispatch, transit or receiving"),
        Key("attribute", "text", "the same in other words: what it acts on …"),
        Key("factor", "factor", "… and its factor"),
        Key("start", "whole", "first day, [0, inf)", 0),
        Key("lasts", "days", "days in full force", 0),
        Key("heals", "heals", "how it comes back", "at once"),
        Key("ramp", "whole", "days before full force, each a step further", 0),
        Key("announced", "whole", "days before `start` on which it is known", 0),
        Key("restart_fails", "number", "probability that it goes on for another `lasts`, [0, 1)", 0),
        Key("relapse", "relapse", "whether it comes again"),
    ),
    "heals": (
        Key("shape", "text", "step, linear, convex, concave, s_curve or table", "step"),
        Key("days", "days", "days until all is back", 0),
        Key("points", "points", "of shape table: part of the time, part recovered", ()),
    ),
    "relapse": (
        Key("after", "whole", "days from the end of the recovery", MUST),
        Key("share", "number", "part of the first loss that is lost again, [0, 1]", 1.0),
        Key("lasts", "days", "days it lasts", 1),
        Key("probability", "number", "[0, 1]", 1.0),
    ),
    "hazard": (
        Key("name", "text", "what people call it; its luck goes by it, or by its cause", MUST),
        Key("occurs", "process", "a [process](../background/disruptions.md#hazards), such as `poisson(per_year=2)`", MUST),
        Key("effects", "disruption[]", "disruptions that each occurrence brings, `start` days after it", MUST),
        Key("severity", "factor", "part of the effects' loss, [0, 1]", "all of it"),
        Key("cause", "text", "hazards of one cause occur together", ""),
        Key("correlation", "list", "rank correlations of the effects' severities, a row for each"),
        Key("start", "whole", "day before which nothing occurs", 0),
    ),
    "cascade": (
        Key("name", "text", "what people call it", MUST),
        Key("when", "texts", "what is watched, as in `hits`", MUST),
        Key("at_most", "number", "the factor at or below which it counts", 0.0),
        Key("longer_than", "whole", "so many days in a row must pass before it acts", 0),
        Key("then", "disruption[]", "disruptions that it brings, `start` days after that", MUST),
        Key("probability", "number", "that it acts, each time, [0, 1]", 1.0),
        Key("watches", "text", "capacity, or another attribute, or what is held", "capacity"),
        Key("start", "whole", "day before which it does not act", 0),
    ),
    "use": (
        Key("entry", "text", "`catalog:port-strike`, or without the prefix", MUST),
        Key("at", "texts", "the place, or several", "the entry's"),
        Key("start", "whole", "day on which it begins", 0),
        Key("with", "cells", "other parameters of the entry and their values", "the entry's"),
    ),
    "response": (
        Key("name", "text", "what people call it", MUST),
        Key("on", "yes", "whether it is done: to be swept over", True),
        Key("cost", "number", "paid once, in the network's currency", 0.0),
        Key("cost_per_day", "number", "paid every day of the horizon", 0.0),
        Key("set", "set[]", "cells that get another value", ()),
        Key("scale", "set[]", "cells of numbers that are multiplied", ()),
        Key("add", "add[]", "rows that are added", ()),
        Key("drop", "drop[]", "rows that are taken away", ()),
    ),
    "set": (
        Key("noun", "text", "table of the network, such as `stock point`; for set also `disruption`", MUST),
        Key("where", "cells", "column = value, or a list of values; all must hold", "all rows"),
        Key("cells", "cells", "column = new value, or the factor", MUST),
    ),
    "add": (
        Key("noun", "text", "table of the network", MUST),
        Key("rows", "rows", "rows, as column = value", MUST),
    ),
    "drop": (
        Key("noun", "text", "table of the network", MUST),
        Key("where", "cells", "column = value, or a list of values; all must hold", MUST),
    ),
    "success": (
        Key("measure", "text", "a measure of runs, or `net_of_responses`", MUST),
        Key("at_least", "number", "bound from below; this or the next"),
        Key("at_most", "number", "bound from above"),
        Key("confidence", "number", "of the interval it is judged by, (0, 1)", 0.95),
        Key("in_share", "number", "part of replications that must meet it, [0, 1]; if left out, their mean must"),
    ),
}  # fmt: skip
"""Table → its keys, as a document and the reference page show them."""


def defaults(table: str) -> dict[str, object]:
    """The value of every key that may be left out and has one.

    >>> defaults("response")["on"]
    True
    """
    return {key.name: key.default for key in TABLES[table] if key.default is not MUST}
