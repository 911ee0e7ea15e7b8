"""Learning a policy from lessons, and the document that it becomes: from it, it can be learned again to the last bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from echelon.agents.learn.search import Search, minimise
from echelon.agents.learn.stock import FORMS
from echelon.core.digest import digest
from echelon.core.errors import BadScenario, Conflict, Finding, nearest
from echelon.study.lessons import Lesson, Trial

Floats = NDArray[np.float64]
RESTRAINT = 0.1
"""What an amplification of orders twice that of the network's own policies weighs, in parts of its costs."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A policy as a document.

    form        name in `FORMS`;  parameters  name → value
    lessons     documents of what it was learned on: digests of networks, seeds, replications, what breaks
    search      method, seed and budget;  code  digest of the sources that learned it
    scores      worth at the start and of the best, evaluations, the best so far by generation
    approved    who approved it, and the digest of the promotion that they saw; empty where nobody did
    """

    form: str
    parameters: Mapping[str, float]
    lessons: Sequence[Mapping[str, Any]]
    search: Mapping[str, Any]
    code: str
    scores: Mapping[str, Any]
    approved: Mapping[str, str]

    @property
    def values(self) -> Floats:
        """Values of the parameters, in the form's order. `[1, parameter]`"""
        return np.array([[self.parameters[each.name] for each in FORMS[self.form].parameters]])

    def document(self) -> dict[str, Any]:
        """All of it, as JSON values."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """Of all but who approved it: what was learned, from what, by what."""
        return digest({**self.document(), "approved": {}})


def learned_of(document: Mapping[str, Any]) -> Learned:
    """The policy of a document; `BadScenario` with everything that is wrong with it."""
    known = list(Learned.__dataclass_fields__)
    found = [Finding("E596", f"The key `{name}` of a learned policy", "must be there", "", "Let it be learned again")
             for name in known if name not in document]  # fmt: skip
    if not found:
        form = str(document["form"])
        names = [each.name for each in FORMS[form].parameters] if form in FORMS else []
        if form not in FORMS:
            close = nearest(form, list(FORMS))
            found.append(Finding("E597", "The `form` of a learned policy", f"must be one of {', '.join(FORMS)}", form,
                                 f"Did you mean `{close}`?" if close else "Choose one of them"))  # fmt: skip
        elif sorted(document["parameters"]) != sorted(names):
            found.append(Finding("E598", "The parameters of a learned policy", f"must be {', '.join(names)}",
                                 ", ".join(document["parameters"]), "Let it be learned again"))  # fmt: skip
    if found:
        raise BadScenario(found)
    return Learned(**{name: document[name] for name in known})


def train(
    lessons: Sequence[Lesson],
    search: Search,
    *,
    form: str = "linear_stock",
    code: str = "",
    forced: bool = False,
) -> Learned:
    """Search the parameters whose mean loss over lessons is least, held back from amplifying orders.

    Worth: loss over the costs of the network's own policies (a mean over lessons), and `RESTRAINT` times the amplification over
    theirs. code: digest of the sources;  forced: see `Trial`.
    """
    trials = [Trial(lesson, forced=forced) for lesson in lessons]
    space = FORMS[form]
    own = [trial.judge(np.zeros((1, len(space.parameters)))) for trial in trials]
    scale = [(float(each.costs.mean()), float(each.amplification.mean())) for each in own]

    def worth(values: Floats) -> Floats:
        total = np.zeros(len(values))
        for trial, (costs, swing) in zip(trials, scale, strict=True):
            did = trial.judge(values)
            total += did.loss.mean(axis=1) / max(costs, 1e-12)
            total += RESTRAINT * did.amplification.mean(axis=1) / max(swing, 1e-12)
        return total / len(trials)

    found = minimise(worth, space, search)
    values = dict(zip((each.name for each in space.parameters), found.values, strict=True))
    start = float(worth(np.array([[each.start for each in space.parameters]]))[0])
    scores = {
        "start": start,
        "best": found.worth,
        "evaluations": found.evaluations,
        "history": list(found.history),
    }
    return Learned(form, values, [lesson.document() for lesson in lessons], asdict(search), code, scores, {})


def learn_again(
    policy: Learned, lessons: Sequence[Lesson], *, code: str = "", forced: bool = False
) -> Learned:
    """Learn a policy from its document once more: the same parameters and scores exactly.

    Raises `Conflict` where lessons or code are no longer those of the document, or the scores differ.
    """
    found = []
    if digest([lesson.document() for lesson in lessons]) != digest(policy.lessons):
        found.append(Finding("E599", "The lessons of a learned policy", "must be those of its document", "",
                             "Take the networks, seeds and replications that it names"))  # fmt: skip
    if code != policy.code:
        found.append(Finding("E610", "The code that learns", "must be that of the document", code[:12], "Check out the version"
                             " that learned it"))  # fmt: skip
    if found:
        raise Conflict(found)
    again = train(lessons, Search(**policy.search), form=policy.form, code=code, forced=forced)
    if again.digest != policy.digest:
        raise Conflict(Finding("E611", "A policy learned again", "must be the same to the last bit", "",
                               "Use the same lock and processor family"))  # fmt: skip
    return replace(again, approved=policy.approved)
