"""The schema table of every noun: the only place where attributes, units, bounds and defaults are written.

From it come validation, file headings, documentation and the pages' forms. NaN as a default means
"worked out from the rest of the network"; the help says how. `{currency}` is the network's currency.
"""

from __future__ import annotations

import math

from echelon.core.table import REQUIRED, Column, Schema

WORKED_OUT = math.nan
ROLES = ("supplier", "factory", "warehouse", "port", "canal", "airport", "store", "customer", "site")
MODES = ("sea", "road", "rail", "air", "parcel", "conveyor", "any")
POLICIES = (
    "base_stock",
    "s_S",
    "min_max",
    "R_Q",
    "R_nQ",
    "to_order",
    "echelon_base_stock",
    "plan",
    "adaptive_base_stock",
    "kanban",
    "mrp",
)
FORECASTS = ("mean", "moving_average", "smoothing", "autoregressive")
ALLOCATIONS = ("proportional", "priority", "fair_share", "first_come", "drawn", "promised")
SOURCING = ("share", "priority", "cheapest")
SEQUENCINGS = ("shared", "priority", "campaign", "fair_share", "first_come")
WHEN_CLOSED = ("wait", "reroute", "lose")
WHEN_LANE_CLOSES = ("go_on", *WHEN_CLOSED)
HANDLING_RULES = ("proportional", "priority", "fair_share", "first_come")
STORAGE_RULES = ("in_turn", *HANDLING_RULES)
TIMETABLES = ("standard", "order_first", "ship_first", "review_last", "board")
LEAD_SHAPES = ("constant", "normal", "gamma", "lognormal", "table", "empirical")
DEMAND_SHAPES = ("constant", "normal", "gamma", "lognormal", "poisson", "negative_binomial", "compound_poisson", "trace",
                 "forecast")  # fmt: skip


def _name(name: str, says: str, refers: str = "", default: object = REQUIRED) -> Column:
    return Column(name, "name", says, refers=refers, default=default)


def _number(name: str, unit: str, says: str, *, default: object = REQUIRED, low: float = 0.0,
            high: float = math.inf, above: bool = False) -> Column:  # fmt: skip
    return Column(name, "number", says, unit, default, low, high, above)


def _choice(name: str, choices: tuple[str, ...], says: str, default: object) -> Column:
    return Column(name, "choice", says, default=default, choices=choices)


def _text(name: str, says: str, default: object = "", unit: str = "") -> Column:
    return Column(name, "text", says, unit, default)


def _unit(of: str, says: str = "Unit of the row's quantities") -> Column:
    return Column("unit", "text", f"{says}, any that converts; empty for the `{of}`'s own", default="", of=of)


def _currency(of: str) -> Column:
    return _text("currency", f"Currency of {of}, one that has exchange rates; empty for the network's")


def _lead(of: str) -> tuple[Column, ...]:
    return (
        _number("lead_days", "day", f"Mean time {of}; a fraction is a mix of the two whole days beside it",
                default=0.0, high=3650.0),
        _choice("lead_shape", LEAD_SHAPES, "How the time varies; always drawn in whole days", "constant"),
        _number("lead_sd_days", "day", "Standard deviation of the time, for shapes normal (cut at 0), gamma and lognormal",
                default=0.0, high=3650.0),
        _text("lead_table", "For shape table days and probabilities, `2:0.7;5:0.3`; for empirical observed days, `3 4 4 7`, "
              "each equally likely"),
        _number("lead_zero_part", "part of shipments", "Part that takes 0 days; `lead_days` and the shape are those of the rest",
                default=0.0, high=1.0),
    )  # fmt: skip


