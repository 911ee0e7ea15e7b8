"""Contract Net: agents negotiate about what is scarce; a protocol as a table, rounds over all replications, evidence.

Lives here: words, the table of rules, what must always hold, how messages fare, how awards and offers are made. What a kind
of agent calls for, and what a unit is worth to it, belongs to `agents.kinds`. To change the protocol: its rules in
`protocol`, then `echelon.testing.check_negotiation` says what they break.
"""

from echelon.agents.negotiate.award import REASONS, best_award
from echelon.agents.negotiate.negotiate import Outcome, negotiate
from echelon.agents.negotiate.standing import Standing
from echelon.agents.negotiate.terms import Bids, Calls, Manner
from echelon.agents.negotiate.wire import Faults

__all__ = ["REASONS", "Bids", "Calls", "Faults", "Manner", "Outcome", "Standing", "best_award", "negotiate"]
