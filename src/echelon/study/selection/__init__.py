"""Which of several alternatives is best, with a promise: procedures of ranking and selection.

Lives here: procedures over `draw(alternative, first, count)`, pure; the largest mean is the best. Must not: runs (see
`study.select`, which plugs scenarios in). To add one: a function that returns `Chosen`, and a simulation in
tests/laws/test_selection.py of how often it chooses right.
"""

from echelon.study.selection.chosen import Chosen, Draw
from echelon.study.selection.kim_nelson import kim_nelson, kim_nelson_constant
from echelon.study.selection.ocba import ocba, ocba_fractions
from echelon.study.selection.rinott import rinott, rinott_constant

__all__ = [
    "Chosen",
    "Draw",
    "kim_nelson",
    "kim_nelson_constant",
    "ocba",
    "ocba_fractions",
    "rinott",
    "rinott_constant",
]
