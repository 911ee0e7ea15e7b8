"""What breaks, when, and how it heals: everything here ends as factors by target and day.

Lives here: the `Disruption`, its targets, its days drawn by address, the shapes of recovery, and their compilation to rows that
`world` applies. Must not: laws of motion, files. To add a shape of recovery: one function in `recovery` and a line in its table;
a name of places: a function and a line in `targets.PREFIXES`.
"""

from echelon.disruption.distribution import Distribution, distribution
from echelon.disruption.grammar import acting, disruption_of, parse_disruption
from echelon.disruption.impact import Disruption
from echelon.disruption.recovery import Recovery, Relapse, linear, step
from echelon.disruption.rows import Compiled, Row, Turns, compiled, reached, rows

__all__ = [
    "Compiled",
    "Disruption",
    "Distribution",
    "Recovery",
    "Relapse",
    "Row",
    "Turns",
    "acting",
    "compiled",
    "disruption_of",
    "distribution",
    "linear",
    "parse_disruption",
    "reached",
    "rows",
    "step",
]
