"""`echelon catalog`: what is embedded, and what each entry says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from echelon.cli.options import Json
from echelon.cli.screen import Screen, speaking

if TYPE_CHECKING:
    from echelon.disruption.entry import Entry

PAGE = 120  # columns of a page in a file or pipe


def add_to(app: typer.Typer) -> None:
    """Make this a command of an application."""
    app.command(epilog="Example: echelon catalog port-strike")(catalog)


def catalog(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="An entry to explain; without it all are listed.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List the embedded networks, scenarios and disruptions, or explain one: what it does, its figures and their sources."""
    with speaking(as_json) as screen:
        from dataclasses import asdict

        from echelon.app import catalogue
        from echelon.cli.tables import mapping_table

        if name and catalogue.is_ready(name):
            entry = catalogue.ready(name)
            listed = next(
                each for each in catalogue.entries("disruption") if each.name.endswith(f":{entry.key}")
            )
            screen.answer({**asdict(entry), "digest": listed.digest})
            _explain(screen, entry, listed.digest)
            return
        found = [asdict(entry) for entry in catalogue.entries()]
        if name:
            found = [each for each in found if each["name"] == catalogue.PREFIX + catalogue.known_name(name)]
        screen.answer(found[0] if name else found)
        shown = [
            {"name": each["name"], "is": each["kind"], "version": each["version"], "digest": each["digest"][:12],
             "says": f"{each['title']}. {each['description']}" if name or each["kind"] == "disruption" else each["title"]}
            for each in found
        ]  # fmt: skip
        screen.show(mapping_table(shown), wide=PAGE)


def _explain(screen: Screen, entry: Entry, digest: str) -> None:
    from echelon.cli.tables import mapping_table, table

    screen.show(
        f"catalog:{entry.key}, version {entry.version}, digest {digest[:12]}", entry.summary, "", wide=PAGE
    )
    screen.show(mapping_table(parameters_of(entry), title="What may be said of it"), "", wide=PAGE)
    screen.show(table(("it does", "where", "how"), list(does(entry))), "", wide=PAGE)
    for source in entry.sources:
        figures = f" [{', '.join(source.figures)}]" if source.figures else ""
        screen.show(f"Source{figures}: {source.says} {source.publication}, {source.year}.")
    for figure, why in (entry.assumed or {}).items():
        screen.show(f"Assumed [{figure}]: {why}")


def parameters_of(entry: Entry) -> list[dict[str, object]]:
    """Parameters in words."""
    return [
        {"name": each.name, "if left out": ", ".join(map(str, each.default)) if isinstance(each.default, list) else each.default,
         "unit": each.unit or each.place or "text", "meaning": each.help}
        for each in entry.parameters
    ]  # fmt: skip


def does(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """What an entry does, where it strikes, and how, with its parameters in braces; of hazards and cascades also when."""
    for row in entry.rows:
        name = str(row.get("name", entry.name))
        if "hits" in row:
            yield name, *effect_of(row)
            continue
        said = {
            key: value
            for key, value in row.items()
            if key not in ("name", "occurs", "when", "effects", "then")
        }
        how = ", ".join([str(row["occurs"]) if "occurs" in row else "acts", *_fields(said)])
        yield name, str(row.get("when", "")), how
        for effect in row.get("effects", row.get("then", ())):
            yield f"{name}: {effect['name']}", *effect_of(effect)


def effect_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Where a disruption of an entry strikes, and how."""
    heals = row.get("heals")
    said = {key: value for key, value in row.items() if key not in ("hits", "name", "heals")}
    back = [f"heals {heals['shape']} over {heals['days']} days"] if heals else []
    return str(row["hits"]), ", ".join([*_fields(said), *back])


def _fields(said: Mapping[str, Any]) -> list[str]:
    return [f"{name} {value}" for name, value in said.items()]
