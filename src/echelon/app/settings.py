"""What the environment says: threads, cache, and where the catalogue lies."""

from __future__ import annotations

import os
import sys
from importlib import resources
from pathlib import Path

from echelon.core.errors import BadScenario, Finding

MOST_THREADS = 1024


def threads(wished: int | None = None) -> int:
    """How many threads to simulate with: as wished, else ECHELON_THREADS, else one per processor this process may use."""
    said = os.environ.get("ECHELON_THREADS", "").strip()
    if wished is None and not said:
        return _processors()
    what = "The number of threads" if wished is not None else "The environment variable ECHELON_THREADS"
    given = str(wished) if wished is not None else said
    if not given.isdecimal() or not 1 <= int(given) <= MOST_THREADS:
        raise BadScenario(Finding("E301", what, f"must be a whole number in [1, {MOST_THREADS}]", given,
                                  "Leave it out for one per processor"))  # fmt: skip
    return int(given)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_home() -> Path:
    """Where what can be made anew is kept: ECHELON_CACHE, else `echelon` in the user's cache folder.

    `RuntimeError` where the user has no home.
    """
    if own := os.environ.get("ECHELON_CACHE", ""):
        return Path(own).expanduser().resolve()
    if shared := os.environ.get("XDG_CACHE_HOME", ""):
        return Path(shared).expanduser().resolve() / "echelon"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "echelon" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "echelon"
    return Path.home() / ".cache" / "echelon"


def catalogue_home() -> Path:
    """The folder of embedded networks and scenarios: beside the package's modules when installed, in the clone otherwise."""
    package = Path(str(resources.files("echelon")))
    installed = package / "catalog"
    return installed if installed.is_dir() else package.parents[1] / "catalog"


def memory_bytes() -> int:
    """Memory of this machine, 0 where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0
