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
from echelon.world import run as running
from echelon.world.leaves import leaves

DAY, DAYS, REPLICATIONS, BRANCHES = 120, 126, 16, 100


def test_a_hundred_branches_share_their_past(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Days before the branch are run once, not a hundred times; at no time is there more than a few states."""
    before = 0
    plain = running.advance

    def counting(*args: Any) -> None:
        nonlocal before
        before += max(0, min(args[8], DAY) - min(args[7], DAY)) * len(args[5])
        plain(*args)

    monkeypatch.setattr(running, "advance", counting)
    net = read_network(root / "catalog" / "networks" / "kestvold")
    sites = [str(name) for name in net["site"]["name"]]
    what_ifs = [Disruption(f"{name} {at}", hits=name, capacity=0.0, start=DAY + at % 3, lasts=2)
                for at, name in enumerate((sites * 3)[:BRANCHES])]  # fmt: skip
    asked = Scenario(net, days=DAYS, replications=REPLICATIONS, seed=3)
    moment = pause(asked, DAY, foreseen=what_ifs)
    state = sum(array.nbytes for array in leaves(moment.snapshot.state).values())
    tracemalloc.start()
    answers = [each.answer for each in branch(moment, what_ifs)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert before < 0.15 * BRANCHES * DAY * REPLICATIONS
    assert before == DAY * REPLICATIONS
    assert peak < 0.15 * BRANCHES * state
    assert len(set(answers)) > BRANCHES / 3
    for at in (0, 57):
        assert (
            answers[at]
            == run(Scenario(net, [what_ifs[at]], days=DAYS, replications=REPLICATIONS, seed=3)).answer
        )
