"""Risk over a year: what may be lost, how likely, through what, and what mitigations are worth.

Lives here: years with everything and with one thing left out (`years`), rates made higher and weighed for it (`tilt`), measures
of losses (`measures`), the question (`ask`), mitigations (`value`), and the answer (`table`). Must not: files, chance of its own.
To add what can be left out: a kind in `years.variants`.
"""

from echelon.study.risk.ask import LEVELS, risk
from echelon.study.risk.measures import Measured, measured, tail_weights
from echelon.study.risk.table import Contribution, Risk, Value
from echelon.study.risk.tilt import tilted
from echelon.study.risk.value import Mitigation
from echelon.study.risk.years import variants

__all__ = ["LEVELS", "Contribution", "Measured", "Mitigation", "Risk", "Value", "measured", "risk", "tail_weights", "tilted",
           "variants"]  # fmt: skip
