"""Every way Echelon says no, and the one sentence shape it says it in.

    EchelonError
    ├── BadNetwork      a network's tables contradict themselves or each other
    ├── BadScenario     a question cannot be asked of this network
    ├── BadData         a file or feed cannot be read as what it claims to be
    ├── Conflict        two writers disagree
    ├── Forbidden       somebody may not do this
    └── Unavailable     something needed is missing or out of reach

The sentence: what, what it must be, what it is, the remedy (code, place):
*The `lead_days` of lane `Kobe→Rotterdam` must be in [0, 365]. Got -2. Swap the dates back (E104, lanes.csv line 17).*
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful, as data before it is text.

    code     stable name of the check, such as `E104`
    what     the subject: "The `lead_days` of lane `Kobe→Rotterdam`"
    must     the rule: "must be in [0, 365]"
    got      the value met, as text; "" where there is none
    remedy   what to do about it, one sentence without its full stop
    file     file name or sheet name; "" where there is none
    line     1-based line of the file; 0 where there is none

    >>> print(Finding("E104", "The `lead_days` of lane `a→b`", "must be in [0, 365]", "-2", "Enter whole days", "lanes.csv", 17))
    The `lead_days` of lane `a→b` must be in [0, 365]. Got -2. Enter whole days (E104, lanes.csv line 17).
    """

    code: str
    what: str
    must: str
    got: str = ""
    remedy: str = ""
    file: str = ""
    line: int = 0
    level: Level = "error"

    @property
    def place(self) -> str:
        """Where it is: `lanes.csv line 17`, `lanes.csv` or nothing."""
        return f"{self.file} line {self.line}" if self.file and self.line else self.file

    def __str__(self) -> str:
        said = [f"{self.what} {self.must}."]
        if self.got:
            said.append(f"Got {self.got}.")
        tail = ", ".join(part for part in (self.code, self.place) if part)
        said.append(f"{self.remedy} ({tail})." if self.remedy else f"({tail}).")
        return " ".join(said)


class EchelonError(Exception):
    """The root of the tree: carries the findings it was raised for.

    >>> EchelonError("The seed must be a whole number.").findings
    ()
    """

    def __init__(self, said: str | Finding | Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = ()
        if isinstance(said, Finding):
            said = (said,)
        if not isinstance(said, str):
            self.findings = tuple(said)
            said = "\n".join(str(finding) for finding in self.findings)
        super().__init__(said)

    def __reduce__(self) -> tuple[type[EchelonError], tuple[object]]:
        """Findings survive the way from one process to another."""
        return type(self), (self.findings or str(self),)


class BadNetwork(EchelonError):
    """A network's tables contradict themselves or each other."""


class BadScenario(EchelonError):
    """A question cannot be asked of this network."""


class BadData(EchelonError):
    """A file or feed cannot be read as what it claims to be."""


class Conflict(EchelonError):
    """Two writers disagree, and nothing was changed."""


class Forbidden(EchelonError):
    """Somebody may not do this."""


class Unavailable(EchelonError):
    """Something needed is missing or out of reach."""


def nearest(name: str, known: Sequence[str]) -> str:
    """The known name closest to a misspelt one, or "" where none is close.

    >>> nearest("Rotterdm", ["Kobe", "Rotterdam"])
    'Rotterdam'
    """
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return close[0] if close else ""
