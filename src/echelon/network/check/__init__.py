"""What is wrong with a network, all of it at once.

Here: one catalogue of small pure functions, each from a network to findings, and what they share (`facts`, `graph`).
Not here: reading files, typing cells (`core.table.parse` does), repairing anything.
To add a check: write a generator of findings over `Facts`, add a line with its codes to `CATALOGUE`, and a kind of
defect to `echelon.testing.defects` that it must find.
"""

from echelon.network.check.catalogue import CATALOGUE, CODES, Check, check
from echelon.network.check.facts import Facts

__all__ = ["CATALOGUE", "CODES", "Check", "Facts", "check"]
