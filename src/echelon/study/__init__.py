"""Questions and answers: scenarios, runs, comparisons, exposure, and the statistics that make them trustworthy.

Lives here: what counts or compares over runs, pure. Must not: laws of motion, files, threads of its own (a mapper is
handed in). To add a KPI: one function of a run's daily columns and a line in `measure.MEASURES`.
"""
