"""Serial systems: optimal echelon base stocks, held as local ones, cost what Clark & Scarf's recursion says.

Half and quarter periods are whole days of the clock: costs of a period are charged on every day's end, demand is cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from theory import Answer, cases, hold, normal, poisson, watch

from echelon.network.model import Network, Settings, network

BOOK = "Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed."
SHANG_SONG = "Shang & Song, Newsvendor Bounds and Heuristic, Mgmt Sci. 49(5), 2003, table 1"
BEER = "Oroojlooyjadid and others, A Deep Q-Network for the Beer Game, M&SOM 24(1), 2022"
RECURSION = "Clark & Scarf's recursion on a fine grid; "


class Line(NamedTuple):
    """Stages from the customer upwards.

    demand of a period: mean, standard deviation (0: Poisson);  leads in periods;  rates echelon holding costs
    p of a unit owed to the customer;  ticks in a period;  levels echelon base stocks → cost of a period
    """

    source: str
    mean: float
    sd: float
    leads: tuple[float, ...]
    rates: tuple[float, ...]
    p: float
    ticks: int
    levels: dict[tuple[float, ...], float]


SHORT = (0.25,) * 4
HALF = (0.5,) * 5
EVEN, STEEP = (0.25,) * 4, (0.25, 2.5, 2.5, 0.25)
PUBLISHED = {
    "clark_scarf_example_6_1": Line(f"{RECURSION}{BOOK}, example 6.1", 5, 1, (1, 1, 2), (3, 2, 2), 37.12, 1,
        {(6.491, 12.018, 22.705): 47.66015, (6.49, 12.02, 22.71): 47.66018}),
    "clark_scarf_problem_6_1": Line(f"{RECURSION}{BOOK}, problem 6.1", 100, 15, (1, 1), (1, 1), 15, 1,
        {(123.471, 228.419): 166.25132}),
    "clark_scarf_problem_6_2a": Line(f"{RECURSION}{BOOK}, problem 6.2a", 64, 8, HALF, (2, 2, 1, 1, 1), 24, 2,
        {(40.587, 74.257, 109.086, 142.121, 174.518): 451.60963}),
    "clark_scarf_problem_6_16": Line(f"{RECURSION}{BOOK}, problem 6.16", 20, 4, (8, 3), (5, 2), 24, 1,
        {(171.191, 232.164): 438.18451}),
    "clark_scarf_problem_6_2b": Line(f"exact; {BOOK}, problem 6.2b", 64, 0, HALF, (2, 2, 1, 1, 1), 24, 2,
        {(41, 74, 109, 142, 174): 453.6915586955532}),
    "clark_scarf_example_6_1_poisson": Line(f"exact; {BOOK}, data of example 6.1", 5, 0, (1, 1, 2), (3, 2, 2), 37.12, 1,
        {(9, 15, 26): 72.04674102090102}),
    "shang_song_1": Line(SHANG_SONG, 16, 0, SHORT, EVEN, 9, 4, {(8, 13, 18, 22): 12.688}),
    "shang_song_9": Line(SHANG_SONG, 16, 0, SHORT, STEEP, 9, 4, {(9, 10, 13, 19): 53.008, (9, 10, 14, 20): 53.257864}),
    "shang_song_17": Line(SHANG_SONG, 16, 0, SHORT, EVEN, 99, 4, {(11, 17, 22, 27): 16.206, (11, 16, 22, 27): 16.238925}),
    "shang_song_25": Line(SHANG_SONG, 16, 0, SHORT, STEEP, 99, 4, {(11, 14, 18, 26): 74.564, (11, 14, 18, 25): 74.573404}),
    "beergame_oroojlooy_N10_2": Line(f"{RECURSION}{BEER}", 10, 2, (4, 4, 4, 3), (0.25,) * 4, 10, 1,
        {(48.002, 90.485, 131.933, 162.23): 72.4963, (48, 91, 132, 162): 72.5064}),
}  # fmt: skip
"""The second levels are the book's, the published heuristic's (floor of the average of the bounds), or rounded ones."""


def lines(part: str, line: Line, levels: tuple[float, ...]) -> dict[str, list[dict[str, Any]]]:
    """Tables of one line; `part` keeps its sites apart from others. Stage 0 serves the customer."""
    sites = [f"{part} {stage}" for stage in range(len(levels))]
    local, days = np.diff([0.0, *levels]), [lead * line.ticks for lead in line.leads]
    mean, sd = line.mean / line.ticks, line.sd / line.ticks**0.5
    return {
        "site": [{"name": site} for site in sites],
        "stock point": [{"site": site, "item": "x", "target_stock": level} for site, level in zip(sites, local, strict=True)],
        "recipe": [{"site": sites[-1], "item": "x", "lead_days": days[-1]}],
        "lane": [{"from": source, "to": to, "item": "x", "lead_days": lead}
                 for to, source, lead in zip(sites, sites[1:], days, strict=False)],
        "demand": [{"customer": part, "site": sites[0], "item": "x", **(normal(mean, sd) if sd else poisson(mean))}],
    }  # fmt: skip


def all_lines() -> Iterator[tuple[str, str, Line, tuple[float, ...], float]]:
    for case, line in PUBLISHED.items():
        for at, (levels, cost) in enumerate(line.levels.items()):
            yield f"{case} {at}", case, line, levels, cost


def system() -> Network:
    """All lines in one network, side by side."""
    tables: dict[str, list[dict[str, Any]]] = {"item": [{"name": "x"}]}
    for part, _, line, levels, _ in all_lines():
        for noun, rows in lines(part, line, levels).items():
            tables.setdefault(noun, []).extend(rows)
    return network(Settings("serial systems"), tables)


def answers() -> Iterator[Answer]:
    seen = watch(system(), days=1100, warm=100, lanes=2048, seed=11)
    for part, case, line, levels, cost in all_lines():
        stages = [seen[f"{part} {stage}"] for stage in range(len(levels))]
        local = np.cumsum(line.rates[::-1])[::-1]
        held = sum(rate * stage.stock for rate, stage in zip(local, stages, strict=True))
        under_way = sum(rate * (stage.on_order - above.owed)
                        for rate, stage, above in zip(local[1:], stages, stages[1:], strict=False))  # fmt: skip
        name = f"{case.replace('_', ' ')}, echelon base stocks {', '.join(f'{level:g}' for level in levels)}"
        yield Answer(
            name,
            "cost of a period, goods under way included",
            cost,
            held + under_way + line.p * stages[0].owed,
            line.source,
        )


def test_serial_systems() -> None:
    hold(answers(), 16)


@pytest.mark.shared
def test_the_numbers_are_those_of_the_shared_cases(shared: Path) -> None:
    known = cases(shared, "analytic/multi_echelon.json")
    for case, line in PUBLISHED.items():
        p, e = known[case]["params"], known[case]["expected"]
        assert (line.mean, line.sd) == (p.get("mean", p.get("lambda")), p.get("sd", 0))
        assert (line.leads, line.rates, line.p) == (
            tuple(p["L"]),
            tuple(p["echelon_h"]),
            p.get("p", p.get("b")),
        )
        best, *others = line.levels.items()
        assert best == (tuple(e["S_echelon"]), e.get("C_published", e["C"]))
        known_costs = [e.get(name) for name in ("C_at_book_S", "heuristic_C", "C_at_published")]
        assert all(
            any(cost == pytest.approx(known, rel=1e-7) for known in known_costs if known)
            for _, cost in others
        )
