"""Compile the kernel that holds every law, so that tests which share it need not wait for one another.

usage: python tools/warm.py    (two minutes of one core; make test runs it beside the first tests)
"""

from __future__ import annotations

import os
from pathlib import Path

from echelon.app.wiring import kernel_folder, take_turns

os.environ.setdefault("NUMBA_CACHE_DIR", str(kernel_folder()))


def main() -> None:
    """Run a network for a day with every law compiled in."""
    take_turns(Path(os.environ["NUMBA_CACHE_DIR"]))
    from echelon.testing.networks import hand_made
    from echelon.testing.walks import job_of
    from echelon.world.run import run

    run(job_of(hand_made(), 1, 1, forced=True)[1])


if __name__ == "__main__":
    main()