SITE = Schema("site", "sites.csv", ("name",), (
    _name("name", "What planners call the site; unique"),
    _choice("role", ROLES, "What the site is for; ports and canals are passed `via` by lanes", "site"),
    _number("latitude", "degree", "North positive; empty if unknown", default=WORKED_OUT, low=-90.0, high=90.0),
    _number("longitude", "degree", "East positive; empty if unknown", default=WORKED_OUT, low=-180.0, high=180.0),
    _text("country", "ISO 3166 code of two letters"),
    _text("region", "Any grouping planners use, such as a continent"),
    _text("firm", "Who owns it; empty for the network's own sites"),
    _number("space_cost_per_day", "{currency}/m3/day", "Holding cost of space, beside that of value", default=0.0),
    _number("handling_per_day", "unit/day", "Units of all items together that can leave the site, or pass it `via`, on one day; "
            "empty for no limit", default=math.inf),
    _choice("handling_rule", HANDLING_RULES, "How flows share it: in proportion to what would leave, by `priority`, the same "
            "for all up to what each wants, or orders of the earliest day first",
            "proportional"),
    _name("handling_calendar", "Working calendar of what it can handle: shifts, holidays, planned shutdowns; empty for every day",
          "calendar", default=""),
    _number("storage_space", "m3", "Space for stock of all its items together; empty for no limit", default=math.inf),
    _choice("storage_rule", STORAGE_RULES, "Who gets the space that is left, when not all that comes on a day fits: who is first "
            "`in_turn`, or as for handling, by the `storage_priority` of the stock points", "in_turn"),
), "A place that holds, makes, passes on or sells goods.")  # fmt: skip

ITEM = Schema("item", "items.csv", ("name",), (
    _name("name", "What planners call the item; unique"),
    _text("unit", "Its own unit of measure, into which every quantity of it is converted: `piece`, `kg`, `m`", "piece"),
    _text("packs", "Its other units, with how many of its own each holds: `case:12; pallet:480`"),
    _number("unit_value", "{currency}/unit", "Standard cost of one unit, for stock value, holding cost and margin", default=0.0),
    _number("space_per_unit", "m3/unit", "Space that one unit takes in store", default=0.0),
    _number("disposal_cost", "{currency}/unit", "Cost of getting rid of one unit that is scrapped or expired", default=0.0),
    _currency("`unit_value` and `disposal_cost`"),
    _number("quantum", "unit", "Smallest quantity that is made or shipped; all quantities are whole multiples of it; empty "
            "for any", default=0.0),
    _number("shelf_life_days", "day", "Whole days a unit may lie at a site, from its arrival there; empty for ever",
            default=math.inf, low=1.0),
    _text("description", "Free text"),
), "A thing that is made, moved, stored and sold, counted in one unit.")  # fmt: skip

