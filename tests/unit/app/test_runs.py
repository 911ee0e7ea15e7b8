"""Asking the world: sound networks only, and no more than fits."""

from __future__ import annotations

import pytest

from echelon.app import runs
from echelon.app.documents import exposure_document
from echelon.core.errors import BadNetwork, BadScenario, Unavailable
from echelon.network.model import Network, Settings, network
from echelon.study.exposure import Held, Part
from echelon.study.scenario import Scenario


def shop(**more: object) -> Network:
    demand = {"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10, **more}
    return network(
        Settings("shop"),
        {
            "site": [{"name": "Kobe"}],
            "item": [{"name": "drill", "unit_value": 40.0}],
            "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
            "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
            "demand": [demand],
        },
    )


def test_a_network_with_errors_is_refused_with_all_of_them() -> None:
    with pytest.raises(BadNetwork) as refused:
        runs.run(Scenario(shop(site="Kob", item="dril"), days=3, replications=2))
    assert [finding.got for finding in refused.value.findings][:2] == ["`Kob`", "`dril`"]


def test_a_network_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    net, seen = shop(), []
    monkeypatch.setattr(runs, "check", lambda net: seen.append(net) or ())
    runs.must_be_sound(net)
    runs.must_be_sound(net)
    runs.must_be_sound(shop())
    assert len(seen) == 2


@pytest.mark.parametrize(("days", "replications"), [(365, 10_000_000), (36_525, 1_000_000)])
def test_what_does_not_fit_is_refused_before_the_work(
    days: int, replications: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "memory_bytes", lambda: 16 << 30)
    with pytest.raises(Unavailable, match="must fit into this machine's memory of 17 GB"):
        runs.run(Scenario(shop(), days=days, replications=replications))
    with pytest.raises(Unavailable):
        runs.stress(shop(), days=days, replications=replications)


def test_room_is_asked_for_all_that_an_answer_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = runs.run(Scenario(shop(), days=20, replications=3))
    whole = runs.COPIES * (found.daily.nbytes + found.customer.nbytes)
    monkeypatch.setattr(runs, "memory_bytes", lambda: int(0.99 * whole / 0.8))
    with pytest.raises(Unavailable, match="E302"):
        runs.run(Scenario(shop(), days=20, replications=3))


def test_a_machine_that_does_not_tell_its_memory_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "memory_bytes", lambda: 0)
    runs.must_fit(shop(), 365, 10_000_000, 0)


def test_stress_names_every_unknown_site() -> None:
    with pytest.raises(BadScenario) as refused:
        runs.stress(shop(), ["Kob", "Kobe", "Osaka"])
    assert [finding.what for finding in refused.value.findings] == [
        "What disruption `loss of Kob` hits",
        "What disruption `loss of Osaka` hits",
    ]
    assert "Did you mean `Kobe`?" in str(refused.value)


@pytest.mark.parametrize("start", [-1, 20, 10**12])
def test_an_outage_begins_within_the_days(start: int) -> None:
    with pytest.raises(BadScenario, match="E305"):
        runs.stress(shop(), start=start, days=20)


def test_stress_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    found = runs.stress(shop(), start=5, lasts=3, days=20, replications=2, threads=2,
                        progress=lambda done, total: told.append((done, total)))  # fmt: skip
    assert told[-1] == (8, 8), "two traced replications each beside the two that are counted"
    assert [row.failure for row in found.rows] == ["Kobe"]
    assert "<td>Kobe</td>" in found._repr_html_()
    assert "<th>shop</th>" in found.network._repr_html_()


def test_what_is_held_against_the_static_model_is_told_as_data_and_as_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held("Kobe", 40.0, 10.0, 14, "policy", (Part("policy", 4.0),))
    monkeypatch.setattr("echelon.study.exposure.against_static", lambda net, failures, **terms: (held,))
    found = runs.stress(shop(), ["Kobe"], start=5, lasts=3, days=20, replications=2, against_static=True)
    (said,) = exposure_document(found)["against_static"]
    assert (said["static_days"], said["dynamic_days"], said["parts"]) == (
        40.0,
        10.0,
        [{"reason": "policy", "days": 4.0}],
    )
    assert said["said"] == (
        "Kobe survives 10 days by simulation, all 14 days at best: shares and targets stay as they are, nobody asks more of "
        "those who could give it (days explained: policy 4)."
    )
    assert "against_static" not in exposure_document(
        runs.stress(shop(), ["Kobe"], start=5, lasts=3, days=20, replications=2)
    )
