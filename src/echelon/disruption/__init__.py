"""What breaks, when, and how it heals: everything here ends as factors by target and day.

Lives here: the `Disruption`, its targets and days; hazards and cascades; their compilation to rows that `world` applies.
Must not: laws of motion, files. To add a shape of recovery: a function in `recovery` and a line in its table; a name of places: a
function and a line in `targets.PREFIXES`; a process of hazards: see `hazard`.
"""

from echelon.disruption.cascade import Cascade
from echelon.disruption.causes import (
    Cause,
    Phases,
    cause_of,
    compiled,
    distinct,
    effects_of,
    phases,
    reached,
)
from echelon.disruption.distribution import Distribution, distribution
from echelon.disruption.grammar import acting, disruption_of, parse_disruption, parse_recovery
from echelon.disruption.hazard import Hazard
from echelon.disruption.impact import Disruption
from echelon.disruption.recovery import Recovery, Relapse, linear, step
from echelon.disruption.rows import Compiled, Row, Turns, rows

__all__ = [
    "Cascade",
    "Cause",
    "Compiled",
    "Disruption",
    "Distribution",
    "Hazard",
    "Phases",
    "Recovery",
    "Relapse",
    "Row",
    "Turns",
    "acting",
    "cause_of",
    "compiled",
    "disruption_of",
    "distinct",
    "distribution",
    "effects_of",
    "linear",
    "parse_disruption",
    "parse_recovery",
    "phases",
    "reached",
    "rows",
    "step",
]