STOCK_POINT = Schema("stock point", "stock_points.csv", ("site", "item"), (
    _name("site", "Where", "site"),
    _name("item", "What", "item"),
    _choice("policy", POLICIES, "How it is replenished", "base_stock"),
    _number("target_stock", "unit", "Order up to this position (on hand + on order - owed), for adaptive_base_stock beyond the "
            "forecast that it covers; where the policy does not, empty for "
            "`reorder_point` + `order_quantity`, or all cards full", default=WORKED_OUT),
    _number("reorder_point", "unit", "For s_S, min_max, R_Q and R_nQ: order when the position is at or below this",
            default=WORKED_OUT, low=-math.inf),
    _number("order_quantity", "unit", "For R_Q: the lot of an order; for R_nQ: the lot of which an order holds as many as "
            "bring the position above the reorder point", default=WORKED_OUT, above=True),
    _number("order_minimum", "unit", "Least that is ordered, if anything is", default=0.0),
    _number("order_multiple", "unit", "Orders are whole multiples of this, rounded up; empty for any quantity", default=0.0),
    _number("order_maximum", "unit", "Most that is ordered on one day; empty for no limit", default=math.inf),
    _choice("forecast", FORECASTS, "For adaptive_base_stock: what a coming day is expected to ask", "mean"),
    _choice("forecast_of", ("orders", "customers"), "For adaptive_base_stock: what is forecast, orders and demand that reach the "
            "point, or what all customers ask whom it serves in the end", "orders"),
    _number("average_days", "day", "For moving_average: whole days that it is taken over", default=WORKED_OUT, low=1.0,
            high=3650.0),
    _number("smoothing_weight", "part", "For smoothing: weight of the latest day", default=WORKED_OUT, high=1.0, above=True),
    _number("forecast_correlation", "part", "For autoregressive: of a day's demand with that of the day before",
            default=WORKED_OUT, low=-1.0, high=1.0),
    _number("cover_days", "day", "For adaptive_base_stock: whole days of forecast that the position covers after the coming one",
            default=0.0, high=3650.0),
    _number("gap_days", "day", "For adaptive_base_stock: a day closes this part of the gap to the target: 1 / days", default=1.0,
            low=1.0, high=3650.0),
    _number("position_maximum", "unit", "An order never takes the position above this, such as the room there is"
            "; empty for no limit",
            default=math.inf),
    _number("safety_stock", "unit", "An order adds what is on hand below this; for mrp, what is planned to stay on hand",
            default=0.0),
    _choice("review", ("daily", "on_issue"), "When the policy looks: on every day of review, or only if stock was taken since",
            "daily"),
    _number("cards", "card", "For kanban: how many cards there are", default=WORKED_OUT, above=True),
    _number("card_size", "unit", "For kanban: what one card stands for", default=WORKED_OUT, above=True),
    _number("horizon_days", "day", "For mrp: whole days of releases that are planned, today's included", default=28.0, low=1.0,
            high=366.0),
    _number("frozen_days", "day", "For mrp: whole days, today included, whose planned releases are not changed", default=0.0,
            high=365.0),
    _number("planned_lead_days", "day", "For mrp: whole days from release to stock; empty for the mean of the recipe after its "
            "slowest input, or of the lanes by share, rounded up", default=WORKED_OUT, high=3650.0),
    _number("review_every_days", "day", "Whole days from review to review; between reviews nothing is ordered, but what "
            "mrp has planned", default=1.0, low=1.0, high=3650.0),
    _number("review_first_day", "day", "Day of the first review, 0 for the first day", default=0.0, high=3650.0),
    _name("review_calendar", "Reviewed only on days with a factor above 0; empty for every day", "calendar", default=""),
    _choice("sourcing", SOURCING, "Whom it asks of several lanes: each for its `share`; or in order of `source_rank`, or of "
            "landed cost, each for what it can send today, the last for the rest", "share"),
    _number("emergency_point", "unit", "Emergency lanes are asked for what the position is below this; expedited lanes hurry "
            "while what is on hand less what is owed is not above it", default=WORKED_OUT, low=-math.inf),
    _choice("allocation", ALLOCATIONS, "Who gets what when stock is short: all in proportion to what is owed, by `priority`, "
            "the same for each until it has enough (fair_share), or what was ordered first (first_come); "
            "drawn: a store of inputs, which keeps them until a recipe of the site takes them for full sets; promised: "
            "each receiver all that is there, whatever the others are promised, so that stock may fall below 0",
            "proportional"),
    _number("storage_limit", "unit", "Most that fits; what arrives beyond it waits at the dock; empty for no limit",
            default=math.inf),
    _number("storage_priority", "rank", "Where the site's space is shared by priority: smaller numbers come first", default=0.0,
            low=-math.inf),
    _number("initial_stock", "unit", "On hand before day 0; empty for `target_stock`", default=WORKED_OUT),
    _number("holding_cost_per_day", "{currency}/unit/day", "Empty for `unit_value` x the network's holding rate / 365",
            default=WORKED_OUT),
    _unit("item"),
), "An item held at a site.")  # fmt: skip

