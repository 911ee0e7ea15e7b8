"""How far a run can be trusted: the precision it reached, and the days that tell of how it was started."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from echelon.app.kept import finite, kpis_document

if TYPE_CHECKING:
    from echelon.study.many import Run
    from echelon.study.precise import Precise


@dataclass(frozen=True, slots=True)
class Trust:
    """What is said about a run besides its numbers.

    after      day from which its measures are shown;  said sentences;  document the same for machines
    """

    after: int
    said: tuple[str, ...]
    document: dict[str, object]


def trust(run: Run, wish: Precise | None = None, warm_up: bool = False) -> Trust:
    """What was wished to be known: the precision of a mean, the warm-up."""
    said: list[str] = []
    document: dict[str, object] = {}
    after = 0
    if wish:
        sentence, document["precision"] = _precision(run, wish)
        said.append(sentence)
    if warm_up:
        after, sentence, document["warm_up"] = _warm_up(run)
        said.append(sentence)
    return Trust(after, tuple(said), document)


def _precision(run: Run, wish: Precise) -> tuple[str, dict[str, object]]:
    from echelon.study.measure import MEASURES
    from echelon.study.precise import reached

    found = reached(run, wish)
    label = MEASURES[wish.of].label_in(run.units)
    within = (
        f"{label}: the mean is known to ± {found.relative:.2%} of itself after {found.count:,} replications"
    )
    short = (
        ""
        if found.met
        else f"; {wish.relative:.2%} would take more than the {found.count:,} that were allowed or fit"
    )
    document = {"of": wish.of, "wished": wish.relative, "reached": finite(found.relative), "met": found.met,
                "replications": found.count, "most": wish.most}  # fmt: skip
    return f"{within}{short}.", document


def _warm_up(run: Run) -> tuple[int, str, dict[str, object]]:
    from echelon.study.warm_up import warm_up

    found = warm_up(run)
    days = "days" if found.days != 1 else "day"
    said = f"Measures leave out a warm-up of {found.days} {days} (MSER-5)."
    if not found.found:
        said = f"{said} Some had not settled by the middle of the run: ask for more days."
    by = {name: {key: finite(x) if isinstance(x, float) else x for key, x in each._asdict().items()}
          for name, each in found.by.items()}  # fmt: skip
    document = {**asdict(found), "by": by, "kpis": kpis_document(run, found.days)}
    return found.days, said, document
