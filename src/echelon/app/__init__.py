"""Use cases: the one place where the rooms meet.

Lives here: a dataclass per question or command and a short function that answers it, and the wiring (threads, kernel cache,
digest of the laws). Must not: laws, statistics, formats, printing. To add a use case: a dataclass and a function in
`queries` or `commands`, a line in `documents` if machines shall read it, three lines in the command line.
"""
