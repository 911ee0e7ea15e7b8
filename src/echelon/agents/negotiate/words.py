"""What can be said in a negotiation, what can happen to it, and where its two sides can stand: words and their codes.

Source: FIPA Contract Net Interaction Protocol (SC00029H, 2002) and its iterated form (SC00030H); Smith, The Contract Net
Protocol, IEEE Transactions on Computers C-29(12), 1980.
"""

from __future__ import annotations

from collections.abc import Iterable

TO_PARTICIPANT = ("call", "accept", "reject", "cancel")
"""What the initiator says; `call` and what answers it belong to a turn."""
TO_INITIATOR = ("propose", "refuse", "done", "failure", "cancelled")
"""What a participant says."""
MESSAGES = (*TO_PARTICIPANT, *TO_INITIATOR)
EVENTS = ("award", "pass", "again", "give up", "call off", "lapse")
"""What happens without a message: verdicts of the initiator when its call closes, its patience ending, its calling off; the
end of a participant's offer."""
NOTHING = "nothing"
ACTS = (*MESSAGES, *EVENTS, NOTHING)
INITIATOR = (
    "called",
    "recalled",
    "offered",
    "silent",
    "refused",
    "awarded",
    "rejected",
    "doubtful",
    "done",
    "failed",
    "called off",
)
"""Where the initiator stands with one participant; `doubtful`: awarded, given up, and not known whether sold."""
PARTICIPANT = ("idle", "proposed", "lapsed", "refused", "sold", "failed", "rejected", "cancelled")
"""Where a participant stands with one initiator."""
OPEN = ("called", "recalled", "offered")
"""The initiator still takes offers."""
WAITING = (*OPEN, "awarded")
"""The initiator's part is not over."""
TURNS = 3
"""The most calls of one conversation: one, and those of the iterated form."""


def codes(words: Iterable[str]) -> dict[str, int]:
    """Each word's code: its place.

    >>> codes(TO_PARTICIPANT)
    {'call': 0, 'accept': 1, 'reject': 2, 'cancel': 3}
    """
    return {word: at for at, word in enumerate(words)}


ACT, CALLER, SELLER = codes(ACTS), codes(INITIATOR), codes(PARTICIPANT)
BIT = {
    **{(act, turn): 3 * at + turn for at, act in enumerate(("call", "propose", "refuse")) for turn in range(TURNS)},
    **{(act, turn): 9 + at for at, act in enumerate(("accept", "reject", "cancel", "done", "failure", "cancelled"))
       for turn in range(TURNS)},
}  # fmt: skip
"""Which bit of `said` tells that a message of a turn was said: a call and its answer may be said once a turn, all else once."""
