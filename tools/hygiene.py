"""Find what no file of the repository may hold: index hosts, local paths, large files, copied data."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared"))
LARGE = 1 << 20
PICTURES = {".gif", ".jpg", ".png", ".svg", ".webp"}

# Taken apart, so that this file passes its own check.
DOT = re.escape(".")
HOSTS = re.compile(
    "|".join(
        DOT.join(labels)
        for labels in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs"),
            ("npmjs", "com"),
            ("registry", "yarnpkg"),
            ("deb", "debian", "org"),
            ("anaconda", "org"),
        )
    )
)
LOCAL = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "home", "root", "farm", "Users")) + ")/")


def repository_files() -> list[Path]:
    """Every file that git tracks or would track, as paths below the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        path for name in sorted(filter(None, listed.stdout.split("\0"))) if (path := ROOT / name).is_file()
    ]


def words(files: Iterable[Path]) -> Iterator[str]:
    """Lines that name the host of a package index or a path of somebody's machine."""
    for path in files:
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), 1):
            for pattern, what in ((HOSTS, "the host of a package index"), (LOCAL, "a path of one machine")):
                if found := pattern.search(line):
                    yield f"{path.relative_to(ROOT)}:{number}: names {what}: {found[0]}"


def large(files: Iterable[Path]) -> Iterator[str]:
    """Files above 1 MiB, pictures of the documentation excepted."""
    for path in files:
        name = path.relative_to(ROOT)
        if path.stat().st_size > LARGE and not (name.parts[0] == "docs" and path.suffix in PICTURES):
            yield f"{name}: {path.stat().st_size / LARGE:.1f} MiB, more than 1 MiB"


def copies(files: Iterable[Path]) -> Iterator[str]:
    """Files with the very bytes of a file of the shared data; none where that folder is absent."""
    ours: dict[int, list[Path]] = {}
    for path in files:
        if (size := path.stat().st_size) and not path.name.startswith("LICENSE"):
            ours.setdefault(size, []).append(path)
    for theirs in (path for path in (SHARED / "data").rglob("*") if path.is_file()):
        for path in ours.get(theirs.stat().st_size, ()):
            if digest(path) == digest(theirs):
                yield f"{path.relative_to(ROOT)}: a copy of {theirs.relative_to(SHARED)} of the shared data"


def digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def findings() -> list[str]:
    """All findings at once, one sentence each."""
    files = repository_files()
    return [*words(files), *large(files), *copies(files)]


if __name__ == "__main__":
    found = findings()
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))
