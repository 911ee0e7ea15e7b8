"""Measure how often every interval holds the truth, and every selection the best; write the tables into the page on statistics.

usage: python tools/promises.py [TRIALS]    (20,000 trials take about ten minutes; the diff is to be reviewed)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from reference import between, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "background" / "statistics.md"
sys.path.insert(0, str(ROOT / "src"))
TRIALS = 20_000


def coverage(trials: int) -> str:
    from echelon.testing.coverage import PROMISES, measure

    rows = []
    for promise in PROMISES:
        found = measure(promise, trials)
        promised = f"{'at least ' if promise.least else ''}{promise.nominal:.2%}"
        kept = "" if found.kept else "**not kept**"
        held = f"{found.share:.2%} ± {found.error:.2%}"
        rows.append((promise.interval, promise.truth, promised, held, f"{found.trials:,}", kept))
    return table(("interval of", "truth", "promised", "held it", "trials", ""), rows)


def choices(trials: int) -> str:
    from echelon.testing.choices import CONTESTS, count

    rows = []
    for contest in CONTESTS:
        found = count(contest, trials)
        kept = "" if found.kept else "**not kept**"
        promised, right = f"{contest.promised:.0%}", f"{found.right:.2%}"
        rows.append((contest.name, promised, right, f"{found.observations:,.0f}", f"{trials:,}", kept))
    return table(("procedure", "promised", "chose the best", "observations", "choices", ""), rows)


def rare() -> str:
    from echelon.study.rare import importance_sampling, splitting
    from echelon.testing.truths import (
        ERLANG_TAIL,
        erlang_tail,
        ruin,
        ruin_by_importance,
        ruin_by_splitting,
    )

    rows, chance = [], np.random.default_rng(1)
    for rho, top in ((0.5, 10), (0.5, 20), (0.8, 25), (0.3, 12)):
        what, truth = f"gambler's ruin, rho {rho}, N {top}", ruin(rho, top)
        weighed = importance_sampling(*ruin_by_importance(rho, top, 4000, chance))
        split = splitting(**ruin_by_splitting(rho, top), particles=400, repeats=20, seed=3)
        rows.append((what, truth, "importance sampling, 4,000 walks", weighed.interval, weighed.reduction))
        rows.append((what, truth, "splitting, 20 times 400 walks a level", split.interval, split.reduction))
    found = importance_sampling(*erlang_tail(4000, chance))
    rows.append(
        (
            "tail of an Erlang-5",
            ERLANG_TAIL,
            "importance sampling, 4,000 draws",
            found.interval,
            found.reduction,
        )
    )
    told = [
        (what, f"{truth:.4g}", how, f"{i.mean:.4g} ({i.low:.4g} – {i.high:.4g})", f"{gained:,.0f}")
        for what, truth, how, i, gained in rows
    ]
    return table(("event", "truth", "by", "found", "times fewer histories"), told)


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS
    page = PAGE.read_text("utf-8")
    for name, made in (("coverage", coverage(trials)), ("choices", choices(trials // 10)), ("rare", rare())):
        start, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
        page = between(page, (start, end), made)
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
