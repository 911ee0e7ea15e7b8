"""What a hundred what-ifs from one day cost, against a hundred runs."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from echelon.connect import read_network
from echelon.disruption import Disruption
from echelon.study.many import run
from echelon.study.moments import branch, pause
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made
from echelon.world import run as running
from echelon.world.counted import KPIS
from echelon.world.leaves import leaves

DAY, DAYS, REPLICATIONS, BRANCHES = 120, 126, 16, 100


@pytest.mark.parametrize("name", ["hand-made", pytest.param("kestvold", marks=pytest.mark.drill)])
def test_a_hundred_branches_share_their_past(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days before the branch are run once, not a hundred times; at no time is there more than a few states and answers."""
    before = 0
    plain = running.advance

    def counting(*args: Any) -> None:
        nonlocal before
        before += max(0, min(args[8], DAY) - min(args[7], DAY)) * len(args[5])
        plain(*args)

    monkeypatch.setattr(running, "advance", counting)
    net = hand_made() if name == "hand-made" else read_network(root / "catalog" / "networks" / name)
    sites = [str(site) for site in net["site"]["name"]]
    what_ifs = [Disruption(f"{site} {at}", hits=site, capacity=0.0, start=DAY + at % 3, lasts=2)
                for at, site in enumerate((sites * 100)[:BRANCHES])]  # fmt: skip
    asked = Scenario(net, days=DAYS, replications=REPLICATIONS, seed=3)
    moment = pause(asked, DAY, foreseen=what_ifs)
    state = sum(array.nbytes for array in leaves(moment.snapshot.state).values())
    one = state + len(KPIS) * DAYS * REPLICATIONS * 8
    tracemalloc.start()
    answers = [each.answer for each in branch(moment, what_ifs)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert before < 0.15 * BRANCHES * DAY * REPLICATIONS
    assert before == DAY * REPLICATIONS
    assert peak < 0.15 * BRANCHES * one
    assert len(set(answers)) > len(sites) / 2
    for at in (0, 57):
        assert (
            answers[at]
            == run(Scenario(net, [what_ifs[at]], days=DAYS, replications=REPLICATIONS, seed=3)).answer
        )
