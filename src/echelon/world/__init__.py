"""State and the laws that move it, a day at a time, over thousands of replications at once.

Lives here: Network → arrays (`tables`), the state, one file per law, the policies, the order of the day, the daily clock
and its trace. Must not: files, wall clock, an opinion on what a disruption is (it applies rows) or who decides.
To add a law: one file of row functions, one line in `timetable`, columns in `network.schema` that switch it on.
"""
