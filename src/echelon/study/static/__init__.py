"""Static exposure: linear programs that ask what a failure costs at least, and how long everybody is served.

Lives here: the neutral model (`model`), networks as one (`convert`), what fails (`failures`), its matrix (`matrix`), the
programs in HiGHS (`program`), pairs of failures (`pairs`), healing in phases (`phases`), and the table (`exposure`). Must
not: simulation, files. To add something that can fail: what it stands for in `failures.Places.hit`.
"""

from echelon.study.static.exposure import Lost, StaticExposure, StaticRow, exposure_static

__all__ = ["Lost", "StaticExposure", "StaticRow", "exposure_static"]
