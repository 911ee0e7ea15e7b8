"""Defects of every kind, for any network: what people get wrong in its files, and what must be found."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from echelon.network.model import Network
from echelon.network.schema import NOUNS
from echelon.testing import (
    damage as do,
    damage_flows as flows,
    damage_money as money,
    damage_stores as stores,
)
from echelon.testing.cells import Cells, Row, cells_of, reread
from echelon.testing.damage import Desk, Expected, Kind
from echelon.testing.defects_of_laws import OF_LAWS


@dataclass(frozen=True, slots=True)
class Injected:
    """A damaged network and every finding that must come of it."""

    kind: str
    cells: Cells
    network: Network
    expected: tuple[Expected, ...]


def inject(net: Network, kind: str, seed: int) -> Injected | None:
    """Damage a copy of a valid network; `None` where it has nothing of that kind to break.

    >>> from echelon.testing.networks import hand_made
    >>> inject(hand_made(), "negative lead", 1).expected
    (Expected(codes=('E005',), file='recipes.csv', lines=(2,)),)
    """
    desk = Desk(net, cells_of(net), np.random.default_rng([seed, zlib.crc32(kind.encode())]))
    expected = KINDS[kind].damage(desk)
    if not expected:
        return None
    return Injected(kind, desk.cells, reread(desk.cells), tuple(expected))


NUMBERS = {"stock point": ("target_stock", "initial_stock"), "lane": ("lead_days", "cost_per_unit"), "recipe": ("lead_days",),
           "recipe input": ("quantity",), "demand": ("mean_per_day", "price"), "item": ("unit_value",)}  # fmt: skip
NAMES = {
    "stock point": ("site", "item"),
    "lane": ("from", "to", "item"),
    "recipe": ("site", "item"),
    "demand": ("site", "item"),
}
LEADS = ("lane", "recipe")
REFERENCES = (
    ("stock point", "site"), ("stock point", "item"), ("lane", "from"), ("lane", "to"), ("lane", "item"), ("lane", "via"),
    ("recipe", "site"), ("recipe", "item"), ("recipe input", "site"), ("recipe input", "item"), ("recipe input", "input"),
    ("recipe output", "site"), ("recipe output", "item"), ("recipe output", "output"),
    ("changeover", "site"), ("changeover", "from"), ("changeover", "to"), ("detour", "from"), ("detour", "to"),
    ("detour", "item"), ("detour", "via"), ("detour", "at"),
    ("resource", "site"), ("resource", "calendar"), ("demand", "site"), ("demand", "item"), ("demand", "calendar"),
    ("stock point", "review_calendar"), ("site", "handling_calendar"),
)  # fmt: skip
MONTHS = "1 1 1 1 1 1 1 1 1 1 1"


def _reordering(row: Row) -> str:
    return f"{float(row['target_stock']) * 2 + 1:g}"


def _plenty(row: Row) -> str:
    return f"{float(row['target_stock']) * 20 + 100:g}"


def _placed(row: Row) -> bool:
    return bool(row["latitude"] and row["longitude"])


def _lead(shape: str, days: str, sd: str = "", table: str = "") -> dict[str, do.Change]:
    return {"lead_shape": shape, "lead_days": days, "lead_sd_days": sd, "lead_table": table}


def _day(day: str, **cells: str) -> dict[str, str]:
    return {"day": day, "quantity": "3", **cells}


PLAIN: dict[str, do.Change] = dict.fromkeys(
    ("sd_per_day", "active_part", "orders_per_day", "order_size_sd", "forecast_days", "repeat"), ""
)
TRACE = PLAIN | {"shape": "trace", "mean_per_day": "3"}


def _compound(mean: str, orders: str, sd: str = "") -> dict[str, do.Change]:
    return PLAIN | {
        "shape": "compound_poisson",
        "mean_per_day": mean,
        "orders_per_day": orders,
        "order_size_sd": sd,
        "unit": "",
    }


_CELLS = (
    Kind("word for a number", "a number cell holds a word", do.any_cell(NUMBERS, lambda _: "abc", "E004")),
    Kind("unit in a number", "a number cell holds its unit too", do.any_cell(NUMBERS, lambda _: "12 kg", "E004")),
    Kind("decimal comma", "a number has a comma", do.any_cell(NUMBERS, lambda _: "1,5", "E004")),
    Kind("infinite number", "a number is infinite", do.any_cell(NUMBERS, lambda _: "inf", "E007")),
    Kind("not a number", "a spreadsheet wrote NaN", do.any_cell(NUMBERS, lambda _: "NaN", "E007")),
    Kind("negative number", "a number has lost its sign", do.any_cell(NUMBERS, lambda _: "-3", "E005")),
    Kind("negative lead", "a lead time is negative", do.edit(LEADS, {"lead_days": "-2"}, "E005")),
    Kind("lead of decades", "a lead time is longer than ten years", do.edit(LEADS, {"lead_days": "4000"}, "E005")),
    Kind("negative capacity", "a capacity is negative", do.edit(LEADS, {"capacity_per_day": "-1"}, "E005")),
    Kind("share above one", "a share is in per cent", do.edit("lane", {"share": "60"}, "E005")),
    Kind("latitude above 90", "a latitude is beyond the pole", do.edit("site", {"latitude": "95"}, "E005")),
    Kind("nothing of an input", "a recipe needs zero of an input", do.edit("recipe input", {"quantity": "0"}, "E005")),
    Kind("unknown mode", "a mode is misspelt", do.edit("lane", {"mode": "ship"}, "E006")),
    Kind("unknown role", "a role is misspelt", do.edit("site", {"role": "factroy"}, "E006")),
    Kind("unknown policy", "a policy is misspelt", do.edit("stock point", {"policy": "sS"}, "E006")),
    Kind("unknown shape", "a shape is misspelt", do.edit("demand", {"shape": "Gauss"}, "E006")),
    Kind("empty cell", "a cell that must be given is empty", do.edit("demand", {"mean_per_day": ""}, "E003")),
    Kind("half a row", "a row breaks off", do.half_a_row),
    Kind("blanks around a name", "a name was padded", do.any_cell(NAMES, lambda name: f" {name} ", "E008")),
    Kind("column missing", "a column that every row needs is gone", do.without_column),
    Kind("column misspelt", "a heading is misspelt", do.other_heading),
)  # fmt: skip

_NAMES = (
    *(Kind(f"unknown {column} of {noun}", "a name is misspelt", do.misspell(noun, column, "E101"))
      for noun, column in REFERENCES),
    Kind("unknown season", "a calendar does not exist", do.edit("demand", {"calendar": "no such season"}, "E101")),
    Kind("unknown resource", "a resource is not at the site",
         do.edit("recipe", {"resource": "no such line", "hours_per_unit": "1"}, "E102")),
    *(Kind(f"{schema.noun} twice", "a row stands twice", do.twice(schema.noun)) for schema in NOUNS
      if schema.noun != "demand trace"),
    Kind("demand trace twice", "a day stands twice", do.traced(lambda row: [_day("0"), _day("0")], TRACE, "E103")),
    Kind("site lookalike", "two sites differ by case or a blank", do.lookalike("site")),
    Kind("item lookalike", "two items differ by case or a blank", do.lookalike("item")),
    Kind("no sites", "sites.csv is empty", do.without_rows("site", "E105")),
    Kind("no stock points", "stock_points.csv is empty", do.without_rows("stock point", "E105")),
    Kind("no demand", "demands.csv is empty", do.without_rows("demand", "E106")),
    Kind("first day no date", "the first day has no such month", do.setting("start_date", "2026-13-01", "E107", "E031")),
    Kind("currency no code", "the currency is a sign", do.setting("currency", "€", "E108")),
    Kind("holding rate in per cent", "the holding rate is in per cent",
         do.setting("holding_rate_per_year", "20", "E109", "E005")),
)  # fmt: skip

_FLOWS = (
    Kind("way back", "a lane closes a circle", flows.way_back),
    Kind("product in its part", "recipes close a circle", flows.product_into_part),
    Kind("lane to itself", "a lane ends where it begins", flows.self_lane),
    Kind("recipe of itself", "a recipe uses what it makes", flows.own_output),
    Kind("lane from nowhere", "a lane leaves where the item is not held", flows.from_nowhere),
    Kind("lane to nowhere", "a lane ends where nobody wants the item", flows.to_nowhere),
    Kind("lane without its origin", "the stock point a lane leaves from is gone", flows.unheld("lane", "E113")),
    Kind("unfed stock point", "nothing feeds a stock point", flows.unfed),
    Kind("stock point fed twice", "lanes and a recipe feed a stock point", flows.fed_twice),
    Kind("sink without demand", "the customers of a stock point are gone", flows.undemanded),
    Kind("demand without stock", "the stock point of a demand is gone", flows.unheld("demand", "E118")),
    Kind("no supply at all", "no goods enter the network", flows.no_supply),
    Kind("lost source", "the only source of something is gone", flows.lost_source),
    Kind("recipe without stock", "the stock point of a recipe is gone", flows.unheld("recipe", "E120")),
    Kind("inputs without recipe", "a recipe is gone and its inputs are left", flows.no_recipe),
    Kind("input not brought", "the lanes of a component are gone", flows.unbrought),
    Kind("idle site", "a site does nothing", flows.added("site", {"name": "a closed mine"}, "E123")),
    Kind("idle item", "an item is nowhere", flows.added("item", {"name": "an old catalogue"}, "E124")),
    Kind("idle resource", "a resource is needed by nothing", flows.idle_resource),
    Kind("island", "a part of the network is apart", flows.island),
)  # fmt: skip

_AMOUNTS = (
    Kind("shares too small", "shares add up to less than 1", flows.bad_shares("0.5", "0.01", "E130")),
    Kind("shares too large", "shares add up to more than 1", flows.bad_shares("0.9", "0.8", "E130", 2)),
    Kind("share of all", "one share leaves nothing for the others", flows.bad_shares("1", "", "E131", 2)),
    Kind("unit of a stock point", "a target is in another unit", do.edit("stock point", {"unit": "furlong"}, "E133")),
    Kind("unit of a demand", "a demand is in another unit", do.edit("demand", {"unit": "furlong"}, "E133")),
    Kind("unit of an input", "a quantity is in another unit", do.edit("recipe input", {"unit": "furlong"}, "E133")),
    Kind("currency of an item", "a value is in another currency", do.edit("item", {"currency": "XTS"}, "E134")),
    Kind("currency of a lane", "freight is in another currency", do.edit("lane", {"currency": "XTS"}, "E134")),
    Kind("currency of a demand", "a price is in another currency", do.edit("demand", {"currency": "XTS"}, "E134")),
    Kind("unit of a lane", "freight is in another unit", do.edit("lane", {"unit": "furlong"}, "E133")),
    Kind("mass for length", "a unit is of another dimension",
         do.edit("demand", {"unit": "kg"}, "E133", where=lambda row: row["unit"] != "kg" and row["item"] == "lamp")),
    Kind("packs in words", "packs cannot be read", do.edit("item", {"packs": "case of 12"}, "E190")),
    Kind("pack of nothing", "a pack holds nothing", do.edit("item", {"packs": "case:0"}, "E190")),
    Kind("baker's dozen", "a pack has the name of a unit", do.edit("item", {"unit": "piece", "packs": "dozen:13"}, "E191")),
    Kind("rate of no day", "a rate's date is none", do.edit("exchange rate", {"date": "2026-02-30"}, "E192")),
    Kind("rate of the own currency", "a rate of the network's currency", money.own_rate),
    Kind("rates too late", "no rate covers day 0", money.late_rates),
    Kind("lost and penalised twice", "a lost unit costs two penalties",
         do.edit("demand", {"unmet": "lost", "stockout_cost": "1", "stockout_cost_once": "2"}, "E320")),
    Kind("space that nothing takes", "space costs at a site that holds nothing",
         flows.added("site", {"name": "an empty hall", "space_cost_per_day": "2"}, "E321")),
    Kind("rates for nothing", "rates of a currency that no amount is in",
         flows.added("exchange rate", {"currency": "XTS", "date": "2020-01-01", "rate": "2"}, "E195")),
    Kind("price below value", "a price is below the item's value", money.cheap),
    Kind("spread of a constant", "a constant demand has a spread",
         do.edit("demand", {"shape": "constant", "sd_per_day": "3"}, "E136")),
    Kind("demand without spread", "a gamma demand has no spread",
         do.edit("demand", {"shape": "gamma", "sd_per_day": "", "mean_per_day": "4"}, "E137")),
    Kind("absurd spread of demand", "a spread is a hundred times the mean",
         do.edit("demand", {"shape": "gamma", "sd_per_day": "400", "mean_per_day": "4"}, "E138")),
    Kind("orders of a constant", "a constant demand has orders",
         do.edit("demand", PLAIN | {"shape": "constant", "orders_per_day": "2"}, "E148")),
    Kind("sizes of a constant", "a constant demand has sizes of orders",
         do.edit("demand", PLAIN | {"shape": "constant", "order_size_sd": "2"}, "E148")),
    Kind("forecast of a constant", "a constant demand is forecast",
         do.edit("demand", PLAIN | {"shape": "constant", "forecast_days": "9"}, "E148")),
    Kind("repeated gamma", "a drawn demand repeats", do.edit("demand", PLAIN | {"repeat": "yes"}, "E148")),
    Kind("intermittent forecast", "a forecast demand is intermittent",
         do.edit("demand", PLAIN | {"shape": "forecast", "sd_per_day": "2", "active_part": "0.5"}, "E148")),
    Kind("half a day of forecast", "forecasts get better at noon",
         do.edit("demand", PLAIN | {"shape": "forecast", "sd_per_day": "2", "forecast_days": "2.5"}, "E310")),
    Kind("narrow negative binomial", "a negative binomial varies less than Poisson",
         do.edit("demand", PLAIN | {"shape": "negative_binomial", "mean_per_day": "9", "sd_per_day": "2", "unit": ""}, "E196")),
    Kind("compound of nothing", "there are no orders", do.edit("demand", _compound("9", ""), "E197")),
    Kind("orders below a unit", "orders are more than units", do.edit("demand", _compound("9", "12"), "E197")),
    Kind("sizes too even", "orders of two and a half units do not vary", do.edit("demand", _compound("5", "2", "0"), "E198")),
    Kind("single units vary", "orders of one unit vary", do.edit("demand", _compound("5", "5", "2"), "E198")),
    Kind("trace of nobody", "a trace names no demand", do.traced(lambda _: [_day("0", customer="nobody at all")], {}, "E185")),
    Kind("trace of another shape", "a drawn demand has a trace",
         do.traced(lambda _: [_day("0")], PLAIN | {"shape": "constant"}, "E186")),
    Kind("trace missing", "a trace has no day", do.edit("demand", TRACE, "E187")),
    Kind("half a day", "a trace has part of a day", do.traced(lambda _: [_day("0"), _day("1.5")], TRACE, "E188")),
    Kind("mean of another trace", "a mean is not that of its trace",
         do.traced(lambda _: [_day("0"), _day("9")], TRACE, "E189", noun="demand")),
    Kind("elastic gift", "demand goes with a price of nothing", do.edit("demand", {"elasticity": "1.5", "price": "0"}, "E580")),
    Kind("demand of zero", "a mean demand is zero", do.edit("demand", {"mean_per_day": "0"}, "E139")),
    Kind("no reorder point", "an s_S policy has no s",
         do.edit("stock point", {"policy": "s_S", "reorder_point": ""}, "E140")),
    Kind("reorder point too high", "s is above S",
         do.edit("stock point", {"policy": "s_S", "reorder_point": _reordering}, "E141")),
    Kind("reorder point unused", "a base stock has a reorder point",
         do.edit("stock point", {"policy": "base_stock", "reorder_point": "1"}, "E142")),
    Kind("no lot", "an R_Q policy has no lot",
         do.edit("stock point", {"policy": "R_Q", "reorder_point": "1", "order_quantity": ""}, "E145")),
    Kind("lot unused", "a base stock has a lot",
         do.edit("stock point", {"policy": "base_stock", "reorder_point": "", "order_quantity": "5"}, "E146")),
    Kind("minimum above the maximum", "no order can be both",
         do.edit("stock point", {"order_minimum": "50", "order_maximum": "20"}, "E147")),
    Kind("no target", "a base stock has no target", stores.without_target),
    Kind("forecast without its weight", "nobody said how to smooth",
         do.edit("stock point", {"policy": "adaptive_base_stock", "forecast": "smoothing", "smoothing_weight": ""}, "E127")),
    Kind("idle forecast", "a base stock forecasts",
         do.edit("stock point", {"policy": "base_stock", "forecast": "smoothing"}, "E128")),
    Kind("correlated gamma", "demand that is not normal is correlated",
         do.edit("demand", PLAIN | {"shape": "gamma", "sd_per_day": "2", "correlation": "0.5"}, "E129")),
    Kind("shop as a store", "customers are served from a store of inputs", stores.shop_as_store),
    Kind("forgetful", "what is asked is passed on once a week",
         do.edit("stock point", {"policy": "to_order", "review": "", "review_every_days": "7"}, "E336")),
    Kind("hours without orders", "a recipe on a shared resource starts whatever is complete",
         do.edit("recipe", {"starts": "complete"}, "E335", where=lambda row: bool(row["resource"]))),
    Kind("one of two stores", "a recipe takes one input out of a store", stores.one_of_two_stores),
    Kind("cancelled to need", "what a recipe needs is cancelled", stores.cancelled_to_need),
    Kind("opening of words", "orders before day 0 are no numbers", do.edit("lane", {"opening_orders": "many"}, "E332")),
    Kind("opening too long", "orders before day 0 travel longer than any other",
         do.edit("lane", {"order_days": "1", "opening_orders": "5 5"}, "E333")),
    Kind("half a day between reviews", "reviews are counted in hours",
         do.edit("stock point", {"review_every_days": "1.5"}, "E149")),
    Kind("kanban without cards", "nobody said how many cards there are",
         do.edit("stock point", {"policy": "kanban", "cards": "", "card_size": "4"}, "E300")),
    Kind("idle cards", "a base stock has cards",
         do.edit("stock point", {"policy": "base_stock", "cards": "3"}, "E306")),
    Kind("expedited to no emergency", "nobody said when to hurry",
         do.edit("lane", {"expedite_days": "0", "lead_days": "5", "lead_shape": "constant", "via": ""}, "E365")),
    Kind("expedited in hours", "a hurried shipment takes half a day", do.edit("lane", {"expedite_days": "0.5"}, "E366")),
    Kind("expedited slowly", "a hurried shipment takes longer", do.edit("lane", {"expedite_days": "3000"}, "E367")),
    Kind("expediting never", "hurrying costs something and never happens",
         do.edit("lane", {"expedite_days": "", "expedite_cost_per_unit": "3"}, "E368")),
    Kind("cancelled in hours", "days until cancelling are not whole", do.edit("lane", {"cancel_days": "0.5"}, "E149")),
    Kind("emergency without a point", "nobody said when it is one", do.edit("lane", {"emergency": "yes"}, "E307")),
    Kind("emergency point without a lane", "no lane is for emergencies",
         do.edit("stock point", {"emergency_point": "1"}, "E309")),
    Kind("half a day of a plan", "a horizon is counted in hours",
         do.edit("stock point", {"policy": "mrp", "horizon_days": "4.5", "frozen_days": ""}, "E360")),
    Kind("frozen plan", "a plan is frozen to its end",
         do.edit("stock point", {"policy": "mrp", "horizon_days": "5", "frozen_days": "5"}, "E361")),
    Kind("planned out of a store", "a recipe that draws is planned", stores.planned_out_of_a_store),
    Kind("idle horizon", "a base stock has a horizon",
         do.edit("stock point", {"policy": "base_stock", "horizon_days": "14"}, "E363")),
    Kind("mountain of stock", "the opening stock is far above the target",
         do.edit("stock point", {"initial_stock": _plenty}, "E143")),
    Kind("lost without stock", "lost sales where no stock is aimed at", flows.lost_without_stock),
)  # fmt: skip

_TIMES = (
    Kind("gamma of zero", "a gamma lead time has no mean", do.edit(LEADS, _lead("gamma", "", "1"), "E150")),
    Kind("lead without spread", "a gamma lead time has no spread", do.edit(LEADS, _lead("gamma", "30"), "E151")),
    Kind("spread of a constant lead", "a constant lead time has a spread",
         do.edit(LEADS, _lead("constant", "30", "2"), "E152")),
    Kind("absurd spread of a lead", "a spread is far above the mean", do.edit(LEADS, _lead("gamma", "30", "400"), "E153")),
    Kind("lead table unused", "a lead table is given for nothing",
         do.edit(LEADS, _lead("constant", "30", "", "30:1"), "E154")),
    Kind("lead table unreadable", "a lead table has other marks",
         do.edit(LEADS, _lead("table", "", "", "30=0.7, 31=0.3"), "E155")),
    Kind("lead table missing", "a lead table is empty", do.edit(LEADS, _lead("table", "30"), "E155")),
    Kind("negative days", "a lead table has negative days",
         do.edit(LEADS, _lead("table", "", "", "-2:0.5;30:0.5"), "E156")),
    Kind("days of decades", "a lead table has ten years",
         do.edit(LEADS, _lead("table", "", "", "30:0.5;9999:0.5"), "E156")),
    Kind("chances short of one", "probabilities do not add up to 1",
         do.edit(LEADS, _lead("table", "", "", "30:0.7;31:0.2"), "E157")),
    Kind("negative chance", "a probability is negative", do.edit(LEADS, _lead("table", "", "", "30:1.5;31:-0.5"), "E157")),
    Kind("two mean leads", "a mean contradicts the lead table", do.edit(LEADS, _lead("table", "90", "", "30:1"), "E158")),
    Kind("zeros of nothing", "some of no time takes none",
         do.edit(LEADS, _lead("constant", "") | {"lead_zero_part": "0.5"}, "E159")),
    Kind("observed days unreadable", "observed days have other marks",
         do.edit(LEADS, _lead("empirical", "", "", "30; 31"), "E155")),
    Kind("observed days of decades", "an observed time is ten years",
         do.edit(LEADS, _lead("empirical", "", "", "30 9999"), "E156")),
    Kind("date of no month", "a date does not exist", do.edit("calendar", {"dates": "2026-02-30:0"}, "E165")),
    Kind("date without factor", "a factor is missing", do.edit("calendar", {"dates": "2026-02-20"}, "E165")),
    Kind("dates swapped", "dates end before they begin", do.edit("calendar", {"dates": "2026-02-20..2026-02-02:0"}, "E166")),
    Kind("negative date", "a factor of a date is negative", do.edit("calendar", {"dates": "2026-02-20:-1"}, "E166")),
    Kind("date twice", "two factors are said for a date",
         do.edit("calendar", {"dates": "2026-02-01..2026-02-09:0;2026-02-09:1"}, "E167")),
    Kind("eleven months", "a month is missing", do.edit("calendar", {"months": MONTHS}, "E160")),
    Kind("eight weekdays", "a weekday too many", do.edit("calendar", {"weekdays": "1 1 1 1 1 1 1 1"}, "E160")),
    Kind("month in words", "a factor is a word", do.edit("calendar", {"months": f"{MONTHS} high"}, "E161")),
    Kind("negative month", "a factor is negative", do.edit("calendar", {"months": f"{MONTHS} -1"}, "E162")),
    Kind("week of zeros", "all factors are zero", do.edit("calendar", {"weekdays": "0 0 0 0 0 0 0"}, "E163")),
    Kind("idle calendar", "a calendar is used by nothing", flows.added("calendar", {"name": "leap years"}, "E164")),
)  # fmt: skip

_PLACES = (
    Kind("half a place", "a longitude is missing", do.edit("site", {"longitude": ""}, "E170", where=_placed)),
    Kind("null island", "coordinates are 0, 0", do.edit("site", {"latitude": "0", "longitude": "0"}, "E171")),
    Kind("coordinates swapped", "latitude and longitude are swapped", flows.swapped),
    Kind("country in words", "a country is no code", do.edit("site", {"country": "Germany"}, "E173")),
    Kind("inland passage", "a lane passes a site that is no port", flows.passing(True, "E174")),
    Kind("passing its own end", "a lane passes its own end", flows.passing(False, "E175")),
    Kind("rocket", "a lane is faster than an aircraft", flows.hurried(200, 5000, "any", "E176")),
    Kind("flying conveyor", "a lane is faster than its mode", flows.hurried(500, 900, "conveyor", "E177")),
    Kind("teleport", "a lane across the world takes no time", flows.hurried(1000, 0, "any", "E178")),
    Kind("resource without hours", "a recipe takes no time of its resource",
         do.edit("recipe", {"hours_per_unit": "0"}, "E180", where=lambda row: bool(row["resource"]))),
    Kind("hours without resource", "a recipe takes time of nothing",
         do.edit("recipe", {"resource": "", "hours_per_unit": "2"}, "E181")),
    Kind("batch too large", "a batch is more than a day's capacity",
         do.edit("recipe", {"capacity_per_day": "10", "batch_size": "12"}, "E270")),
    Kind("batch too long", "a batch takes longer than a day",
         do.edit("recipe", {"batch_minimum": "9999", "hours_per_unit": "1", "capacity_per_day": ""}, "E271",
                 where=lambda row: bool(row["resource"]))),
    Kind("absurd yield", "a yield varies more than parts can",
         do.edit("recipe", {"yield_mean": "0.9", "yield_sd": "0.3"}, "E275")),
    Kind("unknown resource of a change-over", "a resource is not at the site",
         do.edit("changeover", {"resource": "no such saw"}, "E102")),
    Kind("change-over of a stranger", "a change-over is of what is made elsewhere",
         do.edit("changeover", {"from": "chair"}, "E276")),
    Kind("change-over to itself", "a change-over changes nothing",
         do.edit("changeover", {"to": lambda row: row["from"]}, "E279")),
    Kind("set-up of nothing", "a set-up without a campaign", do.edit("recipe", {"resource": "", "setup_hours": "1"}, "E277")),
    Kind("cost of no set-up", "a set-up without a campaign costs something",
         do.edit("recipe", {"resource": "", "setup_cost": "20"}, "E277")),
    Kind("overtime of no hours", "nobody said how long overtime may be",
         do.edit("resource", {"overtime_cost_per_hour": "40", "overtime_hours_per_day": ""}, "E364")),
    Kind("batch in parts", "a batch needs most of a shared resource",
         do.edit("recipe", {"batch_size": "18", "hours_per_unit": "0.5", "capacity_per_day": ""}, "E278",
                 where=lambda row: row["resource"] == "oven")),
    Kind("by-product of nothing", "a by-product's recipe is missing", do.edit("recipe output", {"item": "log"}, "E272")),
    Kind("by-product nowhere", "a by-product is not held", do.edit("recipe output", {"output": "chair"}, "E273")),
    Kind("by-product of itself", "a by-product is the product",
         do.edit("recipe output", {"output": lambda row: row["item"]}, "E274")),
    Kind("by-product in its product", "a by-product is needed to make what it comes with",
         do.edit("recipe output", {"output": "log"}, "E110")),
    Kind("lane too narrow", "a lane cannot carry the mean need", flows.overloaded("lane", "E182")),
    Kind("recipe too slow", "a recipe cannot make the mean need", flows.overloaded("recipe", "E183")),
    Kind("hours too few", "a resource has not the hours for the mean need", flows.overloaded("resource", "E184")),
)  # fmt: skip

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (*_CELLS, *_NAMES, *_FLOWS, *_AMOUNTS, *_TIMES, *_PLACES, *OF_LAWS)
}
"""Every kind of defect by name."""
