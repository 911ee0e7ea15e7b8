"""Where other systems' files and feeds come in: text becomes typed tables here, and tables become files.

Lives here: CSV folders, Excel workbooks, importers of published data sets; later, feeds of other systems.
Must not: what a network means (`network`), what was decided (`store`, `govern`), anything about simulation.
To add a format: a module with `read_x(path) -> Network`, a line in `dispatch` if `read_network` should know it,
hostile input among its tests, and a page in docs/guides.
"""

from echelon.connect.dispatch import read_network, write_network
from echelon.connect.willems import read_willems

__all__ = ["read_network", "read_willems", "write_network"]
