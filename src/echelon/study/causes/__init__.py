"""Why a customer's order was short or late: the chain of causes back to the disruption it began with.

Lives here: what happened in one replication beside the same one calm (`record`, `both`), which disruption acted on what and
when (`acts`), the walk upstream (`walk`, `links`), its words (`words`), and the question with its proof by running again
(`ask`). Must not: laws of motion, files. To follow another kind of delay: a method of `walk.Walk` and its words.
"""

from echelon.study.causes.ask import Cause, Causes, Order, Story, causes
from echelon.study.causes.links import Link

__all__ = ["Cause", "Causes", "Link", "Order", "Story", "causes"]