LANE = Schema("lane", "lanes.csv", ("from", "to", "item"), (
    _name("from", "Site that ships", "site"),
    _name("to", "Site that receives", "site"),
    _name("item", "What moves", "item"),
    _choice("mode", MODES, "How it moves", "any"),
    *_lead("under way"),
    _number("cost_per_unit", "{currency}/unit", "Freight of one unit", default=0.0),
    _number("share", "part of the need", "Part of what the receiver orders that goes to this lane; empty for equal parts",
            default=WORKED_OUT, high=1.0),
    _number("source_rank", "rank", "Where the receiver's sourcing is by priority: smaller numbers are asked first", default=0.0,
            low=-math.inf),
    _number("buy_price", "{currency}/unit", "What a unit costs at the sender, to choose the cheapest source by: landed cost is "
            "this and `cost_per_unit`", default=0.0),
    _choice("emergency", ("no", "yes"), "yes: asked only for what is missing to the receiver's `emergency_point`; no share",
            "no"),
    _number("lot_maximum", "unit", "Most of one order, where sourcing is by priority or cheapest, or the lane is for "
            "emergencies; empty for no limit", default=math.inf),
    _number("cancel_days", "day", "Whole days after which what the sender has not shipped is cancelled; empty for never",
            default=math.inf),
    _number("blanket_quantity", "unit", "Least that is ordered in every period of `blanket_days`, topped up on its last day",
            default=0.0),
    _number("blanket_days", "day", "Whole days of a period of the blanket order, the first one beginning on day 0", default=30.0,
            low=1.0, high=3650.0),
    _number("expedite_days", "day", "Whole days of a shipment that is expedited, because the receiver has at most its "
            "`emergency_point` on hand less what it owes; empty for never", default=WORKED_OUT, high=3650.0),
    _number("expedite_cost_per_unit", "{currency}/unit", "Cost of expediting one unit, beside its freight", default=0.0),
    _number("order_days", "day", "Whole days that an order takes to reach the sender", default=0.0, high=3650.0),
    _number("priority", "rank", "Where the sender's allocation is by priority: smaller numbers are served first", default=0.0,
            low=-math.inf),
    _choice("unmet", ("backorder", "lost"), "What happens to an order that the sender cannot fill on its day", "backorder"),
    _text("plan", "For receivers whose policy is plan: units ordered on day 0, 1, 2 …, separated by blanks", unit="unit"),
    _text("opening_orders", "Units ordered before day 0 that reach the sender on day 0, 1, 2 …, separated by blanks",
          unit="unit"),
    _text("opening_transit", "Units shipped before day 0 that arrive on day 0, 1, 2 …, separated by blanks", unit="unit"),
    Column("via", "text", "Ports, canals and straits passed, in order, separated by `;`", default="", refers="site"),
    _text("via_days", "Days from departure to each place of `via`, separated by `;`; empty: spread evenly over the time"),
    _choice("crossing", ("yes", "no"), "May a shipment arrive before an earlier one of the lane?", "yes"),
    _text("departs", "Days of departure: weekdays, like `Mon Thu`, or a calendar whose factor scales the capacity (0: none); "
          "empty for every day"),
    _choice("when_closed", WHEN_CLOSED, "What goods do that reach a closed place of `via`: wait, go round it, or are lost and "
            "owed again", "wait"),
    _choice("when_lane_closes", WHEN_LANE_CLOSES, "What goods on the way do on the day the lane itself is closed: go on, wait "
            "until it opens, go round, or are lost and owed again", "go_on"),
    _number("detour_days", "day", "Whole days that the way round a closed place or lane takes more, for reroute", default=0.0,
            high=3650.0),
    _number("detour_cost_per_unit", "{currency}/unit", "What the way round costs more, for reroute", default=0.0),
    _number("detour_co2_per_unit", "kg/unit", "CO2 that the way round emits more, for reroute", default=0.0),
    _number("capacity_per_day", "unit/day", "Most that can leave on one day, or by one departure; empty for no limit",
            default=math.inf),
    _number("cost_per_shipment", "{currency}/shipment", "Freight of a day's shipment, whatever its size", default=0.0),
    _number("order_cost", "{currency}/order", "Cost of placing one order, whatever its size", default=0.0),
    _number("transit_holding_cost_per_day", "{currency}/unit/day", "Holding cost of goods under way", default=0.0),
    _number("co2_per_unit", "kg/unit", "CO2 of moving one unit", default=0.0),
    _currency("the row's costs and price"),
    _unit("item"),
), "A flow of one item from one site to another; several of them differ by `mode`.", ("mode",))  # fmt: skip

