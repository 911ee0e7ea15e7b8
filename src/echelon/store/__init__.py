"""What is kept for ever: the log of events.

Lives here: `log` (the two verbs and their conditions), `memory` (a log that lasts as long as the process); later, logs on
disk. Must not: what an event means (`network`), where files of other systems come from (`connect`), simulation.
To add a log: a class with `append` and `read`, a line in tests/contracts/test_log.py (`echelon.testing.check_log`).
"""

from echelon.store.log import Condition, Log, Query
from echelon.store.memory import MemoryLog

__all__ = ["Condition", "Log", "MemoryLog", "Query"]
