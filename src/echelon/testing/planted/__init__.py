"""Planted causes: random networks in which one disruption makes a customer's order short, among others that do not.

Lives here: the networks (`supply`), what breaks in them (`shocks`), and worlds whose truth is known because the one was put
there and the others alone leave the order served (`worlds`). For tests of whatever names causes.
"""

from echelon.testing.planted.worlds import Planted, planted

__all__ = ["Planted", "planted"]
