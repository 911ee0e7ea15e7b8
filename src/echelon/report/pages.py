"""The report's page: a template with one place for data, and the data put there.

The template `page.html` is built from `web/` when the package is installed. The document is JSON of the schema
`echelon-report/1`, written out in `web/src/document.ts`; what is computed is computed before it comes here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from echelon.core.errors import BadData, Unavailable

SCHEMA = "echelon-report/1"
_OPENING = '<script type="application/json" id="echelon-document">'
_PLACE = _OPENING + "null</script>"


def render(document: Mapping[str, object]) -> str:
    """One HTML page that holds its data and asks nothing of any network.

    document   schema `echelon-report/1`; every number finite or None
    returns    the page; the same document gives the same bytes
    raises     BadData where a number is not finite or a value is not JSON, Unavailable where the template is missing

    >>> render({"schema": "echelon-report/1", "title": float("nan")})
    Traceback (most recent call last):
    echelon.core.errors.BadData: The report's `title` must be a finite number or empty. Got nan.
    """
    return fill(template(), document)


def fill(page: str, document: Mapping[str, object]) -> str:
    """A page with the document in the place it keeps for it.

    >>> place = '<script type="application/json" id="echelon-document">null</script>'
    >>> print(fill(place, {"schema": "echelon-report/1", "title": "</script>"}))
    <script type="application/json" id="echelon-document">{"schema":"echelon-report/1","title":"\\u003c/script>"}</script>
    """
    if page.count(_PLACE) != 1:
        raise Unavailable("The report's page has no place for its data. Install Echelon again to rebuild it.")
    if document.get("schema") != SCHEMA:
        raise BadData(f"The report's `schema` must be {SCHEMA!r}. Got {document.get('schema')!r}.")
    before, _, after = page.partition(_PLACE)
    return f"{before}{_OPENING}{embed(document)}</script>{after}"


def embed(document: Mapping[str, object]) -> str:
    """JSON that may stand inside a script element: no tag can open or close in it.

    Only ASCII is written, so that neither a line separator in a name nor a wrong encoding does harm.

    >>> embed({"name": "<!-- Łódź"})
    '{"name":"\\\\u003c!-- \\\\u0141\\\\u00f3d\\\\u017a"}'
    """
    try:
        text = json.dumps(dict(document), ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        place, value = next(_unfit(document, ""), ("document", document))
        wanted = (
            "a finite number or empty" if isinstance(value, float) else "text, a number, a list or a table"
        )
        got = repr(value) if isinstance(value, float) else type(value).__name__
        raise BadData(f"The report's `{place}` must be {wanted}. Got {got}.") from None
    return text.replace("<", "\\u003c")


def _unfit(value: object, place: str) -> Iterator[tuple[str, object]]:
    """Every value that JSON cannot hold, with its path in the document."""
    match value:
        case None | str() | int():
            return
        case float():
            if not math.isfinite(value):
                yield place, value
        case dict():
            for key, inner in value.items():
                yield from _unfit(inner, f"{place}.{key}" if place else str(key))
        case list() | tuple():
            yield from _unfit_in(value, place)
        case _:
            yield place, value


def _unfit_in(values: Sequence[object], place: str) -> Iterator[tuple[str, object]]:
    for index, inner in enumerate(values):
        yield from _unfit(inner, f"{place}[{index}]")


@cache
def template() -> str:
    """The page without data, as the build hook left it in the package.

    raises   Unavailable where the package was never built
    """
    try:
        return (resources.files("echelon.report") / "page.html").read_text("utf-8")
    except FileNotFoundError:
        raise Unavailable(
            "The report's page has not been built. Install Echelon with pip, or run: python hatch_build.py"
        ) from None
