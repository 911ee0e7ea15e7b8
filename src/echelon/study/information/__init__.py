"""Which uncertain input is worth verifying, before sites are chosen to be protected.

Lives here: inputs and their uncertainty (`inputs`), what a site's loss costs under each draw of them (by programs
`losses`, by simulation `simulated`), what knowing
some of them is worth for a choice (`worth`), and the question (`ask`). Must not: laws of motion, files. To make another kind
of input uncertain: a line in `inputs.KINDS` and what it changes in `losses`.
"""

from echelon.study.information.ask import Information, Verified, verify
from echelon.study.information.inputs import Uncertain, every_input
from echelon.study.information.simulated import Simulation

__all__ = ["Information", "Simulation", "Uncertain", "Verified", "every_input", "verify"]
