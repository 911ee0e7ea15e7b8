"""What every room needs and no supply chain is known in: chance, digests, errors, tables.

Lives here: functions and types that would serve any simulation. Must not: a supply-chain word,
a file, a clock, global state. To add one: a module of one idea, pure, with an example that runs.
"""
