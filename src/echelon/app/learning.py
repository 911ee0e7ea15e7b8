"""Learned policies and the machine: which code learned them, with compiled kernels, from and to files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from echelon.app.wiring import LAWS, load_kernels, sources_digest
from echelon.connect.atomic import write_whole_file
from echelon.connect.document import read_document, written_document

if TYPE_CHECKING:
    from echelon.agents.learn.search import Search
    from echelon.study.lessons import Lesson
    from echelon.study.promote import Promotion
    from echelon.study.train import Learned

LEARNERS = (*LAWS, "agents/env", "agents/learn", "agents/place.py", "study/lessons.py", "study/train.py")
"""What makes a learned policy: files and whole folders of the package."""


@cache
def learners_digest() -> str:
    """SHA-256 over the sources of everything that learns, and of the laws that it learns on."""
    return sources_digest(LEARNERS)


def learn(
    lessons: Sequence[Lesson], search: Search, *, form: str = "linear_stock", forced: bool = False
) -> Learned:
    """Search the parameters of a form (`agents.learn.stock.FORMS`) on lessons; see `study.train.train`."""
    load_kernels()
    from echelon.study.train import train

    return train(lessons, search, form=form, code=learners_digest(), forced=forced)


def learn_again(policy: Learned, lessons: Sequence[Lesson], *, forced: bool = False) -> Learned:
    """Learn a policy from its document once more: the same scores, or `Conflict`."""
    load_kernels()
    from echelon.study.train import learn_again as again

    return again(policy, lessons, code=learners_digest(), forced=forced)


def promote(policy: Learned, fixed: Learned, lessons: Sequence[Lesson], *, forced: bool = False) -> Promotion:
    """Hold a policy against a tuned base stock on what neither met; see `study.promote.promote`."""
    load_kernels()
    from echelon.study.promote import promote as hold

    return hold(policy, fixed, lessons, forced=forced)


def write_policy(policy: Learned, path: str | os.PathLike[str], *, replace: bool = False) -> None:
    """Keep a learned policy as a TOML file, whole or not at all; `replace` one that is there."""
    write_whole_file(Path(path), written_document(policy.document()), replace=replace)


def read_policy(path: str | os.PathLike[str]) -> Learned:
    """The policy of a TOML file; `BadData` or `BadScenario` where it is none."""
    from echelon.study.train import learned_of

    return learned_of(read_document(Path(path)).said)
