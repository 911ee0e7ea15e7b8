"""What came and what was foretold, on one picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from echelon.calibration.validate import Validation

WIDE, HIGH, LEFT, TOP, BOTTOM = 720, 300, 46, 34, 40
INK, BAND, LINE, EVENT = "#1f2933", "#c6dbef", "#2171b5", "#f3e3c3"


def fan_picture(found: Validation, title: str) -> str:
    """An SVG: the day by day 80 % band and median of what was foretold, and what came, as parts of what was expected."""
    from echelon.calibration.outage import BEFORE

    came, (low, middle, high) = found.past.path, found.fan
    days = len(came)
    top = max(1.6, float(np.nanmax(came)), float(high.max())) * 1.05

    def x(day: float) -> float:
        return LEFT + (day + 0.5) * (WIDE - LEFT - 12) / days

    def y(value: float) -> float:
        return TOP + (1.0 - value / top) * (HIGH - TOP - BOTTOM)

    def line(values: object) -> str:
        points = [(at, value) for at, value in enumerate(np.asarray(values).tolist()) if value == value]
        return " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in points)

    band = line(high) + " " + " ".join(reversed(line(low).split(" ")))
    start, end = x(BEFORE - 0.5), x(BEFORE + found.event.days - 0.5)
    marks = [
        f'<line x1="{LEFT}" x2="{WIDE - 12}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#d9dee3"/>'
        f'<text x="{LEFT - 6}" y="{y(v) + 4:.1f}" text-anchor="end">{100 * v:.0f} %</text>'
        for v in (0.0, 0.5, 1.0, 1.5)
        if v < top
    ]
    ticks = [
        f'<text x="{x(BEFORE + d):.1f}" y="{HIGH - 22}" text-anchor="middle">{d}</text>'
        for d in range(0, days - BEFORE, 7)
    ]
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" '
        f'font-family="sans-serif" font-size="11" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-size="13">{escape(title)}: what came (black), 80 % band and median foretold (blue)</text>',
        f'<rect x="{start:.1f}" y="{TOP}" width="{end - start:.1f}" height="{HIGH - TOP - BOTTOM}" fill="{EVENT}"/>',
        *marks,
        f'<polygon points="{band}" fill="{BAND}" fill-opacity="0.8"/>',
        f'<polyline points="{line(middle)}" fill="none" stroke="{LINE}" stroke-width="1.5"/>',
        f'<polyline points="{line(came)}" fill="none" stroke="{INK}" stroke-width="2"/>',
        *ticks,
        f'<text x="{(WIDE + LEFT) / 2:.0f}" y="{HIGH - 6}" text-anchor="middle">'
        "days after the first of the event (shaded); 100 % is what was expected</text>",
        "</svg>",
    )
    return "\n".join(parts) + "\n"
