"""Probabilities too small to be met by waiting: importance sampling and splitting.

Lives here: estimators over states and weights, pure. Must not: scenarios, runs. To add one: a function that returns an
interval, and a line in `echelon.testing.coverage` that measures how often it holds the truth.
"""

from echelon.study.rare.importance import Weighted, importance_sampling
from echelon.study.rare.splitting import Luck, Split, splitting

__all__ = ["Luck", "Split", "Weighted", "importance_sampling", "splitting"]
