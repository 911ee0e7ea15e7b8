"""Asking the world: a sound network, room in memory, threads, and the digest of the laws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from echelon.app.settings import memory_bytes, threads as threads_wished
from echelon.app.wiring import laws_digest, load_kernels, threaded
from echelon.core.errors import BadNetwork, Finding, Unavailable
from echelon.network.check import check
from echelon.network.model import Network
from echelon.world.counted import CUSTOMER, KPIS

if TYPE_CHECKING:
    from echelon.disruption import Disruption, Recovery
    from echelon.study.exposure import Exposure
    from echelon.study.many import Run
    from echelon.study.precise import Precise
    from echelon.study.scenario import Policy, Scenario
    from echelon.study.select import Selection

Progress = Callable[[int, int], None]
"""Called with (replications done, replications in all)."""

_sound: WeakValueDictionary[int, Network] = WeakValueDictionary()


def must_be_sound(net: Network) -> None:
    """`BadNetwork` with every error that the checks find; a network is checked once."""
    if _sound.get(id(net)) is net:
        return
    errors = [finding for finding in check(net) if finding.level == "error"]
    if errors:
        raise BadNetwork(errors)
    _sound[id(net)] = net


def run(scenario: Scenario, *, policies: Mapping[str, Policy] | None = None, threads: int | None = None,
        progress: Progress | None = None, precision: float | Precise | None = None) -> Run:  # fmt: skip
    """Answer a question on all processors, or on `threads` of them; the answer does not depend on it.

    policies   functions (position, target, reorder point, lot) → order, by stock point or `*`; they join the scenario's
    precision  add replications until the mean of `net` is known to this part of itself, such as 0.01, or a `Precise`
    progress   called with (replications done, replications in all)
    raises     BadNetwork with every error of the network, BadScenario, Unavailable where memory would not do

    >>> import echelon
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    ...     "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10}]})
    >>> echelon.run(echelon.Scenario(shop, days=10, replications=2)).kpis()["fill_rate"].mean
    1.0
    """
    if policies:
        scenario = replace(scenario, policies={**scenario.policies, **policies})
    must_be_sound(scenario.network)
    must_fit(scenario.network, scenario.days, scenario.replications, 0)
    if precision is None:
        return asking(threads, progress)(scenario)
    from echelon.study.precise import Precise, run_precisely

    wish = precision if isinstance(precision, Precise) else Precise(precision)
    wish = replace(wish, most=min(wish.most, max(2, most_that_fit(scenario.network, scenario.days))))
    return run_precisely(scenario, wish, asking(threads, progress))


def asking(threads: int | None = None, progress: Progress | None = None) -> Callable[[Scenario], Run]:
    """What answers scenarios of sound networks on this machine."""
    from echelon.study.many import run as ask

    count = threads_wished(threads)
    load_kernels()
    laws = laws_digest()
    return lambda scenario: ask(scenario, laws=laws,
                                mapper=threaded(count, counter(scenario.replications, progress)))  # fmt: skip


def select(scenarios: Sequence[Scenario], *, indifference: float = 0.0, measure: str = "net", confidence: float = 0.95,
           first: int = 20, most: int = 10_000, procedure: str = "kn", threads: int | None = None,
           progress: Progress | None = None) -> Selection:  # fmt: skip
    """Choose the best of several scenarios, such as responses to one disruption, with a promised probability.

    All share their luck, and those that fall behind are dropped early (procedure KN), or replications go where they tell the
    best from the rest, within a budget (OCBA). What responses cost is taken off `net`.

    indifference   unit of the measure: differences below it do not matter; of KN only
    measure        the high or the low one wins, as its definition says
    first, most    replications of each at the beginning; never exceeded, by KN of each, by OCBA of all together
    procedure      kn or ocba
    raises         as `run`, and `BadScenario` where the scenarios do not pair
    """
    from echelon.study.select import select as choose

    for scenario in scenarios:
        must_be_sound(scenario.network)
    return choose(scenarios, indifference=indifference, measure=measure, confidence=confidence, first=first, most=most,
                  procedure=procedure, ask=asking(threads, progress))  # fmt: skip


def stress(net: Network, failures: Sequence[str | Disruption] = (), *, start: int = 60, lasts: int = 30,
           heals: Recovery | None = None, capacity: float = 0.0, days: int = 365, replications: int = 50, seed: int = 1,
           against_static: bool = False, threads: int | None = None, progress: Progress | None = None) -> Exposure:  # fmt: skip
    """Let failures happen in turn, each alone, and rank them by what they cost.

    failures        names of sites, lanes `Kobe→Riga` or places such as `region:Asia`, or disruptions; every site where left out
    start, lasts, heals, capacity   first day and length of what is named, its recovery, and the part [0, 1] that is left of it
    against_static  hold time-to-survive against that of the static model, and say what makes the difference (`Exposure.held`)
    progress        called with (replications done, replications in all), one set of replications per failure and a calm one
    raises          as `run`

    >>> import echelon
    >>> shop = echelon.build_network(echelon.Settings("shop"), {
    ...     "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
    ...     "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
    ...     "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
    ...     "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10, "unmet": "lost"}]})
    >>> echelon.stress(shop, ["Kobe"], start=20, lasts=9, days=60, replications=2)["Kobe"].area.mean
    9.0
    """
    from echelon.study.exposure import LANES_AT_ONCE, TRACED, against_static as hold, stress as ask

    count = threads_wished(threads)
    must_be_sound(net)
    must_fit(net, days, replications, max(LANES_AT_ONCE, replications))
    load_kernels()
    lanes = (1 + (len(failures) or len(net["site"]))) * (replications + min(TRACED, replications))
    found = ask(net, failures, start=start, lasts=lasts, heals=heals, capacity=capacity, days=days, replications=replications,
                seed=seed, mapper=threaded(count, counter(lanes, progress)))  # fmt: skip
    if not against_static:
        return found
    held = hold(net, failures, start=start, days=days, capacity=capacity, mapper=threaded(count))
    return replace(found, held=held)


def counter(total: int, progress: Progress | None) -> Callable[[int], None] | None:
    """Turns lanes done since the last call into lanes done so far."""
    if progress is None:
        return None
    so_far = 0

    def done(lanes: int) -> None:
        nonlocal so_far
        so_far += lanes
        progress(so_far, total)

    return done


NUMBER_BYTES = 8
COPIES = 1.5  # the columns, and what is worked out from some of them
GROWN = 2.5  # parts, the whole they are joined to, and what is worked out from it
PART = 0.8


def must_fit(net: Network, days: int, replications: int, more_lanes: int) -> None:
    """`Unavailable` if the answer is more than this machine's memory; better told before than after an hour."""
    need, have = _bytes(net, days, (max(0, replications) + more_lanes) * COPIES), memory_bytes()
    if have and need > PART * have:
        raise Unavailable(Finding("E302", "The answer", f"must fit into this machine's memory of {have / 1e9:,.0f} GB",
                                  f"{need / 1e9:,.0f} GB", "Ask for fewer replications or fewer days"))  # fmt: skip


def most_that_fit(net: Network, days: int) -> int:
    """How many replications of a run that grows fit into this machine's memory: what is there, and its copy as a whole."""
    from echelon.study.scenario import MAX_REPLICATIONS

    have = memory_bytes()
    none, one = _bytes(net, days, 0.0), _bytes(net, days, GROWN)
    return max(1, int((PART * have - none) / (one - none))) if have else MAX_REPLICATIONS


def _bytes(net: Network, days: int, lanes: float) -> float:
    columns = (len(KPIS) * max(0, days) + len(CUSTOMER) * len(net["demand"])) * lanes
    own = int(((net["demand"]["shape"] == "trace") | (net["demand"]["trend_per_year"] != 0.0)).sum())
    tables = (len(net["calendar"]) + len(net["resource"]) + own + len(KPIS)) * max(0, days)
    return NUMBER_BYTES * (columns + tables)
