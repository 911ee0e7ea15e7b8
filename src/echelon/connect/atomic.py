"""Writing all or nothing: into a temporary sibling, flushed to disk, then renamed into place.

A run that is interrupted leaves what was there before. Killed outright between the two renames of a
replacement, the old folder lies beside its place, whole, as `.NAME.XXXX.old`. Of two that write to one place at once,
both succeed and the later one's folder stays, whole.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from echelon.core.errors import Conflict, Finding, Unavailable

ATTEMPTS = 100


def write_whole_folder(
    target: Path, files: Iterable[tuple[str, Iterable[bytes]]], *, ours: frozenset[str], replace: bool
) -> None:
    """Make a folder of files, or leave everything as it was.

    files     name and pieces of content of each
    ours      names that may be lost when an existing folder is replaced
    `Conflict` if the place is taken (not empty without `replace`, or holding foreign files), `Unavailable` if the disk refuses.
    """
    with _said(target):
        target = target.resolve()  # a link to a folder stays a link
        _refuse_taken(target, ours=ours, replace=replace)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = _sibling(target, "part")
        try:
            draft.mkdir()
            for name, pieces in files:
                _write(draft / name, pieces)
            _sync_folder(draft)
            _swap(draft, target)
            _sync_folder(target.parent)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise


def free_folder(target: Path, *, ours: frozenset[str]) -> None:
    """Tell now whether a folder of `ours` could be written there, rather than after the work; nothing is left behind.

    `Conflict` and `Unavailable` as `write_whole_folder` with `replace`.
    """
    with _said(target):
        target = target.resolve()
        _refuse_taken(target, ours=ours, replace=True)
        there = next(parent for parent in target.parents if parent.exists())
        with tempfile.TemporaryFile(dir=there):
            pass


def write_whole_file(target: Path, content: bytes, *, replace: bool) -> None:
    """Make a file, or leave everything as it was; `Conflict` if there is one and `replace` is not set."""
    target = target.resolve()
    _refuse_file(target, replace=replace)
    with _said(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = _sibling(target, "part")
        try:
            _write(draft, [content])
            draft.replace(target)
            _sync_folder(target.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def free_file(target: Path, *, replace: bool) -> None:
    """Tell now whether a file could be written there, rather than after the work; as `write_whole_file`."""
    target = target.resolve()
    _refuse_file(target, replace=replace)
    with _said(target):
        there = next(parent for parent in target.parents if parent.exists())
        with tempfile.TemporaryFile(dir=there):
            pass


def _refuse_file(target: Path, *, replace: bool) -> None:
    if target.is_dir() or (target.exists() and not replace):
        got = "a folder" if target.is_dir() else "a file of that name"
        raise Conflict(Finding("E036", f"The place `{target.name}`", "must be free", got,
                               "Choose another, or ask to replace it"))  # fmt: skip


def _refuse_taken(target: Path, *, ours: frozenset[str], replace: bool) -> None:
    if not target.exists():
        return
    what = f"The folder `{target.name}`"
    if not target.is_dir():
        raise Conflict(Finding("E036", what, "must be free", "a file of that name", "Choose another place"))
    there = sorted(entry.name for entry in os.scandir(target))
    if there and not replace:
        raise Conflict(Finding("E036", what, "must be new or empty", f"{len(there)} files",
                               "Choose another, or ask to replace it"))  # fmt: skip
    strange = [name for name in there if name not in ours]
    if strange:
        raise Conflict(Finding("E036", what, "must hold nothing but what is to be replaced",
                               f"`{strange[0]}`", "Move it away, or choose another place"))  # fmt: skip


def _sibling(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.{ending}")


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _swap(draft: Path, target: Path) -> None:
    """Put the draft where the target is or will be, also while others do the same."""
    for _ in range(ATTEMPTS - 1):
        if _moved(draft, target):
            return
        old = _sibling(target, "old")
        try:
            target.rename(old)
        except FileNotFoundError:  # another writer is between its two renames
            continue
        try:
            placed = _moved(draft, target)
        except BaseException:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
        if placed:
            return
    draft.rename(target)


def _moved(draft: Path, target: Path) -> bool:
    """Rename, unless a folder with something in it is in the way."""
    try:
        draft.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST) and target.is_dir():
            return False
        raise
    return True


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder; its renames are written through
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _said(target: Path) -> Iterator[None]:
    """Turn a refusal of the disk into a sentence."""
    try:
        yield
    except OSError as error:
        said = (error.strerror or type(error).__name__).lower()
        raise Unavailable(Finding("E037", f"The place `{target.name}`", "must be one that can be written",
                                  said, "Check the disk's room and who may write there")) from error  # fmt: skip
