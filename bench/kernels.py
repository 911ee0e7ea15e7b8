"""Imported first: kernels of the sources as they are. Numba alone does not see edits in what a kernel calls."""

from echelon.app.wiring import load_kernels

load_kernels()
