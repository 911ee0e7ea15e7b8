"""The catalogue: every code, its level, what it means and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from echelon.core.errors import Finding, Level
from echelon.network.check import (
    amounts,
    capacity,
    demand,
    expediting,
    flows,
    forecasts,
    money,
    names,
    places,
    planning,
    procurement,
    service,
    storage,
    stores,
    times,
    ways,
)
from echelon.network.check.facts import Facts
from echelon.network.model import Network


@dataclass(frozen=True, slots=True)
class Check:
    """One function and the codes it may find.

    codes   code → (level, meaning)
    """

    find: Callable[[Facts], Iterable[Finding]]
    codes: dict[str, tuple[Level, str]]


def _all(level: Level, **codes: str) -> dict[str, tuple[Level, str]]:
    return {code: (level, meaning) for code, meaning in codes.items()}


READING = {
    **_all("error", E001="a column that every row needs is missing"),
    **_all("warning", E002="a heading is not one that the noun has"),
    **_all("error", E003="a cell that must be given is empty", E004="a cell is not a number",
           E005="a number is out of its bounds", E006="a cell is not one of the choices", E007="a number is not finite"),
    **_all("warning", E008="a name has blanks around it"),
}  # fmt: skip
"""What reading single cells finds (`echelon.core.table.parse`), as code → (level, meaning)."""

CATALOGUE: tuple[Check, ...] = (
    Check(names.unknown, _all("error", E101="a name that no row has", E102="a resource that the site does not have")),
    Check(names.repeated, _all("error", E103="a key that stands on two rows")),
    Check(names.lookalikes, _all("warning", E104="two names that differ only by case or blanks")),
    Check(names.nothing, _all("error", E105="no site, no item or no stock point")
          | _all("warning", E106="no demand at all")),
    Check(times.settings, _all("error", E107="the first day is no date", E108="the currency is no code of three letters",
                               E109="the holding rate is out of its bounds")),
    Check(flows.rings, _all("error", E110="lanes and recipes that close a circle")),
    Check(flows.loops, _all("error", E111="a lane from a site to itself", E112="a recipe that uses what it makes")),
    Check(flows.lane_ends, _all("error", E113="a lane that leaves where the item is not held",
                                E114="a lane to where the item is neither held nor used")),
    Check(flows.fed, _all("error", E115="a stock point that nothing feeds",
                          E116="a stock point fed by lanes and by a recipe")),
    Check(flows.sinks, _all("warning", E117="a stock point that feeds nothing and serves nobody")),
    Check(flows.served, _all("error", E118="demand where the item is not held",
                             E119="demand that no source can reach")),
    Check(flows.recipes, _all("error", E120="a recipe of what is not held at its site",
                              E121="inputs of a recipe that is missing",
                              E122="an input neither held at the site nor brought by a lane")),
    Check(flows.idle, _all("warning", E123="a site where nothing happens", E124="an item that is held nowhere")
          | _all("note", E125="a resource that no recipe needs")),
    Check(flows.islands, _all("note", E126="a part of the network without flow to the rest")),
    Check(amounts.shares, _all("error", E130="shares that do not add up to 1")
          | _all("warning", E131="shares that leave nothing for the lanes without one")),
    Check(money.units, _all("error", E133="a unit that does not convert to the item's")),
    Check(money.currencies, _all("error", E134="a currency that is not the network's and has no rates")),
    Check(money.prices, _all("warning", E135="a price below the item's value")),
    Check(demand.shapes, _all("warning", E136="spread that the demand's shape does not use",
                                      E137="a shape that varies, without spread",
                                      E138="spread of demand far above its mean")
          | _all("note", E139="a mean demand of zero")
          | _all("warning", E148="a column that the demand's shape does not use")),
    Check(amounts.targets, _all("error", E140="a policy without its reorder point", E141="a reorder point above the target")
          | _all("warning", E142="a reorder point that the policy does not use", E143="far more stock than the target",
                 E144="lost sales where no stock is aimed at")),
    Check(amounts.lots, _all("error", E145="a policy without its lot", E147="a minimum or multiple above the maximum")
          | _all("warning", E146="a lot that the policy does not use")),
    Check(demand.pieces, _all("error", E196="negative binomial demand that varies too little",
                              E197="compound demand without orders, or with orders below one unit",
                              E198="orders in whole units that cannot vary so little, or so much")),
    Check(demand.forecasts, _all("error", E310="days of a forecast that are not whole")),
    Check(forecasts.forecasts, _all("error", E127="a forecast without what says how")
          | _all("warning", E128="a column of forecasts that the policy does not use")),
    Check(forecasts.correlations, _all("error", E129="correlated demand that is not normal")),
    Check(procurement.targets, _all("error", E334="a policy that orders up to a target, without it")),
    Check(procurement.reviews, _all("error", E149="days of reviews, forecasts, orders or ways round that are not whole")),
    Check(procurement.cards, _all("error", E300="kanban without its cards")
          | _all("warning", E306="cards that the policy does not use")),
    Check(procurement.emergencies, _all("error", E307="an emergency lane that cannot be")
          | _all("warning", E309="a sourcing cell that nothing uses")),
    Check(procurement.agreements, _all("error", E308="cancelling or a blanket order on a lane to a recipe")),
    Check(times.leads, _all("error", E150="a lead time that varies, with a mean of zero", E155="a lead table that cannot be read",
                            E156="days in a lead table that cannot be", E157="probabilities that do not add up to 1")
          | _all("warning", E151="a lead time whose shape varies, without spread",
                 E152="spread that the lead time's shape does not use",
                 E153="spread of a lead time far above its mean", E154="a lead table that the shape does not use",
                 E158="a mean lead time beside a lead table that says otherwise",
                 E159="a part of zeros where no time is left")),
    Check(times.calendars, _all("error", E160="not twelve months or seven weekdays", E161="a factor that is no number",
                                E162="a factor below 0", E163="factors that are all 0")
          | _all("note", E164="a calendar that nothing uses")
          | _all("error", E165="dates of a calendar that cannot be read",
                 E166="dates that end before they begin, or a factor below 0")
          | _all("warning", E167="two factors for one date")),
    Check(places.coordinates, _all("error", E170="one coordinate without the other")
          | _all("warning", E171="the point (0, 0)", E172="latitude and longitude swapped",
                 E173="a country that is no code of two letters")),
    Check(places.passages, _all("warning", E174="passing a site that is no port, canal or airport",
                                E175="passing an end of the lane, or a place twice")),
    Check(places.speeds, _all("error", E176="a lane faster than an aircraft")
          | _all("warning", E177="a lane faster than its mode", E178="a long lane that takes no time")),
    Check(capacity.hours, _all("warning", E180="a resource without hours", E181="hours without a resource")),
    Check(capacity.limits, _all("warning", E182="a lane that cannot carry the mean need",
                                E183="a recipe that cannot make the mean need",
                                E184="a resource without the hours for the mean need")),
    Check(capacity.batches, _all("error", E270="a batch that the capacity never lets start",
                                 E271="a batch that takes more than a day's hours")),
    Check(flows.outputs, _all("error", E272="a by-product of a recipe that is missing",
                              E273="a by-product that is not held at its site",
                              E274="a by-product that is what the recipe makes")),
    Check(capacity.set_ups, _all("error", E276="a change-over of what the resource does not make",
                                 E279="a change-over from an item to itself")
          | _all("warning", E277="a set-up of a resource that is not sequenced in campaigns")),
    Check(capacity.small_parts, _all("warning", E278="a batch on a resource that is shared in proportion")),
    Check(amounts.yields, _all("error", E275="a spread of yields that parts of 1 cannot have")),
    Check(demand.traces, _all("error", E185="quantities listed for a demand that does not exist",
                              E187="shape trace without listed quantities", E188="a listed day that is not whole")
          | _all("warning", E186="quantities listed for a demand of another shape",
                 E189="a mean demand that is not that of its trace")),
    Check(money.packs, _all("error", E190="packs that cannot be read", E191="a pack whose name means something else")),
    Check(money.exchange_rates, _all("error", E192="an exchange rate whose date is none",
                                     E193="an exchange rate of the network's own currency",
                                     E194="a currency in use without a rate on day 0")
          | _all("note", E195="exchange rates of a currency that no amount is in")),
    Check(stores.stores, _all("error", E330="a store that feeds other than recipes of its site",
                              E331="a recipe with only some of its inputs in stores")),
    Check(stores.unordered, _all("error", E335="a recipe that starts without orders on a shared resource")),
    Check(stores.passed_on, _all("error", E336="what is asked between reviews would be forgotten")),
    Check(stores.openings, _all("error", E332="openings that are no numbers", E333="openings of more days than the way takes")),
    Check(planning.plans, _all("error", E360="days of a plan that are no whole number", E361="a plan that is frozen to its end")
          | _all("warning", E363="cells of planning that the policy does not use")),
    Check(capacity.overtime, _all("warning", E364="overtime that costs something and is never worked")),
    Check(expediting.expedited, _all("error", E365="expediting to where nobody says what is an emergency",
                                     E366="an expedited time that is no whole number of days",
                                     E367="an expedited time that is not shorter")
          | _all("warning", E368="a cost of expediting where nothing is expedited")),
    Check(planning.drawing, _all("error", E362="planning where the recipe draws its inputs out of stores")),
    Check(money.charged_twice, _all("warning", E320="two penalties for one lost unit",
                                    E321="a cost of space where nothing takes any")),
    Check(service.due_days, _all("error", E371="days until delivery that are not whole")),
    Check(service.totals, _all("warning", E372="a customer who counts for nothing in totals by worth")
          | _all("error", E380="customers in different units, none of them worth anything")),
    Check(service.patience, _all("warning", E370="patience that `unmet` contradicts")),
    Check(service.parts, _all("warning", E373="a customer who takes no part, where the allocation does not look at that")
          | _all("error", E374="a customer beside receivers who are all promised all that is there")),
    Check(service.substitutes, _all("error", E375="a substitute that is not held at the site",
                                    E376="a substitute that is the item itself", E377="a substitute in a store of inputs",
                                    E378="a substitute whose quanta do not fit")
          | _all("warning", E379="a ratio or price of a substitute that is not named")),
    Check(storage.quanta, _all("error", E280="a quantum whose sums are not exact",
                               E281="an item with a quantum that is used in parts",
                               E283="no room for one quantum on a day")
          | _all("warning", E282="a quantity that is no whole number of quanta")),
    Check(ways.reached, _all("error", E340="days to passages that cannot be read", E341="days to passages that run backwards",
                             E342="a passage after the lane's end")
          | _all("warning", E343="days to passages where nothing is passed")),
    Check(ways.closures, _all("warning", E344="what goods do at a closed place where nothing is passed",
                              E345="a way round that is not used", E346="a way round that takes no longer")
          | _all("error", E348="a way round a whole lane that passes ports or canals")),
    Check(ways.detours, _all("error", E450="a way round of no lane", E451="a way round a place that the lane does not pass")
          | _all("warning", E452="a way round that nobody goes")),
    Check(ways.schedules, _all("error", E347="days of departure that are neither a calendar nor weekdays")),
    Check(storage.shelf_lives, _all("error", E350="a shelf life that is no number of whole days")),
    Check(storage.space, _all("warning", E351="a target that does not fit in store", E352="space that limits nothing")),
    Check(storage.idle_rules, _all("warning", E356="a rule for sharing what has no limit")),
    Check(storage.handling, _all("error", E353="a site that cannot handle one quantum on a day",
                                 E355="a site that handles units that cannot be added")
          | _all("warning", E354="a site that cannot handle the mean of what leaves or passes it")),
    Check(demand.prices, _all("warning", E580="demand that goes with a price of nothing")),
)  # fmt: skip
"""All checks of what the tables say together, in the order of their codes."""

CODES: dict[str, tuple[Level, str]] = READING | dict(
    sorted((code, said) for each in CATALOGUE for code, said in each.codes.items())
)
"""Every code that `check` can find, with its level and meaning: the table behind the reference page."""

_SEVERITY: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}


def check(net: Network) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful in a network, at once; worst first, then by file, line and code.

    Never raises, whatever the tables hold. A million stock points take seconds.

    >>> from echelon.network.model import Settings, network
    >>> net = network(Settings("tiny"), {"site": [{"name": "Kobe"}], "item": [{"name": "drill"}],
    ...     "stock point": [{"site": "Kob", "item": "drill", "target_stock": 5}]})
    >>> print(check(net)[0])
    The `site` of stock point `Kob→drill` must name a row of sites.csv. Got `Kob`. Did you mean `Kobe`? (E101, stock_points.csv).
    """
    facts = Facts(net)
    found = dict.fromkeys(net.findings)
    with np.errstate(all="ignore"):
        for each in CATALOGUE:
            found.update(dict.fromkeys(each.find(facts)))
    return tuple(sorted(found, key=lambda each: (_SEVERITY[each.level], each.file, each.line, each.code)))
