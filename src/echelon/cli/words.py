"""Numbers as planners say them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from echelon.study.statistics import Interval, Spread

SCALES = ((1e9, "bn "), (1e6, "M "), (0.0, ""))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str) -> str:
    """Text from a file, without what would steer a terminal.

    >>> clean("Kobe\\x1b[2J")
    'Kobe\ufffd[2J'
    """
    return _CONTROL.sub("\ufffd", text)


def money(amount: Interval, currency: str) -> str:
    """A mean with its interval, in the scale of the mean.

    >>> from echelon.study.statistics import Interval
    >>> money(Interval(3.1912e6, 3.0161e6, 3.3562e6), "EUR")
    '3.19 M EUR (3.02 – 3.36)'
    >>> money(Interval(950.4, 900.0, 1001.0), "EUR")
    '950 EUR (900 – 1,001)'
    """
    if not math.isfinite(amount.mean):
        return f"not a finite sum of {currency}"
    scale, letter = next((s, letter) for s, letter in SCALES if abs(amount.mean) >= s)
    mean, low, high = (_scaled(x, scale) for x in amount)
    ends = "" if math.isnan(amount.low) else f" ({low} – {high})"
    return f"{mean} {letter}{currency}{ends}"


def _scaled(value: float, scale: float) -> str:
    if math.isinf(value):
        return "∞" if value > 0.0 else "-∞"
    said = f"{value / scale:,.2f}" if scale else f"{value:,.0f}"
    return "0" if said == "-0" else said


def number(value: float) -> str:
    """Three digits or whole numbers, with thousands separators.

    >>> number(31170.4), number(45.96), number(0.12345), number(0.0)
    ('31,170', '46.0', '0.123', '0')
    """
    if not math.isfinite(value):
        return "not finite"
    size = abs(value)
    if size >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if size >= 1 else f"{value:.3g}"


def quantity(value: float, unit: str, *, signed: bool = False) -> str:
    """A number as its unit wants it: shares in percent, their differences in points.

    >>> quantity(0.97916, "share"), quantity(-0.0187, "share", signed=True), quantity(25.0, "unit", signed=True)
    ('97.92 %', '-1.87 points', '+25.0')
    """
    said = f"{100 * value:.2f}" if unit == "share" else number(value)
    if not said.strip("-0."):
        said = said.removeprefix("-")
    elif signed and value > 0:
        said = f"+{said}"
    return said if unit != "share" else said + (" points" if signed else " %")


def range_of(interval: Interval, unit: str, *, signed: bool = False) -> str:
    """The ends of an interval.

    >>> from echelon.study.statistics import Interval
    >>> range_of(Interval(0.98, 0.9751, 0.985), "share")
    '97.51 – 98.50 %'
    """
    if math.isnan(interval.low):
        return "–"
    low, high = (quantity(x, unit, signed=signed) for x in interval[1:])
    for ending in (" %", " points"):
        low = low.removesuffix(ending)
    return f"{low} – {high}" if not signed else f"{low} … {high}"


def felt(spread: Spread) -> str:
    """When customers notice.

    >>> from echelon.study.statistics import Spread
    >>> felt(Spread(10.0, 9.0, 12.0)), felt(Spread(0.0, 0.0, 0.0)), felt(Spread(math.inf, math.inf, math.inf))
    ('after 10 days', 'at once', 'not at all')
    """
    if not math.isfinite(spread.median):
        return "not at all"
    return f"after {days(spread.median)}" if spread.median else "at once"


def back(survive: Spread, recover: Spread, horizon: int) -> str:
    """When service is as in the calm run again."""
    if not math.isfinite(survive.median):
        return "–"
    return f"after {days(recover.median)}" if math.isfinite(recover.median) else f"not by day {horizon}"


def after(tail: Spread, horizon: int) -> str:
    """When customers' backlog is as in the calm run, counted from the physical recovery."""
    if not math.isfinite(tail.median):
        return f"not by day {horizon}"
    return f"{days(tail.median)} later" if tail.median else "as it heals"


def survived(count: float, within: int) -> str:
    """Days until somebody goes short, of those looked at.

    >>> survived(12.4, 90), survived(math.inf, 90)
    ('12.4 days', 'all 90 days')
    """
    return f"{count:.3g} day{'' if count == 1 else 's'}" if count < within else f"all {within} days"


def days(count: float) -> str:
    """A count of days.

    >>> days(1.0), days(158.0)
    ('1 day', '158 days')
    """
    return f"{count:,.0f} day" + ("" if count == 1 else "s")


def counted(count: int, noun: str) -> str:
    """A count with its noun.

    >>> counted(1, "error"), counted(2025, "stock point")
    ('1 error', '2,025 stock points')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def size(count: float) -> str:
    """Bytes in the unit that people read.

    >>> size(1536), size(3_500_000), size(2.5 * 2**30)
    ('1.5 KiB', '3.3 MiB', '2.5 GiB')
    """
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            break
        count /= 1024
    return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"


def span(seconds: float) -> str:
    """A time as people say it.

    >>> span(0.234), span(75), span(7300)
    ('0.2 s', '75 s', '2.0 hours')
    """
    if seconds >= 3600:
        return f"{seconds / 3600:.1f} hours"
    return (
        f"{seconds / 60:.0f} minutes"
        if seconds >= 600
        else f"{seconds:.1f} s"
        if seconds < 10
        else f"{seconds:.0f} s"
    )
