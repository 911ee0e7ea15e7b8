"""Units of measure: what may be added to what, by which factor.

Factors are exact fractions; a quantity that is converted is rounded once or twice, by a multiplication and a division.
Sources: SI brochure, 9th ed. (2019), tables 7 and 8; NIST Special Publication 811 (2008), appendix B (pound, foot, gallon).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

_POUND, _FOOT, _GALLON = Fraction("0.45359237"), Fraction("0.3048"), Fraction("3.785411784")
DIMENSIONS: Mapping[str, Mapping[str, Fraction]] = MappingProxyType({
    "count": {"piece": Fraction(1), "pair": Fraction(2), "dozen": Fraction(12)},
    "mass": {"kg": Fraction(1), "g": Fraction(1, 1000), "t": Fraction(1000), "lb": _POUND, "oz": _POUND / 16},
    "length": {"m": Fraction(1), "mm": Fraction(1, 1000), "cm": Fraction(1, 100), "km": Fraction(1000), "ft": _FOOT},
    "area": {"m2": Fraction(1), "cm2": Fraction(1, 10_000), "ha": Fraction(10_000), "ft2": _FOOT**2},
    "volume": {"l": Fraction(1), "ml": Fraction(1, 1000), "m3": Fraction(1000), "gal": _GALLON, "ft3": 1000 * _FOOT**3},
    "time": {"hour": Fraction(1), "minute": Fraction(1, 60), "day": Fraction(24)},
})  # fmt: skip
"""Dimension → unit → what one is of the dimension's first unit. `gal` is the gallon of the United States."""

_DIMENSION = {unit: dimension for dimension, units in DIMENSIONS.items() for unit in units}

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?|\.[0-9]{1,12}")
NO_PACKS: Mapping[str, Fraction] = MappingProxyType({})


def packs_of(cell: str) -> dict[str, Fraction]:
    """An item's own units in a `packs` cell, with the item's units in each; `ValueError` if it is not of that form.

    >>> packs_of("case:12; pallet:480")
    {'case': Fraction(12, 1), 'pallet': Fraction(480, 1)}
    """
    found: dict[str, Fraction] = {}
    for part in (part for part in cell.split(";") if part.strip()):
        name, colon, number = (word.strip() for word in part.partition(":"))
        if not (name and colon and _NUMBER.fullmatch(number) and Fraction(number) > 0) or name in found:
            raise ValueError(part.strip())
        found[name] = Fraction(number)
    return found


def factor(unit: str, own: str, packs: Mapping[str, Fraction] = NO_PACKS) -> Fraction | None:
    """How many of the item's `own` unit one `unit` is; None where they cannot be added.

    packs   the item's own units; one of another dimension than `own` (`l:0.84` for an item in kg) opens that dimension

    >>> factor("dozen", "piece"), factor("lb", "piece"), factor("case", "piece", packs_of("case:6"))
    (Fraction(12, 1), None, Fraction(6, 1))
    >>> factor("ml", "kg", packs_of("l:0.84"))
    Fraction(21, 25000)
    """
    if unit == own:
        return Fraction(1)
    if unit in packs:
        return packs[unit]
    for other, size in {own: Fraction(1), **packs}.items():
        if (ratio := _ratio(unit, other)) is not None:
            return ratio * size
    return None


def shared(units: Iterable[str]) -> tuple[str, dict[str, Fraction]] | None:
    """The unit in which quantities in all of these are added up, and how many of it each is; None where they cannot be added.

    It is theirs where they have one, else the first of their dimension, so that their order does not matter; "" of none.

    >>> shared(["roll", "roll"]), shared(["g", "t"]), shared(["piece", "l"])
    (('roll', {'roll': Fraction(1, 1)}), ('kg', {'g': Fraction(1, 1000), 't': Fraction(1000, 1)}), None)
    """
    different = list(dict.fromkeys(units))
    if len(different) <= 1:
        return "".join(different), dict.fromkeys(different, Fraction(1))
    dimensions = {_DIMENSION.get(unit, "") for unit in different}
    if len(dimensions) > 1 or "" in dimensions:
        return None
    sizes = DIMENSIONS[dimensions.pop()]
    return next(iter(sizes)), {unit: sizes[unit] for unit in different}


def contradicted(packs: Mapping[str, Fraction], own: str) -> list[str]:
    """Packs whose names mean something else already: the item's own unit, or a unit of its dimension or of an earlier pack's.

    >>> contradicted(packs_of("dozen:10; case:6; l:2"), "piece")
    ['dozen']
    """
    known, found = {own: Fraction(1)}, []
    for name, size in packs.items():
        if any(_ratio(name, other) not in (None, size / each) for other, each in known.items()):
            found.append(name)
        else:
            known[name] = size
    return found


def _ratio(unit: str, other: str) -> Fraction | None:
    """How many of the other unit one unit is, where both are known and of one dimension."""
    if unit == other:
        return Fraction(1)
    dimension = _DIMENSION.get(unit)
    if dimension is None or dimension != _DIMENSION.get(other):
        return None
    return DIMENSIONS[dimension][unit] / DIMENSIONS[dimension][other]
