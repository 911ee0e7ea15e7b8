"""Plans as data: when to adopt one, what it does with levers, when it ends; and the agent that deliberates over them.

Lives here: the expressions that plans are written in, the library of plans, deliberation over rows of replications, and what an
agent of each noun believes. A plan is never code: its expressions are small programs that one compiled kernel reads, so a library
is written, checked, digested and changed as data. To add a plan: a table in a library (`catalog/plans`). Levers themselves are
enforced in `authority`.
"""
