"""Write what the blocks of a page print today into its `output` blocks; the diff is to be reviewed.

usage: python tools/outputs.py [PAGE ...]    (all pages that run, where none is named)
"""

from __future__ import annotations

import doctest
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "unit"))

from test_docs import LENIENT, PAGES, Block, blocks, run_python, run_sh, runnable  # noqa: E402


def run(block: Block, page: Path, names: dict[str, object]) -> str:
    if "../shared" in block.text and not Path("../shared").exists():
        Path("../shared").symlink_to(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared"))
    return run_python(block, page, names) if block.kind == "python" else run_sh(block, page)


def renewed(page: Path) -> str:
    text, printed = page.read_text("utf-8"), ""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.kind in {"python", "sh"}:
            printed = run(block, page, names)
        elif block.kind == "output" and not doctest.OutputChecker().check_output(
            block.text, printed, LENIENT
        ):
            clean = "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n") + "\n"
            text = text.replace(f"```output\n{block.text}```", f"```output\n{clean}```")
    return text


def main(pages: list[Path]) -> None:
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder) / "here"
            here.mkdir()
            os.chdir(here)
            text = renewed(page)
            os.chdir(ROOT)
        if text != page.read_text("utf-8"):
            page.write_text(text, "utf-8")
            print(f"renewed {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main([Path(name).resolve() for name in sys.argv[1:]] or [page for page in PAGES if runnable(page)])
