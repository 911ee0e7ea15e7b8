"""Small stories of single checks; `laws/test_defects.py` has one for every code."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from echelon.core.errors import Finding
from echelon.core.table import REQUIRED
from echelon.network.check import CATALOGUE, CODES, Facts, check
from echelon.network.check.capacity import mean_need
from echelon.network.check.names import Suggester
from echelon.network.model import Network, Settings
from echelon.network.schema import NOUNS
from echelon.testing.cells import Cells, cells_of, listed, reread
from echelon.testing.networks import hand_made, random_network


def after(*changes: Callable[[Cells], object]) -> list[Finding]:
    cells = cells_of(hand_made())
    for change in changes:
        change(cells)
    return list(check(reread(cells)))


def of(code: str, findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each.code == code]


def test_the_hand_made_network_is_without_blame() -> None:
    assert check(hand_made()) == (), listed(check(hand_made()))


def test_findings_come_worst_first_then_by_file_line_and_code() -> None:
    findings = after(
        lambda cells: cells.edit("site", 0, {"name": "elsewhere"}),
        lambda cells: cells.edit("item", 1, {"currency": "XTS"}),
        lambda cells: cells.add("calendar", {"name": "idle"}),
    )
    order = {"error": 0, "warning": 1, "note": 2}
    keys = [(order[each.level], each.file, each.line, each.code) for each in findings]
    assert keys == sorted(keys)
    assert len(set(findings)) == len(findings)
    assert {each.level for each in findings} == {"error", "warning", "note"}


def test_a_cycle_is_shown_whole() -> None:
    back = {"from": "Leeds Shop", "to": "Lille Depot", "item": "lamp"}
    (ring,) = of("E110", after(lambda cells: cells.add("lane", back)))
    assert ring.got == "lamp at Lille Depot → lamp at Leeds Shop → lamp at Lille Depot"
    assert ring.line == 7


def test_misspelt_names_get_the_nearest_and_no_second_blame() -> None:
    findings = after(lambda cells: cells.edit("lane", 3, {"to": "Leads Shop"}))
    (unknown,) = of("E101", findings)
    assert unknown.remedy == "Did you mean `Leeds Shop`?"
    assert [each.code for each in findings if each.file == "lanes.csv"] == ["E101"]


def test_names_apart_by_case_are_suggested_first() -> None:
    assert Suggester(["osaka", "OSAKA glass"])("Osaka Glass") == "Did you mean `OSAKA glass`?"


def test_suggestions_are_bounded_on_many_names() -> None:
    suggest = Suggester([f"site {number}" for number in range(100_000)])
    said = [suggest(f"sit {number}", "none") for number in range(200)]
    assert said[7] == "Did you mean `site 7`?"
    assert said[-1] == "none"


def test_a_component_may_be_ordered_to_need() -> None:
    assert not of("E122", after()), "glass is not held at Izmir Works, and lanes bring it"


def test_a_point_behind_a_broken_recipe_is_unreachable() -> None:
    """Two suppliers of glass, one base: without the base, no lamp."""
    glass = after(lambda cells: cells.drop("recipe", lambda row: row["site"] == "Osaka Glass"))
    assert not of("E119", glass)
    base = after(lambda cells: cells.drop("recipe", lambda row: row["item"] == "base"))
    assert [each.line for each in of("E119", base)] == [2, 3]


def test_shares_that_are_left_empty_take_the_rest() -> None:
    some = after(lambda cells: cells.edit("lane", 1, {"share": ""}))
    assert not some
    over = after(
        lambda cells: cells.edit("lane", 0, {"share": "1"}),
        lambda cells: cells.edit("lane", 1, {"share": ""}),
    )
    assert [each.code for each in over] == ["E131"]


def test_need_is_followed_upstream() -> None:
    facts = Facts(hand_made())
    need = {facts.place(node): amount for node, amount in enumerate(mean_need(facts).tolist())}
    lamps = 5 + 6
    assert need["lamp at Izmir Works"] == pytest.approx(lamps)
    assert need["glass at Izmir Works"] == pytest.approx(1.2 * lamps)
    assert need["glass at Osaka Glass"] == pytest.approx(0.6 * 1.2 * lamps)


def test_settings_written_in_python_are_checked_too() -> None:
    net = hand_made()
    odd = Settings("odd", currency="Euro", start_date="soon", holding_rate_per_year=float("nan"))
    assert {each.code for each in check(Network(odd, net.tables))} == {"E107", "E108", "E109", "E134"}


def test_missing_tables_count_as_empty() -> None:
    assert {each.code for each in check(Network(Settings("bare"), {}))} == {"E105", "E106"}


def test_every_code_has_one_check_and_a_meaning() -> None:
    listed_codes = [code for each in CATALOGUE for code in each.codes]
    assert len(listed_codes) == len(set(listed_codes))
    assert all(meaning and not meaning.endswith(".") for _, meaning in CODES.values())
    assert list(CODES) == sorted(CODES)
    for each in CATALOGUE:
        first = (each.find.__doc__ or "").splitlines()[0]
        assert f"({next(iter(each.codes))}" in first or f"{next(iter(each.codes))}," in first, first


GARBAGE = st.one_of(
    st.none(), st.text(max_size=5), st.floats(), st.integers(),
    st.sampled_from(["Osaka Glass", "lamp", "glass", "Izmir Works", "Suez;Suez", "1:0.5;2:0.5", "nan:1", "1:inf", "1 2", "nan",
                     "-1", "inf", "s_S", "gamma", "table", "lost", "1e308", "winter", "\0", "١"]),
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nothing_makes_it_raise(data: st.DataObject) -> None:
    cells = cells_of(hand_made())
    for schema in NOUNS:
        columns: dict[str, list[object]] = dict(cells.tables[schema.noun])  # type: ignore[arg-type]
        for name in data.draw(st.lists(st.sampled_from(schema.names), max_size=4, unique=True)):
            columns[name] = data.draw(st.lists(GARBAGE, max_size=7))
        for name in data.draw(st.lists(st.sampled_from(schema.names), max_size=1)):
            del columns[name]
        cells.tables[schema.noun] = columns  # type: ignore[assignment]
    cells.settings["start_date"] = data.draw(st.text(max_size=10))
    cells.settings["currency"] = data.draw(st.text(max_size=4))
    findings = check(reread(cells))
    assert all(str(each) and each.remedy and each.code in CODES for each in findings)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_no_false_alarm_on_valid_networks(seed: int, points: int) -> None:
    assert not [each for each in check(random_network(seed, points)) if each.level == "error"]


def test_defaults_are_read_from_what_is_written() -> None:
    """The lines of `cells_of` are those of a file, and nothing required is empty in it."""
    cells = cells_of(random_network(3))
    for schema in NOUNS:
        for column in schema.columns:
            if column.default is REQUIRED:
                assert "" not in cells.tables[schema.noun][column.name]
    np.testing.assert_array_equal(reread(cells)["site"].lines, np.arange(2, cells.count("site") + 2))
