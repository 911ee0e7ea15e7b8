"""Whether a learned policy may stand in for a tuned base stock: judged on networks and luck that neither has met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from echelon.core.digest import digest
from echelon.core.errors import BadScenario, Finding, Forbidden
from echelon.study.lessons import Lesson, Trial
from echelon.study.statistics import Interval, mean_interval
from echelon.study.train import Learned

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Held:
    """One network: how much the learned policy's loss and amplification differ from the fixed one's, paired.

    loss            in parts of the fixed policy's costs, below 0 is better
    amplification   in parts of the fixed policy's, below 0 is calmer
    """

    network: str
    loss: Interval
    amplification: Interval


@dataclass(frozen=True, slots=True)
class Promotion:
    """All networks, their mean with its interval, and whether it is promoted: its loss is less and its orders swing no more.

    margin   part by which the upper end of the amplification's interval may lie above 0: proof of no more than nothing at all
             would need endless replications
    """

    policy: str
    fixed: str
    rows: tuple[Held, ...]
    loss: Interval
    amplification: Interval
    margin: float

    @property
    def promoted(self) -> bool:
        """Whether both are shown."""
        return self.loss.high < 0.0 and self.amplification.high <= self.margin

    def document(self) -> dict[str, object]:
        """All of it, as JSON values."""
        rows = [
            {"network": row.network, "loss": list(row.loss), "amplification": list(row.amplification)}
            for row in self.rows
        ]
        return {"policy": self.policy, "fixed": self.fixed, "rows": rows, "loss": list(self.loss), "margin": self.margin,
                "amplification": list(self.amplification), "promoted": self.promoted}  # fmt: skip


def promote(policy: Learned, fixed: Learned, lessons: Sequence[Lesson], *, margin: float = 0.02, confidence: float = 0.95,
            forced: bool = False) -> Promotion:  # fmt: skip
    """Hold a policy against a fixed one on networks and replications that neither was learned on.

    Both with the same luck; lessons of as many replications each. Replication r of all networks together is one value, so the
    interval is that of a mean over networks. Raises `BadScenario` where a lesson was met in learning.
    """
    if found := list(_findings(policy, fixed, lessons)):
        raise BadScenario(found)
    rows, losses, swings = [], [], []
    for lesson in lessons:
        trial = Trial(lesson, forced=forced)
        new, old = trial.judge(policy.values), trial.judge(fixed.values)
        loss = (new.loss - old.loss)[0] / max(float(old.costs.mean()), 1e-12)
        swing = (new.amplification - old.amplification)[0] / max(float(old.amplification.mean()), 1e-12)
        rows.append(
            Held(lesson.network.name, mean_interval(loss, confidence), mean_interval(swing, confidence))
        )
        losses.append(loss)
        swings.append(swing)
    loss_of_all, swing_of_all = (
        mean_interval(np.mean(each, axis=0), confidence) for each in (losses, swings)
    )
    return Promotion(policy.digest, fixed.digest, tuple(rows), loss_of_all, swing_of_all, margin)


def approve(policy: Learned, promotion: Promotion, who: str) -> Learned:
    """The policy with who approved it; `Forbidden` where it was not promoted, or the promotion is another policy's."""
    if promotion.policy != policy.digest or not promotion.promoted or not who:
        raise Forbidden(Finding("E612", "A learned policy to approve", "must have been promoted, and be approved by somebody",
                                who, "Let it be held against a tuned base stock on networks it never saw"))  # fmt: skip
    return replace(policy, approved={"who": who, "promotion": digest(promotion.document())})


def _findings(policy: Learned, fixed: Learned, lessons: Sequence[Lesson]) -> Iterator[Finding]:
    met = [each for learned in (policy, fixed) for each in learned.lessons]
    networks = {each["network"] for each in met}
    luck = {(each["seed"], number) for each in met
            for number in range(each["first_replication"], each["first_replication"] + each["replications"])}  # fmt: skip
    for lesson in lessons:
        numbers = range(lesson.first, lesson.first + lesson.replications)
        if lesson.network.digest in networks or any((lesson.seed, number) in luck for number in numbers):
            what = f"Network and luck of the lesson `{lesson.network.name}`, to be judged on"
            yield Finding("E613", what, "must be unseen", "", "Take another network and another seed")
    if len({lesson.replications for lesson in lessons}) != 1 or lessons[0].replications < 2:
        yield Finding("E614", "Lessons to be judged on", "must be one or more, of as many replications, 2 or more", "",
                      "Give them the same number")  # fmt: skip
