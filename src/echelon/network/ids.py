"""Stable ids of what has no name of its own, made of names; different names never give the same id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

_MARKS = str.maketrans({mark: "".join(f"%{byte:02X}" for byte in mark.encode()) for mark in "%/@:>→"})


def plain(name: str) -> str:
    """A name with the marks that ids use written as in URLs.

    >>> plain("Kobe"), plain("a/b")
    ('Kobe', 'a%2Fb')
    """
    return name.translate(_MARKS)


def point_id(site: str, item: str) -> str:
    """A stock point.

    >>> point_id("Kobe", "drill"), point_id("a/b", "c")
    ('Kobe/drill', 'a%2Fb/c')
    """
    return f"{plain(site)}/{plain(item)}"


def lane_id(source: str, to: str, item: str, mode: str = "") -> str:
    """A lane: who ships what to whom, and its mode where there are several such lanes.

    >>> lane_id("Kobe", "Rotterdam", "drill"), lane_id("Kobe", "Rotterdam", "drill", "air")
    ('Kobe→Rotterdam:drill', 'Kobe→Rotterdam:drill@air')
    """
    return f"{plain(source)}→{plain(to)}:{plain(item)}{'@' if mode else ''}{mode}"


def modes_apart(ends: Sequence[tuple[str, str, str]], modes: Sequence[str]) -> list[str]:
    """The mode of each lane that shares its ends and item with another, "" of the others.

    >>> ends = [("Kobe", "Rotterdam", "drill"), ("Kobe", "Rotterdam", "drill"), ("Kobe", "Lille", "drill")]
    >>> modes_apart(ends, ["sea", "air", "air"])
    ['sea', 'air', '']
    """
    lanes = Counter(ends)
    return [mode if lanes[each] > 1 else "" for each, mode in zip(ends, modes, strict=True)]


def input_id(site: str, needed: str, made: str) -> str:
    """An input of a recipe.

    >>> input_id("Kobe", "motor", "drill")
    'Kobe:motor>drill'
    """
    return f"{plain(site)}:{plain(needed)}>{plain(made)}"


def called_id(lane: str, made: str) -> str:
    """A lane's part that is ordered to need for one recipe.

    >>> called_id("Kobe→Rotterdam:motor", "drill")
    'Kobe→Rotterdam:motor>drill'
    """
    return f"{lane}>{plain(made)}"


def demand_id(customer: str, site: str, item: str) -> str:
    """What one customer asks of one stock point.

    >>> demand_id("A", "B@C", "i") == demand_id("A@B", "C", "i")
    False
    """
    return f"{plain(customer)}@{point_id(site, item)}"
