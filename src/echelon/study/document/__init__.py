"""Scenario documents: what may stand in them, what is wrong with one, and the question that it asks.

Lives here: keys, reading, writing, all on mappings; TOML and files live in `connect`. To add a key: a line in `keys.TABLES`,
and its use in `asked`.
"""

from echelon.study.document.asked import flat, scenario_of, used
from echelon.study.document.paths import replaced
from echelon.study.document.reading import Reading

__all__ = ["Reading", "flat", "replaced", "scenario_of", "used"]
