"""Statistics that can be trusted: every interval's coverage is measured on known truths, see docs/background/statistics.md.

Lives here: estimators of numbers that replications gave, pure, summed in fixed order so that bytes are stable. Must not:
scenarios, runs, chance of its own. To add an interval: a function of values that returns an `Interval`, and a line in
`echelon.testing.coverage` that measures how often it holds the truth.
"""

from echelon.study.statistics.bands import BANDS, Spread, bands, spread
from echelon.study.statistics.batches import BatchMeans, batch_means, replications_for_mean
from echelon.study.statistics.exceedance import Exceedance, dkw_half_width, exceedance
from echelon.study.statistics.interval import Interval, mean_interval, paired_interval, skewed_interval
from echelon.study.statistics.quantiles import (
    Ranks,
    quantile_interval,
    quantile_ranks,
    replications_for_quantile,
)
from echelon.study.statistics.scores import (
    conformal_rank,
    coverage_interval,
    crps,
    crps_normal,
    energy_score,
    pinball,
    pit,
)
from echelon.study.statistics.stopping import Precision, Stopping, relative_half_width
from echelon.study.statistics.tail import Tail, cvar, cvar_interval, replications_for_cvar, tail, var
from echelon.study.statistics.warm_up import Truncation, mser

__all__ = [
    "BANDS", "BatchMeans", "Exceedance", "Interval", "Precision", "Ranks", "Spread", "Stopping", "Tail", "Truncation",
    "bands", "batch_means", "conformal_rank", "coverage_interval", "crps", "crps_normal", "cvar", "cvar_interval",
    "dkw_half_width", "energy_score", "exceedance", "mean_interval", "mser", "paired_interval", "pinball", "pit",
    "quantile_interval", "quantile_ranks", "relative_half_width", "replications_for_cvar", "replications_for_mean",
    "replications_for_quantile", "skewed_interval", "spread", "tail", "var",
]  # fmt: skip
