"""States in folders: what comes back, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import echelon
from echelon.core.digest import digest
from echelon.core.errors import BadData, EchelonError
from echelon.network.model import Network
from echelon.store.states import ARRAYS, FILES, STATE
from echelon.study import many, moments
from echelon.testing.networks import hand_made

FIRE = echelon.Disruption("fire", hits="Izmir Works", capacity=0.0, start=10, lasts=5)
CANAL = echelon.Disruption("canal", hits="Suez", capacity=0.0, start=25, lasts=10)


def scenario(net: Network | None = None, **more: Any) -> echelon.Scenario:
    return echelon.Scenario(
        net or hand_made(), (FIRE,), **({"days": 40, "replications": 5, "seed": 3} | more)
    )


@pytest.fixture(scope="module", autouse=True)
def one_kernel() -> Iterator[None]:
    """Every law compiled in, so that all these questions share one kernel; no byte of an answer depends on it."""
    forced = partial(many.prepare_run, forced=True)
    with pytest.MonkeyPatch.context() as patch:
        for module in (many, moments):
            patch.setattr(module, "prepare_run", forced)
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("states") / "day20"
    echelon.pause(scenario(), 20, foreseen=[CANAL]).write(folder)
    return folder


def test_what_comes_back_goes_on_as_if_never_stopped_on_any_threads(kept: Path) -> None:
    whole = echelon.run(scenario())
    found = echelon.read_state(kept, hand_made())
    assert found.day == 20
    for threads in (1, 2, 3):
        onward = found.resume(threads=threads)
        assert onward.answers == whole.answers
        assert onward.question == whole.question
    hit = echelon.run(replace(scenario(), disruptions=(FIRE, CANAL)))
    assert [each.answers for each in found.branch([CANAL], threads=2)] == [hit.answers]


def test_the_same_state_gives_the_same_bytes(kept: Path, tmp_path: Path) -> None:
    assert {path.name for path in kept.iterdir()} == FILES
    echelon.pause(scenario(), 20, foreseen=[CANAL], threads=1).write(tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (kept / name).read_bytes()
    echelon.read_state(kept, hand_made()).write(tmp_path / "copied")
    assert (tmp_path / "copied" / ARRAYS).read_bytes() == (kept / ARRAYS).read_bytes()


def test_numbers_of_numpy_are_kept_as_any(tmp_path: Path) -> None:
    asked = scenario(days=np.int64(40), replications=np.int64(5), seed=np.int64(3))
    found = echelon.pause(asked, np.int64(20))
    found.write(tmp_path / "state")
    assert echelon.read_state(tmp_path / "state", hand_made()).digest == found.digest
    assert found.digest == echelon.pause(scenario(), 20).digest


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("damage", [
    lambda content: content[: len(content) // 2], lambda content: b"", lambda content: content.replace(b"2", b"3", 1),
], ids=["half", "empty", "changed"])  # fmt: skip
def test_a_damaged_file_is_refused_with_a_sentence(
    kept: Path, tmp_path: Path, name: str, damage: Any
) -> None:
    folder = tmp_path / "state"
    shutil.copytree(kept, folder)
    (folder / name).write_bytes(damage((kept / name).read_bytes()))
    with pytest.raises(
        BadData, match=rf"The file `{name}` of state `.*` must .* pause the run again \(E318, "
    ):
        echelon.read_state(folder, hand_made())


@pytest.mark.parametrize(("change", "said"), [
    ({"day": 21}, "another shape"), ({"digest": "0" * 64}, "another digest"), ({"targets": [["site", 0, 1.0]]}, "array"),
    ({"scenario": {}}, "TypeError|KeyError"), ({"question": 5}, "E319"), ({"targets": [["lake"]]}, "ValueError"),
], ids=str)  # fmt: skip
def test_a_document_that_was_sealed_by_somebody_else_is_refused_too(
    kept: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    folder = tmp_path / "state"
    shutil.copytree(kept, folder)
    document = json.loads((folder / STATE).read_bytes()) | change
    document["seal"] = digest({name: value for name, value in document.items() if name != "seal"})
    (folder / STATE).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(EchelonError, match=said):
        echelon.read_state(folder, hand_made())


def test_another_network_or_policy_is_refused(kept: Path) -> None:
    other = replace(hand_made(), settings=replace(hand_made().settings, name="other"))
    with pytest.raises(
        BadData, match=r"must be of this network, these laws and policies. Got network .* of digest .*E319"
    ):
        echelon.read_state(kept, other)
    with pytest.raises(BadData, match="other policies"):
        echelon.read_state(kept, hand_made(), policies={"*": lambda position, target, point, lot: 0.0})


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"must be a folder with state\.json\. Got nothing there.*E317"):
        echelon.read_state(tmp_path / "none", hand_made())


def test_what_agents_remember_is_kept(tmp_path: Path) -> None:
    """With mail under way; the state on disk goes on as the run that was never stopped."""
    from echelon.agents.kinds import StockKeeper
    from echelon.agents.message import Faults
    from echelon.agents.steering import Steering
    from echelon.testing.gossip import Gossip

    crowd = (StockKeeper(), Gossip("ann"), Gossip("bob", every=2))
    asked = scenario(agents=Steering(crowd, faults=Faults(0.1, 0.3, 2, 0.2)))
    whole = echelon.run(asked)
    echelon.pause(asked, 21).write(tmp_path / "state")
    found = echelon.read_state(tmp_path / "state", hand_made(), agents=crowd)
    assert found.resume().answers == whole.answers
    with pytest.raises(BadData, match="E31"):
        echelon.read_state(tmp_path / "state", hand_made()).resume()