RECIPE = Schema("recipe", "recipes.csv", ("site", "item"), (
    _name("site", "Where", "site"),
    _name("item", "What is made", "item"),
    *_lead("from start to stock"),
    _number("capacity_per_day", "unit/day", "Most that can be started on one day; empty for no limit", default=math.inf),
    _name("calendar", "Working calendar of its capacity: shifts, holidays, planned shutdowns; empty for every day", "calendar",
          default=""),
    _number("batch_size", "unit", "What starts on one day is a whole multiple of this, the rest waits; empty for any quantity",
            default=0.0),
    _number("batch_minimum", "unit", "Least that starts on one day, if anything does", default=0.0),
    _number("yield_mean", "part of what starts", "Mean part that is good; the rest is scrapped when it is finished", default=1.0,
            high=1.0, above=True),
    _number("yield_sd", "part of what starts", "Standard deviation of that part, from one day's finish to the next (beta)",
            default=0.0, high=0.5),
    _choice("yield_planned", ("yes", "no"), "Whether orders are raised for scrap, divided by the mean yield", "no"),
    _name("resource", "Shared capacity it needs, if any", "resource", default=""),
    _number("hours_per_unit", "hour/unit", "Time on that resource for one unit", default=0.0),
    _number("setup_hours", "hour", "Time to set up the resource for it, after any other item and at the beginning", default=0.0),
    _number("priority", "rank", "Where the resource's sequencing is by priority or in campaigns: smaller numbers come first",
            default=0.0, low=-math.inf),
    _number("cost_per_unit", "{currency}/unit", "Cost of each unit started, where `unit_value` does not hold it", default=0.0),
    _number("order_cost", "{currency}/order", "Cost of one production order, whatever its size", default=0.0),
    _number("setup_cost", "{currency}/set-up", "Cost of one set-up for it, whatever was made before", default=0.0),
    _number("co2_per_unit", "kg/unit", "CO2 of each unit started", default=0.0),
    _currency("the row's costs"),
    _unit("item"),
    _choice("starts", ("ordered", "complete"), "What is started: orders, or whatever the inputs make complete, ordered or not",
            "ordered"),
), "A flow inside a site: how one item is made of others. Without inputs it is supply from outside the network.")  # fmt: skip

RECIPE_INPUT = Schema("recipe input", "recipe_inputs.csv", ("site", "item", "input"), (
    _name("site", "Where", "site"),
    _name("item", "What is made", "item"),
    _name("input", "What it is made of; from the site's own stock point where there is one, else ordered to need", "item"),
    _number("quantity", "unit/unit", "Units of the input in one unit made", default=1.0, above=True),
    _unit("input", "Unit of `quantity`, of which so many are in one of the made item's own units"),
), "One line of a bill of materials.")  # fmt: skip

RECIPE_OUTPUT = Schema("recipe output", "recipe_outputs.csv", ("site", "item", "output"), (
    _name("site", "Where", "site"),
    _name("item", "What is made", "item"),
    _name("output", "What comes with it, into the site's stock point of it", "item"),
    _number("quantity", "unit/unit", "Units of the output that come with one unit made", default=1.0, above=True),
    _unit("output", "Unit of `quantity`, of which so many come with one of the made item's own units"),
), "A by-product of a recipe.")  # fmt: skip

RESOURCE = Schema("resource", "resources.csv", ("site", "name"), (
    _name("site", "Where", "site"),
    _name("name", "What planners call it; unique within the site"),
    _number("hours_per_day", "hour/day", "Capacity on a working day, shared by the recipes that name it"),
    _name("calendar", "Working calendar; empty for every day", "calendar", default=""),
    _choice("sequencing", SEQUENCINGS, "Who gets its hours: all in proportion, by the recipes' `priority`, one after another "
            "with set-ups between them, the same for all up to what each can use, or orders of the earliest day first", "shared"),
    _number("overtime_hours_per_day", "hour/day", "Most that is worked beyond that on a working day, when orders that can start "
            "need more", default=0.0),
    _number("overtime_cost_per_hour", "{currency}/hour", "Cost of an hour of overtime", default=0.0),
), "Capacity that several recipes of a site share.")  # fmt: skip

