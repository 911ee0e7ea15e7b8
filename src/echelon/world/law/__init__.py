"""One file per law of motion, each a few compiled functions over rows of lanes.

Lives here: what happens whoever decides, as loops over lanes of one entity. Must not: choices (they are in `policy`),
the order in which laws act (that is `timetable`). A law touches one point's rows; arrays are `[lane]` unless said.
"""
