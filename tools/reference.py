"""Fill the parts of the documentation that the code knows: between `<!-- made: NAME -->` and `<!-- end -->`.

Run `python tools/reference.py` after a change to checks, events, commands or public names; tests hold both together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- made: (?P<name>\S+) -->\n.*?<!-- end -->", re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def between(page: str, marks: tuple[str, str], made: str) -> str:
    """The page with what is made between two marks, each of which must stand in it once."""
    before, rest = page.split(marks[0])
    _, after = rest.split(marks[1])
    return f"{before}{marks[0]}\n\n{made}\n\n{marks[1]}{after}"


def checks() -> str:
    from echelon.network.check.catalogue import CODES

    return table(("code", "level", "finds"), ((f"`{c}`", level, said) for c, (level, said) in CODES.items()))


def events() -> str:
    from echelon.network.events import TYPES

    rows = []
    for each in TYPES.values():
        needs = ", ".join(f"`{name}`" for name in sorted(each.needs)) or "nothing"
        rows.append((f"`{each.name}`", each.subject, each.carries, needs, each.effect))
    return table(("type", "subject", "`data` carries", "and must hold", "effect on the state"), rows)


def not_modelled() -> str:
    from echelon.report.words import NOT_MODELLED

    return "\n".join(f"- {sentence}" for sentence in NOT_MODELLED)


def python_api() -> str:
    import echelon

    rows = []
    for name in sorted(echelon.__all__, key=str.lower):
        thing = getattr(echelon, name)
        said = (
            "The installed version"
            if isinstance(thing, str)
            else (thing.__doc__ or "").strip().partition("\n")[0]
        )
        rows.append((f"`{name}`", kind(thing), said.rstrip(".")))
    return table(("name", "is a", "what it does"), rows)


def kind(thing: object) -> str:
    if isinstance(thing, type):
        return "error" if issubclass(thing, Exception) else "class"
    return "function" if callable(thing) else "text"


def timetable() -> str:
    from echelon.world.timetable import timetable as steps

    rows = ((f"`{step.name}`", walk, step.what) for walk, step in steps("standard"))
    return table(("step", "for", "what happens"), rows)


def timetables() -> str:
    from echelon.world.timetable import TIMETABLES

    rows = ((f"`{name}`", " · ".join(", ".join(f"`{step}`" for step in each.steps) for each in passes))
            for name, passes in TIMETABLES.items())  # fmt: skip
    return table(("timetable", "passes, and the steps that each entity takes in them"), rows)


def commands() -> list[tuple[str, Any]]:
    """Every command with what one types to get there: `import willems`."""
    import typer

    from echelon.cli.main import app

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        if not hasattr(command, "commands"):
            yield name, command
        for word, below in getattr(command, "commands", {}).items():
            yield from walk(f"{name} {word}".strip(), below)

    return list(walk("", typer.main.get_command(app)))


def cli() -> str:
    return "\n\n".join(one_command(name, command) for name, command in commands())


def one_command(name: str, command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    typed = " ".join(
        ["echelon", name, *(each.metavar or each.name.upper() for each in arguments), "[OPTIONS]"]
    )
    rows = [(f"`{each.metavar or each.name.upper()}`", "", each.help or "") for each in arguments]
    options = [each for each in command.params if each not in arguments]
    rows += [(f"`{' '.join(each.opts)}`", default(each), each.help or "") for each in options]
    said = [
        f"### {name}",
        (command.help or "").strip(),
        f"```text\n{typed}\n```",
        table(("", "if left out", ""), rows),
    ]
    if command.epilog:
        said.append(f"```console\n$ {command.epilog.removeprefix('Example: ')}\n```")
    return "\n\n".join(said)


def default(option: Any) -> str:
    if option.required:
        return "must be given"
    return "" if option.is_flag or option.default in (None, "") else f"{option.default}"


def scenario_keys() -> str:
    from echelon.study.document.keys import TABLES

    return "\n\n".join(one_table(name) for name in TABLES)


def one_table(name: str) -> str:
    from echelon.study.document.keys import KINDS, MUST, TABLES

    rows = []
    for key in TABLES[name]:
        several, plain = key.kind.endswith("[]"), key.kind.removesuffix("[]")
        value = (
            KINDS[plain][0]
            if plain in KINDS
            else f"table [{plain}](#{plain})" + (", or a list" if several else "")
        )
        rows.append(
            (f"`{key.name}`", value, "must be given" if key.default is MUST else said(key.default), key.help)
        )
    return f"### {name}\n\n" + table(("key", "value", "if left out", "meaning"), rows)


def said(value: object) -> str:
    if value in (None, "", ()):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def catalogue() -> str:
    from echelon.app.catalogue import entries

    rows = ((f"`{each.name}`", each.kind, each.version, f"`{each.digest[:12]}`", each.title) for each in entries()
            if each.kind != "disruption")  # fmt: skip
    return table(("name", "is a", "version", "digest", "title"), rows)


def disruptions() -> str:
    from echelon.app.catalogue import entries, ready

    listed = [(each, ready(each.name)) for each in entries("disruption")]
    rows = [(f"[`{entry.key}`](#{entry.key})", entry.kind, each.version, f"`{each.digest[:12]}`", entry.summary)
            for each, entry in listed]  # fmt: skip
    return "\n\n".join(
        [
            table(("name", "breaks", "version", "digest", "what it does"), rows),
            *(one_entry(entry) for _, entry in listed),
        ]
    )


def one_entry(entry: Any) -> str:
    rows = []
    for each in entry.parameters:
        default = ", ".join(map(str, each.default)) if isinstance(each.default, list) else str(each.default)
        rows.append((f"`{each.name}`", default, each.unit or each.place or "text", each.help))
    sources = [f"- {', '.join(f'`{figure}`' for figure in source.figures) or 'background'}: {source.says} "
               f"*{source.publication}, {source.year}.*" for source in entry.sources]  # fmt: skip
    sources += [f"- `{figure}`: assumed. {why}" for figure, why in (entry.assumed or {}).items()]
    return "\n\n".join(
        [
            f"### {entry.key}",
            entry.summary,
            table(("parameter", "if left out", "unit", "meaning"), rows),
            "\n".join(sources),
        ]
    )


def levers() -> str:
    from echelon.world.levers import LEVERS

    rows = [(f"`{each.name}`", each.noun, each.unit, number(each.neutral), f"{number(each.low)} to {number(each.high)}",
             number(each.rate), each.of, each.owner, each.what) for each in LEVERS.values()]  # fmt: skip
    head = (
        "lever",
        "of each",
        "unit",
        "neutral",
        "bounds",
        "most change in a day",
        "both times",
        "moved by",
        "what it does",
    )
    return table(head, rows)


def number(value: float) -> str:
    return "any" if value == float("inf") else f"{value:g}"


PARTS: dict[str, Callable[[], str]] = {
    "catalog": catalogue,
    "checks": checks,
    "cli": cli,
    "disruptions": disruptions,
    "events": events,
    "levers": levers,
    "not-modelled": not_modelled,
    "python-api": python_api,
    "scenario-keys": scenario_keys,
    "timetable": timetable,
    "timetables": timetables,
}


def renew(page: str) -> str:
    """The page with every part filled; `KeyError` for a part that nothing makes."""

    def filled(block: re.Match[str]) -> str:
        return f"<!-- made: {block['name']} -->\n\n{PARTS[block['name']]()}\n\n<!-- end -->"

    from echelon.network.describe import renew as with_columns

    return with_columns(BLOCK.sub(filled, page))


def pages() -> list[Path]:
    return [
        path
        for path in sorted((ROOT / "docs").rglob("*.md"))
        if re.search("^<!-- (made|columns): ", path.read_text("utf-8"), re.MULTILINE)
    ]


def main() -> int:
    for path in pages():
        before = path.read_text("utf-8")
        after = renew(before)
        if after != before:
            path.write_text(after, "utf-8")
            print(f"renewed {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
