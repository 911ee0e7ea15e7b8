"""Moving parameters towards data: rates and durations fitted to records, predictions held against what happened.

Here: `rates` (how often), `families`, `durations`, `goodness` (how long, and how well that fits), `series`, `outage`, `past`
(a daily series and what events did to it), `foretell`, `validate`, `crossed` (what others foretell of one,
and what came), `storms` (built in).
Not here: reading files (`connect`), choosing what to ask (`app`). To add a family of durations, add it to `families.FAMILIES`.
"""
