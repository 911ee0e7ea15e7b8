"""Kinds of defects in cells of service, storage and transport."""

from __future__ import annotations

from echelon.testing import damage as do, damage_service as service, damage_storage as storage
from echelon.testing.cells import Row
from echelon.testing.damage import Kind

_SERVICE = (
    Kind("patience of the lost", "all wait and all is lost",
         do.edit("demand", {"unmet": "lost", "patience": "1"}, "E370")),
    Kind("due at noon", "a due day is not whole", do.edit("demand", {"due_days": "1.5"}, "E371")),
    Kind("all or a part", "a customer takes no part where parts are given", service.whole_or_nothing),
    Kind("recipe on few days", "a recipe works too seldom for the mean need", storage.few_days),
    Kind("counts for nothing", "a customer of other units is worth nothing in totals", service.litres_and_pieces("E372")),
    Kind("nothing to weigh by", "customers in different units are worth nothing", service.litres_and_pieces("E380")),
    Kind("promised twice", "a customer stands beside receivers who are promised all", service.promised_twice),
    Kind("substitute elsewhere", "a substitute is not at the site", service.replaced("E375", held=False)),
    Kind("substitute of itself", "an item stands for itself",
         do.edit("demand", {"substitute": lambda row: row["item"]}, "E376")),
    Kind("substitute in a store", "a substitute is kept for recipes", service.replaced("E377", held=True)),
    Kind("half a substitute", "half a piece stands for one", service.replaced("E378", held=True, substitute_ratio="0.5")),
    Kind("ratio of nothing", "nobody said of what there are two",
         do.edit("demand", {"substitute": "", "substitute_ratio": "2"}, "E379")),
)  # fmt: skip

_STORAGE = (
    Kind("quantum of a tenth", "a quantum is no sum of halves", do.edit("item", {"quantum": "0.1"}, "E280")),
    Kind("quantum used in parts", "a part with a quantum goes into what has none", storage.used_in_parts),
    Kind("target of half a quantum", "a target is no whole number of quanta",
         storage.with_quantum("stock point", {"target_stock": "7.5"}, "E282", "1")),
    Kind("lane below a quantum", "a lane carries less than a quantum a day",
         storage.with_quantum("lane", {"capacity_per_day": "5"}, "E283", "64")),
    Kind("half a day's shelf life", "a shelf life is no number of days", do.edit("item", {"shelf_life_days": "1.5"}, "E350")),
    Kind("target above the limit", "a target does not fit in store",
         do.edit("stock point", {"target_stock": "9", "storage_limit": "8"}, "E351")),
    Kind("space of no item", "a site has space and its items take none", storage.space_of_nothing),
    Kind("a rule for hands without number", "a site has a rule for sharing and nothing to share",
         do.edit("site", {"handling_rule": "priority"}, "E356")),
    Kind("a rule for space without end", "a site has a rule for space and no limit",
         do.edit("site", {"storage_rule": "fair_share"}, "E356")),
    Kind("quantum too large to handle", "a site cannot handle one quantum", storage.busy_port),
    Kind("pieces and kilograms", "a site handles units that cannot be added", storage.mixed_units),
    Kind("hands too few", "a site cannot handle what its customers ask on average", storage.few_hands),
)  # fmt: skip


def _passing(row: Row) -> bool:
    return bool(row["via"]) and ";" not in row["via"]


def _waiting(desk: do.Desk) -> list[do.Expected]:
    """The goods of a lane with ways round wait instead."""
    if not len(desk.net["detour"]):
        return []
    row = desk.cells.row("detour", 0)
    for lane in desk.cells.rows(
        "lane", lambda each: each["item"] == row["item"] and each["from"] == row["from"]
    ):
        desk.cells.edit("lane", lane, {"when_closed": "wait"})
    return desk.at("detour", 0, "E452")


_WAYS = (
    Kind("days to passages in words", "days to a port are words", do.edit("lane", {"via_days": "soon"}, "E340", where=_passing)),
    Kind("passages backwards", "a port is passed before departure", do.edit("lane", {"via_days": "-2"}, "E341", where=_passing)),
    Kind("passage after arrival", "a port is passed after arrival", do.edit("lane", {"via_days": "900"}, "E342", where=_passing)),
    Kind("days to nothing", "days to passages, and no passage",
         do.edit("lane", {"via_days": "2"}, "E343", where=lambda row: not row["via"])),
    Kind("closed nothing", "goods go round what they do not pass",
         do.edit("lane", {"when_closed": "reroute", "detour_days": "2"}, "E344", where=lambda row: not row["via"])),
    Kind("idle detour", "a way round that nobody goes",
         do.edit("lane", {"when_closed": "wait", "detour_days": "3"}, "E345")),
    Kind("departs one day", "goods leave on a day that is none", do.edit("lane", {"departs": "Mon Someday"}, "E347")),
    Kind("round the whole lane", "goods on a closed lane go round it, wherever in its passages they are",
         do.edit("lane", {"when_lane_closes": "reroute", "detour_days": "2"}, "E348", where=_passing)),
    Kind("way round of no lane", "a way round belongs to no lane", do.edit("detour", {"to": lambda row: row["from"]}, "E450")),
    Kind("way round elsewhere", "a way leads round a place that its lane does not pass",
         do.edit("detour", {"at": lambda row: row["from"]}, "E451")),
    Kind("way round that nobody goes", "a way round is listed for a lane whose goods wait", _waiting),
    Kind("detour of no days", "a way round that is no longer",
         do.edit("lane", {"when_closed": "reroute", "detour_days": ""}, "E346",
                 where=lambda row: _passing(row) and not float(row["detour_days"] or 0))),
)  # fmt: skip

OF_LAWS = (*_SERVICE, *_STORAGE, *_WAYS)
