"""What tests are made of, for us and for others: networks, defects, and the contracts of the seams.

Here: `networks` (one made by hand, random ones of any size), `cells` (a network as the text of its files), `defects`
(whatever can be wrong with one, and where it must be found), `check_log` (what every event log promises), `check_hazard`
(what every process of occurrences promises; in `hazards`), `check_policy` (what every replenishment policy promises; in
`policies`), `check_agent` (what every agent promises; in `agents`, with `adversaries` that mean harm) and `cases` (case
documents of other simulators, by `run_case`). Not here: tests. To add a kind of defect: one line in `defects.KINDS`, and a
function in `damage` if no recipe there fits.
"""

from echelon.testing.agents import check_agent
from echelon.testing.cases import run_case
from echelon.testing.hazards import check_hazard
from echelon.testing.policies import check_policy

__all__ = ["check_agent", "check_hazard", "check_policy", "run_case"]
