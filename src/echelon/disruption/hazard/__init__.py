"""When and how often: a hazard is a process of occurrences, and what each of them does.

Lives here: `Hazard` (in `hazard`), and one file for each process. To add a process: a file with its parameters (`wrong`,
`expected`) and one function `sample(process, chance, days) → Events`, and a line in `processes.PROCESSES`;
`testing.check_hazard` holds it to the contract.
"""

from echelon.disruption.hazard.chance import Chance, Events
from echelon.disruption.hazard.hazard import Hazard
from echelon.disruption.hazard.processes import PROCESSES, Process, process_of, sample

__all__ = ["PROCESSES", "Chance", "Events", "Hazard", "Process", "process_of", "sample"]
