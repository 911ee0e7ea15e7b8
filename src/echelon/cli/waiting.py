"""A progress bar for work that lasts."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_SECONDS = 1.0


class Waiting:
    """A bar on stderr once the work has lasted a second, gone when it ends; none where stderr is no terminal.

    Call it with (done, in all).
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.bar: Progress | None = None
        self.state: tuple[int, int | None] = (0, None)
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def __enter__(self) -> Waiting:
        if sys.stderr.isatty():
            self.timer = threading.Timer(PATIENCE_SECONDS, self._start)
            self.timer.daemon = True
            self.timer.start()
        return self

    def __call__(self, done: int, total: int) -> None:
        """How far the work has come."""
        with self.lock:
            self.state = done, total
            if self.bar:
                self.bar.update(self.bar.task_ids[0], completed=done, total=total)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        with self.lock:
            if self.timer is None:
                return
            done, total = self.state
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TaskProgressColumn(),
                TimeRemainingColumn(),
            )
            self.bar = Progress(*columns, console=Console(file=sys.stderr), transient=True,
                                redirect_stdout=sys.stdout.isatty())  # fmt: skip
            self.bar.add_task(self.what, completed=done, total=total)
            self.bar.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.lock:
            if self.timer:
                self.timer.cancel()
                self.timer = None
            if self.bar:
                self.bar.stop()
                self.bar = None
