"""Fields of a document go by their paths."""

from __future__ import annotations

from typing import Any

import pytest

from echelon.core.errors import BadScenario
from echelon.study.document import replaced

SAID: dict[str, Any] = {
    "days": 9,
    "disruption": [{"name": "fire", "lasts": 3, "heals": {"days": 4}}, {"name": "flood", "lasts": 5}],
    "use": ["port-strike at Suez from 3 with lasts=2", {"entry": "flood", "start": 1}],
    "response": [{"name": "more", "scale": {"noun": "stock point", "cells": {"target_stock": 1.2}}}],
}


@pytest.mark.parametrize(("path", "where"), [
    ("days", lambda said: said["days"]),
    ("seed", lambda said: said["seed"]),
    ("disruption.1.lasts", lambda said: said["disruption"][1]["lasts"]),
    ("disruption.fire.heals.days", lambda said: said["disruption"][0]["heals"]["days"]),
    ("disruption.flood.relapse.after", lambda said: said["disruption"][1]["relapse"]["after"]),
    ("use.0.start", lambda said: said["use"][0]["start"]),
    ("use.0.with.lasts", lambda said: said["use"][0]["with"]["lasts"]),
    ("use.flood.with.heals", lambda said: said["use"][1]["with"]["heals"]),
    ("response.more.on", lambda said: said["response"][0]["on"]),
    ("response.0.scale.cells.target_stock", lambda said: said["response"][0]["scale"]["cells"]["target_stock"]),
])  # fmt: skip
def test_a_field_is_replaced_and_nothing_else(path: str, where: Any) -> None:
    before = repr(SAID)
    made = replaced(SAID, path, 77)
    assert where(made) == 77
    assert repr(SAID) == before
    assert {name: made[name] for name in SAID if name != path.partition(".")[0]} == {
        name: SAID[name] for name in SAID if name != path.partition(".")[0]
    }


def test_a_star_is_every_element() -> None:
    assert [each["lasts"] for each in replaced(SAID, "disruption.*.lasts", 8)["disruption"]] == [8, 8]


@pytest.mark.parametrize(("path", "words"), [
    ("disruption.2.lasts", "There are 2"), ("disruption.fir.lasts", "Did you mean `fire`?"), ("days.0", "`0` of 9"),
    ("disrupton.0.lasts", "Did you mean `disruption`?"), ("hazard.0.start", "There are"), ("disruption.x", "There are 2"),
])  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(path: str, words: str) -> None:
    with pytest.raises(BadScenario, match="E521") as caught:
        replaced(SAID, path, 1)
    assert words in str(caught.value)
