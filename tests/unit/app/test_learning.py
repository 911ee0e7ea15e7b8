"""Learned policies survive the way through a file, and name the code that learned them."""

from __future__ import annotations

from pathlib import Path

import pytest

from echelon.agents.learn.search import Search
from echelon.app import learning
from echelon.core.errors import BadScenario
from echelon.study.lessons import Lesson
from echelon.testing.networks import hand_made


def test_a_policy_is_read_as_it_was_written_and_learned_again(tmp_path: Path) -> None:
    lessons = [Lesson(hand_made(), days=20, replications=2)]
    policy = learning.learn(lessons, Search(budget=6), form="base_stock", forced=True)
    learning.write_policy(policy, tmp_path / "policy.toml")
    read = learning.read_policy(tmp_path / "policy.toml")
    assert read.digest == policy.digest
    assert learning.learn_again(read, lessons, forced=True).scores == policy.scores
    assert policy.code == learning.learners_digest()


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('form = "base_stock"\n', "utf-8")
    with pytest.raises(BadScenario, match="E596"):
        learning.read_policy(tmp_path / "policy.toml")
