"""The steps of a day: each walks over one entity's groups, flows and demands and hands rows `[lane]` to the laws.

Lives here: which rows of the state a law is given, step by step. Must not: arithmetic (that is `law`), the order of steps
(that is `timetable`). To add a step: a function here, a line in `timetable.STEPS`, a branch in `daily.advance`.
"""
