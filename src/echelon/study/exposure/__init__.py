"""Failures in turn: what each costs, when customers feel it, when service is back, and what goes on after that.

Lives here: what fails (`failures`), the lanes that are run (`lab`), what is read off them (`shortages`, `service`, `tail`,
`orders`), why it matters (`reason`), what it is against the static model (`against`), and the table (`table`). Must not: files,
chance of its own. To add a measure: a function of calm and hit columns, a field of `FailureExposure`, and a line in
`app.documents`.
"""

from echelon.study.exposure.against import against_static
from echelon.study.exposure.held import Held, Part
from echelon.study.exposure.lab import LANES_AT_ONCE, TRACED, stress
from echelon.study.exposure.orders import Bullwhip
from echelon.study.exposure.reason import reason
from echelon.study.exposure.shortages import SHORT, hurt, shortages
from echelon.study.exposure.table import AtRisk, Exposure, FailureExposure

__all__ = [
    "LANES_AT_ONCE", "SHORT", "TRACED", "AtRisk", "Bullwhip", "Exposure", "FailureExposure", "Held", "Part", "against_static",
    "hurt", "reason", "shortages", "stress",
]  # fmt: skip