CHANGEOVER = Schema("changeover", "changeovers.csv", ("site", "resource", "from", "to"), (
    _name("site", "Where", "site"),
    _name("resource", "What is set up", "resource"),
    _name("from", "What was made before", "item"),
    _name("to", "What is made next", "item"),
    _number("hours", "hour", "Time to change over, instead of the `setup_hours` of what is made next"),
), "How long a resource takes to change over from one item to another.")  # fmt: skip

DETOUR = Schema("detour", "detours.csv", ("from", "to", "item", "rank"), (
    _name("from", "Where the lane begins", "site"),
    _name("to", "Where it ends", "site"),
    _name("item", "What is moved", "item"),
    _number("rank", "rank", "Smaller numbers are tried first: the first way that is open is taken", default=0.0, low=-math.inf),
    Column("at", "text", "The closed place of the lane's `via` that it goes round; empty for any of them", default="",
           refers="site"),
    Column("via", "text", "Places that the way round passes, separated by `;`: it is open while none of them is closed; empty: "
           "always", default="", refers="site"),
    _number("days", "day", "Whole days that it takes more", high=3650.0),
    _number("cost_per_unit", "{currency}/unit", "What it costs more, in the lane's currency", default=0.0),
    _number("co2_per_unit", "kg/unit", "CO2 that it emits more", default=0.0),
), "Ways round closed places of lanes whose `when_closed` is reroute, instead of their `detour_days`.")  # fmt: skip

DEMAND = Schema("demand", "demands.csv", ("customer", "site", "item"), (
    _name("customer", "Who asks"),
    _name("site", "Where it is served from", "site"),
    _name("item", "What is asked for", "item"),
    _number("mean_per_day", "unit/day", "Mean over all days before the calendar's factor and trend; of shape trace, of its days"),
    _choice("shape", DEMAND_SHAPES, "How it varies from day to day", "constant"),
    _number("sd_per_day", "unit/day", "Standard deviation on days with demand, for shapes normal (cut at 0), gamma, lognormal, "
            "negative_binomial and forecast (cut at 0)", default=0.0),
    _number("active_part", "part of days", "Days with any demand, drawn day by day; such a day has mean `mean_per_day` / this",
            default=1.0, high=1.0, above=True),
    _number("orders_per_day", "1/day", "For compound_poisson: mean number of orders; an order has mean `mean_per_day` / this",
            default=0.0),
    _number("order_size_sd", "unit", "For compound_poisson: standard deviation of one order, in whole units from 1 on; empty for "
            "geometric sizes", default=WORKED_OUT),
    _number("forecast_days", "day", "For forecast: days before, from which forecasts get better step by step; whole",
            default=1.0, low=1.0, high=128.0),
    _number("trend_per_year", "1/year", "Part of the first day's mean gained in a year, in a straight line, not below 0",
            default=0.0, low=-10.0, high=10.0),
    _choice("repeat", ("no", "yes"), "For trace: after its last listed day, begin again with day 0; else nothing more is asked",
            "no"),
    _number("correlation", "part", "Of a day's demand with that of the day before, for shape normal", default=0.0, low=-0.999,
            high=0.999),
    _name("calendar", "Season and weekdays; empty for none", "calendar", default=""),
    _number("price", "{currency}/unit", "What the customer pays; empty for `unit_value`", default=WORKED_OUT),
    _number("elasticity", "ratio", "Where agents move the price: part of demand that goes for a price higher by that part of it; "
            "0 for none", default=0.0, high=100.0),
    _number("priority", "rank", "Where the point's allocation is by priority: smaller numbers are served first", default=0.0,
            low=-math.inf),
    _choice("unmet", ("backorder", "lost"), "What happens to demand that stock cannot meet on its due day", "backorder"),
    _number("due_days", "day", "Days from asking within which delivery is on time; whole", default=0.0, high=366.0),
    _number("patience", "part", "Of what stock cannot meet on its due day: this part waits, the rest is lost; empty for 1, or "
            "for 0 where `unmet` is lost", default=WORKED_OUT, high=1.0),
    _choice("partial", ("yes", "no"), "Whether a customer takes a part of what it waits for, all its days together, "
            "where allocation is by priority", "yes"),
    _name("substitute", "Another item of the site that the customer takes in its place, out of what is left when all are served; "
          "empty for none", "item", default=""),
    _number("substitute_ratio", "ratio", "Units of the substitute that stand for one of the item, both in their own units",
            default=1.0, above=True),
    _number("substitute_price", "{currency}/unit", "What the customer pays where it gets the substitute; empty for `price`",
            default=WORKED_OUT),
    _number("stockout_cost", "{currency}/unit/day", "Penalty per day and unit owed, from its due day on; per unit lost, once",
            default=0.0),
    _number("stockout_cost_once", "{currency}/unit", "Penalty, once, per unit not delivered by its due day", default=0.0),
    _currency("the two prices and penalties"),
    _unit("item"),
), "What a customer asks of a stock point day by day.")  # fmt: skip

