"""Which reported inputs to verify first, before choosing the sites to protect."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import numpy as np

from echelon.core.errors import BadScenario, Finding, nearest
from echelon.network.model import Network
from echelon.study.information.inputs import Known, Uncertain, drawn, every_input, must_be_inputs
from echelon.study.information.losses import Losses
from echelon.study.information.simulated import SimulatedLosses, Simulation
from echelon.study.information.worth import Worth, kendall, top
from echelon.study.static.failures import every_site


@dataclass(frozen=True, slots=True)
class Verified:
    """One input.

    alone      money a year that knowing only this is worth: its EVPPI
    rank       1 for the one to verify first, then next to those before it; 0 where it was not asked for so many
    left       regret a year left when it and all before it are verified; that of knowing it alone where rank is 0
    """

    input: Uncertain
    alone: float
    rank: int
    left: float


@dataclass(frozen=True)
class Information:
    """What the uncertainty of reported inputs does to a choice of sites to protect, and which inputs to verify first.

    chosen       sites that would be protected by the losses expected now, most first
    regret       money a year lost on average by that choice, against the best one for the truth: the value of knowing all
    changes      probability that another set of sites is best;  first_changes that another site is the worst
    tau          Kendall's tau of the ranking by reported values with the true one: 5 %, 50 % and 95 % of draws
    rows         inputs, in the order in which to verify them, then by what each is worth alone
    """

    network: Network
    chosen: tuple[str, ...]
    regret: float
    changes: float
    first_changes: float
    tau: tuple[float, float, float]
    rows: tuple[Verified, ...]
    draws: int

    @property
    def first(self) -> tuple[Uncertain, ...]:
        """The inputs to verify, first first."""
        return tuple(row.input for row in self.rows if row.rank)

    def __repr__(self) -> str:
        currency = self.network.settings.currency
        head = [
            f"Protect {', '.join(self.chosen)}. Regret of that choice: {self.regret:,.0f} {currency} a year.",
            f"Another choice is best with probability {self.changes:.0%}; another site is worst with {self.first_changes:.0%}.",
            f"Kendall's tau of the ranking: {self.tau[1]:.2f}, 5 to 95 % of truths {self.tau[0]:.2f} to {self.tau[2]:.2f}.",
            f"{'verify':<44}{'worth alone':>14}{'regret left':>14}",
        ]
        return "\n".join([*head, *(f"{row.rank or '':>2} {row.input.label:<41}{row.alone:>14,.0f}{row.left:>14,.0f}"
                                   for row in self.rows if row.rank or row.alone > 0.0)])  # fmt: skip

    def _repr_html_(self) -> str:
        cells = "".join(f"<tr><td>{row.rank or ''}</td><td>{escape(row.input.label)}</td><td>{row.alone:,.0f}</td>"
                        f"<td>{row.left:,.0f}</td></tr>" for row in self.rows)  # fmt: skip
        return (
            f"<table><tr><th></th><th>verify</th><th>worth alone</th><th>regret left</th></tr>{cells}</table>"
        )


def verify(net: Network, inputs: Sequence[Uncertain] | None = None, *, protect: int = 3, count: int = 3,
           draws: int = 400, ttr_days: float = 30.0, per_year: Mapping[str, float] = MappingProxyType({}),
           seed: int = 1, simulation: Simulation | None = None) -> Information:  # fmt: skip
    """Which reported inputs to verify first, before choosing the sites to protect, and how far the ranking may be wrong.

    inputs     what is uncertain; every site's time to recover and every customer's demand where left out (`every_input`)
    protect    how many sites are protected: their failures then cost nothing
    count      how many inputs to verify;  draws  truths that are tried
    ttr_days   of sites whose time to recover is not among the inputs;  per_year  failures a year of each site, 1 where left out
    simulation how losses are simulated, with lead times; by linear programs where left out
    raises     BadScenario with everything that is wrong with the inputs, Unavailable as `exposure_static`
    Source: Strong, Oakley & Brennan, Medical Decision Making 34(3), 2014; see docs/background/information.md.
    """
    asked = list(every_input(net, ttr_days=ttr_days)) if inputs is None else list(inputs)
    must_be_inputs(net, asked, simulated=simulation is not None)
    sites = every_site(net)
    _must_fit(len(sites), protect, count, draws)
    _must_fail(sites, per_year)
    known = Known(asked, sites, ttr_days, per_year)
    losses = Losses(net, known) if simulation is None else SimulatedLosses(net, known, simulation)
    factors = drawn(asked, draws, seed)
    found = losses.under(factors)
    worth = Worth(factors, found, losses.acts, protect)
    reported = losses.under(np.ones((1, len(asked))))[0]
    expected = found.mean(axis=0)
    best = np.sort(top(found, protect), axis=1)
    tau = kendall(reported, found)
    return Information(
        net,
        tuple(sites[at] for at in top(expected, protect)),
        worth.regret([]),
        float((best != np.sort(top(expected, protect))).any(axis=1).mean()),
        float((top(found, 1)[:, 0] != top(expected, 1)[0]).mean()),
        (float(np.quantile(tau, 0.05)), float(np.quantile(tau, 0.5)), float(np.quantile(tau, 0.95))),
        tuple(_rows(asked, worth, count)),
        draws,
    )


def _must_fail(sites: Sequence[str], per_year: Mapping[str, float]) -> None:
    """`BadScenario` with everything that is wrong with how often sites fail (E559)."""
    found = []
    for name, rate in per_year.items():
        if name not in sites:
            close = nearest(name, list(sites))
            found.append(Finding("E559", "A site that fails so often a year", "must be one of the network's", f"`{name}`",
                                 f"Did you mean `{close}`?" if close else "See sites.csv for names"))  # fmt: skip
        elif not 0.0 <= rate < math.inf:
            found.append(Finding("E559", f"The failures a year of `{name}`", "must be in [0, inf)", f"{rate:g}",
                                 "Once in ten years is 0.1"))  # fmt: skip
    if found:
        raise BadScenario(found)


def _rows(inputs: Sequence[Uncertain], worth: Worth, count: int) -> list[Verified]:
    before = worth.regret([])
    single = {at: worth.regret([at]) for at in range(len(inputs))}
    alone = {at: max(0.0, before - left) for at, left in single.items()}
    chosen = worth.first(count)
    first = [Verified(inputs[at], alone[at], rank, left) for rank, (at, left) in enumerate(chosen, 1)]
    named = {at for at, _ in chosen}
    rest = sorted((at for at in single if at not in named), key=lambda at: (-alone[at], at))
    return [*first, *(Verified(inputs[at], alone[at], 0, single[at]) for at in rest)]


def _must_fit(sites: int, protect: int, count: int, draws: int) -> None:
    found = []
    if not 1 <= protect < sites:
        found.append(Finding("E565", "The number of sites to protect", f"must be in [1, {sites - 1}]", str(protect),
                             "Protect some of them, not all"))  # fmt: skip
    if count < 1:
        found.append(
            Finding(
                "E566",
                "The number of inputs to verify",
                "must be 1 or more",
                str(count),
                "Verify one at least",
            )
        )
    if not 50 <= draws <= 100_000:
        found.append(
            Finding(
                "E567", "The number of draws", "must be in [50, 100000]", str(draws), "A few hundred will do"
            )
        )
    if found:
        raise BadScenario(found)
