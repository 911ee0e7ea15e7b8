"""What runs need from the machine: digest of the laws, a place for compiled kernels, threads.

Numba keeps a compiled kernel as long as the file of the kernel itself is unchanged, and does not see edits in the modules
it calls. So the cache folder is named by a digest over all of them, and old folders are removed.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from echelon.app.settings import cache_home

if TYPE_CHECKING:
    from echelon.world.run import Mapper

Done = TypeVar("Done")
KERNELS = (
    "agents/negotiate",
    "core/clock.py",
    "core/compiling.py",
    "core/held.py",
    "core/draws.py",
    "core/fetch.py",
    "core/lanes.py",
    "core/quantile.py",
    "core/switching.py",
    "disruption/weave.py",
    "network/fold/close.py",
    "world",
)
"""What is compiled, or baked into what is compiled."""
LAWS = ("agents", "core/chance.py", "core/draws.py", "core/keys.py", "core/lanes.py", "core/quantile.py", "core/whole.py",
        "core/words.py", "disruption", "network/build.py", "network/calendar.py", "network/check/places.py", "network/costs.py",
        "network/demand.py", "network/detours.py",
        "network/exchange.py", "network/feeding.py", "network/fold/close.py", "network/fold/state.py", "network/ids.py",
        "network/lead.py", "network/numbering.py", "network/opening.py", "network/rates.py", "network/route.py",
        "network/substitutes.py", "network/totals.py", "network/units.py", "world")  # fmt: skip
"""What makes results: files and whole folders of the package."""
COMPILERS = ("numba", "llvmlite", "numpy")
KEPT = 5
ROOM_BYTES = (
    4 << 20
)  # several times what a compiled clock takes; told before compiling where the disk has less
COMPILING = "Compiling the daily clock with this network's laws (once per machine, about 20 seconds; a minute with many) …"


def package_version() -> str:
    """The version that is installed."""
    return version("echelon")


@cache
def laws_digest() -> str:
    """SHA-256 over the sources of everything that makes results: part of every question's digest."""
    return sources_digest(LAWS)


@cache
def kernels_digest() -> str:
    """SHA-256 over what is compiled, the compilers' versions and Python's: the name of the cache folder."""
    parts = [sources_digest(KERNELS), platform.python_version(), sys.implementation.cache_tag or ""]
    return hashlib.sha256("\n".join([*parts, *map(version, COMPILERS)]).encode()).hexdigest()


def sources_digest(places: Iterable[str]) -> str:
    """SHA-256 over files and whole folders of the package."""
    total = hashlib.sha256()
    package = resources.files("echelon")
    for place in places:
        for name, file in _sources(package.joinpath(*place.split("/")), place):
            content = file.read_bytes().replace(b"\r\n", b"\n")
            total.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _sources(place: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield name, place
        return
    for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() or entry.name.endswith(".py"):
            yield from _sources(entry, f"{name}/{entry.name}")


def kernel_folder() -> Path:
    """The folder of this version's compiled kernels, made if need be.

    Where the cache cannot be written: a folder that goes with the process, and a warning.
    """
    try:
        kernels = cache_home() / "kernels"
        folder = kernels / kernels_digest()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(folder)
        with tempfile.TemporaryFile(dir=folder) as trial:
            if not any(folder.rglob("*.nbc")):
                trial.write(bytes(ROOM_BYTES))
                trial.flush()
    except (OSError, RuntimeError) as error:
        passing = Path(tempfile.mkdtemp(prefix="echelon-"))
        atexit.register(shutil.rmtree, passing, ignore_errors=True)
        warnings.warn(f"The cache folder of Echelon cannot be written ({error}); the clock is compiled anew in every process. "
                      "Name another folder in the environment variable ECHELON_CACHE.", stacklevel=2)  # fmt: skip
        return passing
    _prune(kernels)
    return folder


def _prune(kernels: Path) -> None:
    """Keep the folders used last; another process may be doing the same."""
    with contextlib.suppress(OSError):
        ages = sorted((-entry.stat().st_mtime, entry.name) for entry in os.scandir(kernels) if entry.is_dir())
        for _, name in ages[KEPT:]:
            shutil.rmtree(kernels / name, ignore_errors=True)


_loading = threading.Lock()


def load_kernels() -> None:
    """Import the clock with its own cache folder; functions that the user compiles keep theirs."""
    with _loading:
        _load()


@cache
def _load() -> None:
    if "echelon.world.daily" in sys.modules:
        return
    from echelon.core import compiling

    folder = kernel_folder()
    with _cached_in(str(folder)):
        import echelon.disruption.weave
        import echelon.world.daily  # noqa: F401
    _announce_compiling()
    take_turns(folder)
    compiling.kept = partial(_cached_in, str(folder))


@contextlib.contextmanager
def _cached_in(folder: str) -> Iterator[None]:
    """What is made meanwhile is kept in that folder."""
    from numba.core import config as numba_config

    config: Any = numba_config  # its names are set while it is imported
    before, config.CACHE_DIR = config.CACHE_DIR, folder
    try:
        yield
    finally:
        config.CACHE_DIR = before


def take_turns(folder: Path) -> None:
    """Let one process at a time look for a kernel in that folder and compile it, where the system has such locks."""
    from echelon.core import compiling

    with contextlib.suppress(ImportError):
        compiling.turn = _in_turn(folder)


def _in_turn(folder: Path) -> Callable[[str], contextlib.AbstractContextManager[object]]:
    import fcntl

    @contextlib.contextmanager
    def turn(name: str) -> Iterator[None]:
        with contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):  # without a lock it is compiled twice at worst
                lock = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock"
                fcntl.flock(held.enter_context(lock.open("w")), fcntl.LOCK_EX)
            yield

    return turn


def _announce_compiling() -> None:
    """Say one line when a kernel of ours is really compiled, for that takes a while."""
    from numba.core import event

    class Announcer(event.Listener):
        said = False

        def on_start(self, event: Any) -> None:
            module = getattr(getattr(event.data.get("dispatcher"), "py_func", None), "__module__", "") or ""
            if module.startswith("echelon.") and not self.said:
                self.said = True
                sys.stderr.write(COMPILING + "\n")
                sys.stderr.flush()

        def on_end(self, event: Any) -> None:
            pass

    register: Callable[[str, event.Listener], None] = event.register
    register("numba:compile", Announcer())


def threaded(count: int, done: Callable[[int], None] | None = None) -> Mapper:
    """A `map` over blocks of lanes on `count` threads, in order, with few finished blocks waiting.

    done   called with the number of lanes in a block when it is handed on

    Even one thread is not the caller's: a kernel lets go of the interpreter, so that Ctrl-C is heard while it runs.
    """

    def mapped(
        function: Callable[[tuple[int, int]], Done], edges: Iterable[tuple[int, int]]
    ) -> Iterator[Done]:
        waiting: deque[tuple[int, Future[Done]]] = deque()
        pool = ThreadPoolExecutor(count, thread_name_prefix="echelon")

        def take() -> Done:
            lanes, future = waiting.popleft()
            found = future.result()
            if done:
                done(lanes)
            return found

        try:
            for edge in edges:
                waiting.append((edge[1] - edge[0], pool.submit(function, edge)))
                if len(waiting) > count + 1:
                    yield take()
            while waiting:
                yield take()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    return mapped