DEMAND_TRACE = Schema("demand trace", "demand_traces.csv", ("customer", "site", "item", "day"), (
    _name("customer", "Who asks, as in demands.csv"),
    _name("site", "Where it is served from, as in demands.csv"),
    _name("item", "What is asked for, as in demands.csv"),
    _number("day", "day", "Whole days from the network's first, which is 0; days not listed have no demand", high=36_525.0),
    _number("quantity", "unit", "Asked on that day, before the calendar's factor and trend"),
    _unit("item"),
), "What is asked on one day by a demand of shape trace.")  # fmt: skip

CALENDAR = Schema("calendar", "calendars.csv", ("name",), (
    _name("name", "Unique"),
    _text("months", "Twelve factors from January, separated by blanks; empty for 1", ""),
    _text("weekdays", "Seven factors from Monday, separated by blanks; empty for 1", ""),
    _text("dates", "Factors that hold on dates instead: `2026-12-24..2027-01-02:0; 2026-05-01:0.5`", ""),
), "A factor for every day: month x weekday, or what is said of its date.")  # fmt: skip

EXCHANGE_RATE = Schema("exchange rate", "exchange_rates.csv", ("currency", "date"), (
    _name("currency", "ISO 4217 code of another currency than the network's"),
    _name("date", "From this day on, until the currency's next row: `2026-01-01`"),
    _number("rate", "{currency}", "What one unit of the currency is in the network's", above=True),
), "What another currency is worth from a day on; day 0's rate holds for `unit_value`, each day's for the rest.")  # fmt: skip

NOUNS: tuple[Schema, ...] = (SITE, ITEM, STOCK_POINT, LANE, DETOUR, RECIPE, RECIPE_INPUT, RECIPE_OUTPUT, RESOURCE, CHANGEOVER,
                             DEMAND, DEMAND_TRACE, CALENDAR, EXCHANGE_RATE)  # fmt: skip
SCHEMAS: dict[str, Schema] = {schema.noun: schema for schema in NOUNS}
OPTIONAL = frozenset(
    {
        "recipe",
        "recipe input",
        "recipe output",
        "changeover",
        "resource",
        "demand trace",
        "calendar",
        "lane",
        "detour",
        "exchange rate",
    }
)
"""Nouns whose file may be missing."""


SETTINGS = Schema("settings", "network.toml", ("name",), (
    _name("name", "What the network is called"),
    _text("description", "One paragraph"),
    _text("currency", "ISO 4217 code of the currency of every result, and of amounts that name none", "EUR"),
    _text("start_date", "Date of day 0, for calendars and axes (ISO 8601)", "2026-01-01"),
    _number("holding_rate_per_year", "1/year", "Holding cost of a year as part of the value held", default=0.2, high=10.0),
    _choice("timetable", TIMETABLES, "Order of the day", "standard"),
    Column("fictional", "choice", "yes if no such network exists", default="no", choices=("yes", "no")),
), "What holds for the whole network; `assumptions` (a list of sentences) stands beside these.")  # fmt: skip
