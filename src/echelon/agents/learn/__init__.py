"""Learners that need no deep-learning framework: each a few pure functions whose luck is addressed, not streamed.

Lives here: CMA-ES and cross-entropy (search over a policy's parameters), bandits (Thompson sampling), tabular and linear Q,
and the document of what was learned. Must not: run networks (`study.train` does), draw from any global generator.
To add a learner: one file with `begin`, `ask` or `choose`, and `tell`, held to a known answer in tests/known.
"""
