"""Measure the known answers of theory anew and write their tables into docs/background/known-answers.md.

usage: python tools/known_answers.py    (a minute or two; the diff is to be reviewed)

A family is a file `tests/known/test_*.py` with a function `answers`; its heading is the file's first sentence.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference import between, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "background" / "known-answers.md"
KNOWN = ROOT / "tests" / "known"
START, END = "<!-- measured: theory -->", "<!-- measured: end -->"
HEAD = ("what", "source", "compared", "published", "measured", "deviation")
sys.path[:0] = [str(ROOT / "src"), str(KNOWN)]


def families() -> Iterator[Any]:
    """Modules that have answers, by name."""
    for path in sorted(KNOWN.glob("test_*.py")):
        if "\ndef answers()" in path.read_text("utf-8"):
            yield importlib.import_module(path.stem)


def deviation(answer: Any) -> str:
    """In standard errors, or relative where nothing is left to chance."""
    apart = answer.mean / answer.published - 1
    if answer.error:
        of_value = f"{answer.error / abs(answer.published):.2%}"
        return f"{answer.deviation:+.1f} SE of {of_value}" + (f" ({apart:+.2%})" if answer.within else "")
    return f"{apart:+.0e}" if abs(apart) < 5e-5 else f"{apart:+.2%}"


def row(answer: Any) -> tuple[str, ...]:
    return (
        answer.name,
        answer.source,
        answer.what,
        f"{answer.published:.6g}",
        f"{answer.mean:.6g}",
        deviation(answer),
    )


def section(family: Any) -> str:
    """A heading and a table."""
    heading = (family.__doc__ or "").strip().split(". ")[0].split("\n\n")[0].replace("\n", " ").rstrip(".")
    return f"### {heading}\n\n" + table(HEAD, [row(answer) for answer in family.answers()])


def main() -> None:
    made = "\n\n".join(section(family) for family in families())
    PAGE.write_text(between(PAGE.read_text("utf-8"), (START, END), made), "utf-8")


if __name__ == "__main__":
    main()
