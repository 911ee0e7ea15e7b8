"""Every ready disruption hits something in Kestvold, and says where each of its figures comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from echelon.app import catalogue
from echelon.app.questions import used
from echelon.app.scenarios import read_scenario
from echelon.cli.main import app
from echelon.core.errors import BadData, BadScenario
from echelon.disruption import Cause, Disruption, compiled, effects_of, reached
from echelon.network.model import Network

ROOT = Path(__file__).resolve().parents[3]
NAMES = catalogue.names("disruption")
KINDS = {"canal", "port", "mode", "site", "firm", "region", "workforce", "systems", "demand", "price", "item", "recall", "stock",
         "regulation", "hazard", "cascade"}  # fmt: skip


@pytest.fixture(scope="module")
def net() -> Network:
    return catalogue.open_network("catalog:kestvold")


def test_there_are_enough() -> None:
    assert len(NAMES) >= 25
    assert {catalogue.ready(name).kind for name in NAMES} == KINDS


@pytest.mark.parametrize("name", NAMES)
def test_each_hits_something(name: str, net: Network) -> None:
    made = used(f"{name} from 60")
    assert all(reached(net, made))
    found = compiled(net, made, days=500, seed=1, replications=np.arange(40))
    assert found.rows or found.turns
    assert min(each.start for each in made) == 60
    assert all(isinstance(each, Cause) and each.name for each in made)
    lowest = min(
        [row.factors.min() for row in found.rows]
        + [turn.factor.min() for turn in found.turns if len(turn.factor)]
    )
    highest = max(
        [row.factors.max() for row in found.rows]
        + [turn.factor.max() for turn in found.turns if len(turn.factor)]
    )
    assert lowest < 1.0 or highest > 1.0


@pytest.mark.parametrize("name", NAMES)
def test_each_says_where_its_figures_come_from(name: str) -> None:
    entry = catalogue.ready(name)
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry.version)
    assert entry.summary.endswith(".")
    known = {each.name for each in entry.parameters}
    figures = {each.name for each in entry.parameters if each.unit}
    sourced = {figure for source in entry.sources for figure in source.figures}
    assert sourced <= known
    assert figures <= sourced | set(entry.assumed or {})
    assert not sourced & set(entry.assumed or {})
    for source in entry.sources:
        assert source.says.endswith(".")
        assert source.publication
        assert 1990 <= source.year <= 2026
    assert all(why.endswith(".") for why in (entry.assumed or {}).values())


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_used(name: str) -> None:
    text = (catalogue.catalogue_home() / "disruptions" / f"{name}.toml").read_text("utf-8")
    for each in catalogue.ready(name).parameters:
        assert f"{{{each.name}}}" in text


def test_fitted_figures_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "background" / "hazards-fitted.md").read_text("utf-8")
    for name in ("storm-season", "power-outages"):
        given = {each.name: each.default for each in catalogue.ready(name).parameters}
        assert str(given["lasts"]) in page
        assert f"| {given['per_year']} |" in page


def test_places_and_figures_are_replaced() -> None:
    made = used("canal-blocked at Ningbo Port, Rotterdam Port from 5 with lasts=gamma(mean=9, sd=3), heals=2")
    assert isinstance(made[0], Disruption)
    assert made[0].targets == ("Ningbo Port", "Rotterdam Port")
    assert (str(made[0].lasts), made[0].heals.days, made[0].start) == ("gamma(mean=9, sd=3)", 2, 5)
    assert effects_of(used("export-ban with from=TW"))[0].targets == ("export:Rare-earth alloy NdFeB:TW>*",)


def test_an_entry_is_pinned_by_its_digest() -> None:
    listed = next(each for each in catalogue.entries("disruption") if each.name == "catalog:port-strike")
    assert used(f"port-strike@{listed.digest[:12]} from 9")[0].start == 9
    with pytest.raises(BadData, match="E517"):
        used("port-strike@000000000000")


def test_names_are_one_list() -> None:
    every = [each.name for each in catalogue.entries()]
    assert len(set(every)) == len(every)
    assert len({each.digest for each in catalogue.entries()}) == len(every)


@pytest.mark.parametrize(
    ("line", "words"), [("port-stryke", "Did you mean `catalog:port-strike`?"), ("kestvold", "a network")]
)
def test_unknown_entries_are_refused(line: str, words: str) -> None:
    with pytest.raises(BadData) as caught:
        used(line)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", catalogue.names("scenario"))
def test_scenarios_of_the_catalogue_can_be_asked(name: str) -> None:
    asked = read_scenario(f"catalog:{name}")
    assert asked.name
    assert asked.description
    assert asked.source == "catalog:kestvold"


def test_a_use_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadScenario, match="E515"):
        used("port strike at Ningbo Port")


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_stands_where_no_source_and_no_assumption_is_said(name: str) -> None:
    assert not list(bare(catalogue.ready(name).rows)), "each is a parameter, but that nothing is left"


def bare(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from bare(each)
    elif isinstance(value, int | float) and value != 0.0:
        yield value


@pytest.mark.parametrize(
    "line",
    ["port-strike with lasts=nan", "port-strike with lasts=inf", "port-strike with lasts=-1", "port-strike with lasts=1.5",
     "demand-spike with lasts=gamma(mean=9, sd=3)", "pandemic with second=uniform(100, 200)",
     "deep-freeze with restart_fails=beta(mean=0.1, sd=0.05)", "port-strike with announced=uniform(2, 4)",
     "port-closed-and-overflow with longer_than=uniform(2, 4)", "port-strike with lasts=long",
     "port-strike with capacity=0.5", "terminal-closed with capacity=nan"],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_a_finding(line: str) -> None:
    with pytest.raises(BadScenario):
        used(line)


def test_days_may_be_written_with_a_point() -> None:
    assert used("demand-spike with lasts=9.0")[1].start == 9


@pytest.mark.parametrize("name", NAMES)
def test_each_is_explained(name: str) -> None:
    told = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["catalog", name])
    assert told.exit_code == 0, told.stderr
    assert f"catalog:{name}, version" in told.stdout
    hazard = {"storm-season": "seasonal(per_year={per_year}", "port-closed-and-overflow": "longer_than {longer_than}",
              "power-outages": "poisson(per_year={per_year}"}  # fmt: skip
    assert hazard.get(name, "") in told.stdout
