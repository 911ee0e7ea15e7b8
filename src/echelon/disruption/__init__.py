"""What breaks, when, and how it heals: everything here ends as factors by target and day.

Lives here: the `Disruption`, its targets, the shapes of recovery, and their compilation to rows that `world` applies.
Must not: laws of motion, files. To add a shape of recovery: one function in `recovery` and a line in its table.
"""

from echelon.disruption.impact import Disruption, acting, parse_disruption
from echelon.disruption.recovery import Recovery, linear, step
from echelon.disruption.rows import Row, rows

__all__ = ["Disruption", "Recovery", "Row", "acting", "linear", "parse_disruption", "rows", "step"]
