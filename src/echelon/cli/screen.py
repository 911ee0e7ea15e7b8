"""What a command may say and how it may end: answers on stdout, the rest on stderr, never a traceback.

Exit status: 0 answered, 1 answered and the answer is no (`check`), 2 bad input or a refusal, 70 a bug, 130 stopped with
Ctrl-C, 141 nobody reads any more.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import math
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from echelon.cli.words import clean
from echelon.core.errors import EchelonError, Finding, Unavailable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDE = 1000  # columns where nobody looks: nothing is folded in files and pipes
PLAIN = {"→": "->", "…": "...", "–": "-", "—": "-", "×": "x", "−": "-", "“": '"', "”": '"', "’": "'"}
BAD_INPUT, BUG, STOPPED, UNREAD = 2, 70, 130, 141


class Screen:
    """Where one command speaks: tables for people, or one JSON document for machines."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def show(self, *parts: RenderableType, wide: int = WIDE) -> None:
        """Tables and sentences of the answer, for people; nothing with --json.

        wide   columns to use where nobody looks
        """
        if not self.as_json:
            console = _console(sys.stdout, wide)
            for part in parts:
                _print(console, part)

    def answer(self, document: object) -> None:
        """The answer for machines; nothing without --json."""
        if self.as_json:
            sys.stdout.write(json.dumps(_finite(document), indent=2, allow_nan=False) + "\n")

    def note(self, *parts: RenderableType) -> None:
        """Something on the way, on stderr."""
        console = _console(sys.stderr)
        for part in parts:
            _print(console, part)


def _finite(value: object) -> object:
    """JSON has no other numbers; the rest becomes null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list | tuple) else value


def _console(file: Any, wide: int = WIDE) -> Console:
    from rich.console import Console

    width = None if file.isatty() or os.environ.get("COLUMNS") else wide
    return Console(file=file, width=width, highlight=False, markup=False, emoji=False)


def _print(console: Console, part: RenderableType) -> None:
    if isinstance(part, str):
        console.print(clean(part), soft_wrap=not console.is_terminal)
    else:
        console.print(part)


@contextlib.contextmanager
def speaking(as_json: bool = False) -> Iterator[Screen]:
    """A command's body: whatever goes wrong in it becomes a sentence and an exit status."""
    screen = Screen(as_json)
    try:
        yield screen
        sys.stdout.flush()
    except typer.Exit:
        raise
    except EchelonError as error:
        _refuse(screen, error)
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt:
        _sentence("Stopped. Nothing was left half-written.")
        raise typer.Exit(STOPPED) from None
    except BrokenPipeError:
        _silence()
        raise typer.Exit(UNREAD) from None
    except (OSError, MemoryError) as error:
        _refuse(screen, _unavailable(error))
        raise typer.Exit(BAD_INPUT) from None
    except Exception as error:
        if os.environ.get("ECHELON_DEBUG"):
            raise
        said = clean(f"{type(error).__name__}: {error}".splitlines()[0])
        _sentence(
            f"This is a bug in Echelon ({said}). Run it again with ECHELON_DEBUG=1 to see where, and report it."
        )
        raise typer.Exit(BUG) from None


def _unavailable(error: OSError | MemoryError) -> Unavailable:
    if isinstance(error, MemoryError):
        return Unavailable(Finding("E303", "The memory of this machine", "must hold the work", "too little",
                                   "Ask for fewer replications, fewer days or fewer threads"))  # fmt: skip
    said = (error.strerror or type(error).__name__).lower()
    place = f" of `{error.filename}`" if error.filename else ""
    return Unavailable(Finding("E304", f"The file system{place}", "must do what is asked of it", said,
                               "Check the place, its room and who may write there"))  # fmt: skip


def _refuse(screen: Screen, error: EchelonError) -> None:
    """The findings as a table where there are several, else the sentence."""
    from echelon.app.documents import error_document

    with contextlib.suppress(OSError, ValueError):
        screen.answer(error_document(error))
        sys.stdout.flush()
    try:
        if len(error.findings) > 1:
            from echelon.cli.tables import findings_table

            screen.note(findings_table(error.findings))
        else:
            _sentence(str(error))
    except OSError:
        _silence()


def _sentence(said: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(clean(said) + "\n")
        sys.stderr.flush()


def _silence() -> None:
    """Let nothing be written any more, so that Python does not complain as it leaves."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(nowhere, stream.fileno())


def _spelt(error: UnicodeError) -> tuple[str, int]:
    """What an encoding cannot say, said otherwise."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(PLAIN.get(letter, "?") for letter in wrong), error.end


def open_streams() -> None:
    """Make both streams able to say everything, in whatever encoding they have."""
    codecs.register_error("echelon", _spelt)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="echelon")


def close_streams() -> bool:
    """Write out what is buffered; False where nobody reads it."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        _silence()
        return False
    return True
