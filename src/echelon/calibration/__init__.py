"""Moving parameters towards data: rates and durations fitted to records, predictions held against what happened.

Here: `rates` (how often), `families`, `durations`, `goodness` (how long, and how well that fits), `series`, `outage` (a daily
series and what an event did to it), `analogs`, `validate` (what others like it foretell, and what came).
Not here: reading files (`connect`), choosing what to ask (`app`). To add a family of durations, add it to `families.FAMILIES`.
"""
