"""A scenario document says a question; what is wrong with it is said at once, with lines."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest

from echelon.connect.document import document_of, written_document
from echelon.core.errors import BadData, BadScenario, Finding
from echelon.disruption import Disruption, Hazard, linear
from echelon.disruption.entry import Entry, entry_of
from echelon.study.document import Reading, scenario_of
from echelon.study.document.keys import KINDS, MUST, TABLES
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made

NET = hand_made()
STRIKE = entry_of("strike", {
    "name": "Strike", "version": "1.0.0", "kind": "port", "summary": "Nobody works.",
    "parameter": [{"name": "at", "help": "where", "default": "Suez", "place": "port"},
                  {"name": "lasts", "help": "days", "default": 5, "unit": "day"}],
    "disruption": [{"hits": "{at}", "capacity": 0.0, "lasts": "{lasts}"}],
})  # fmt: skip

WHOLE = """
name = "strike"
description = "What a strike does."
network = "nets/hand"
days = 60
replications = 8
seed = 3
fidelity = "daily"
agents = []
opening = [["stock", "Leeds Shop/lamp", 0, 12.0]]
use = ["strike at Suez from 20 with lasts=7"]

[[disruption]]
name = "fire"
hits = ["Izmir Works", "Brno Glass"]
capacity = "uniform(0.1, 0.4)"
start = 10
lasts = 9
ramp = 2
announced = 3
restart_fails = 0.2
heals = { shape = "table", days = 8, points = [[0.5, 0.9]] }
relapse = { after = 4, share = 0.5, lasts = 2, probability = 0.3 }

[[disruption]]
name = "orders wait"
hits = "systems:Lille Depot"
capacity = 0.0
start = 30
lasts = 2

[[hazard]]
name = "storm"
occurs = "poisson(per_year=2)"
effects = [{ name = "canal", hits = "Suez", capacity = 0.0, lasts = 3 }]

[[cascade]]
name = "queue"
when = "Suez"
longer_than = 2
then = [{ name = "depot full", hits = "Lille Depot", capacity = 0.6, lasts = 4 }]

[[response]]
name = "more stock"
cost = 500
cost_per_day = 2.5

[[response.scale]]
noun = "stock point"
where = { site = ["Leeds Shop", "Lille Depot"] }
cells = { target_stock = 2 }

[[response.set]]
noun = "disruption"
where = { name = "fire" }
cells = { lasts = 4 }

[[success]]
measure = "fill_rate"
at_least = 0.9
in_share = 0.8
"""


def read(text: str) -> Scenario:
    document = document_of(text, Path("ask.toml"))
    return scenario_of(
        document.said, NET, ready, reading=Reading(document.file, document.line_of), source="nets/hand"
    )


def ready(name: str) -> Entry:
    if name != "strike":
        raise BadData(Finding("E314", f"`{name}`", "must be known"))
    return STRIKE


def refused(text: str) -> list[Finding]:
    with pytest.raises(BadScenario) as caught:
        read(text)
    return list(caught.value.findings)


def test_every_part_is_read() -> None:
    asked = read(WHOLE)
    assert (asked.name, asked.days, asked.replications, asked.seed) == ("strike", 60, 8, 3)
    kinds = [type(each).__name__ for each in asked.disruptions]
    assert sorted(kinds) == ["Cascade", "Disruption", "Disruption", "Disruption", "Hazard"]
    first = asked.disruptions[0]
    assert isinstance(first, Disruption)
    assert (first.lasts, first.ramp, first.announced, first.restart_fails) == (4, 2, 3, 0.2)
    assert (str(first.force)[:7], first.heals.recovered(4)) == ("uniform", 0.9)
    assert first.relapse is not None
    assert first.relapse.probability == 0.3
    last = asked.disruptions[-1]
    assert isinstance(last, Disruption)
    assert (last.name, last.start, last.lasts) == ("Strike at Suez", 20, 7)
    assert asked.network["stock point"]["target_stock"].tolist()[-2:] == [140.0, 50.0]
    assert asked.cost == 500 + 2.5 * 60
    assert asked.opening is not None
    assert asked.opening.rows == (("stock", "Leeds Shop/lamp", 0, 12.0),)
    assert str(asked.success[0]) == "fill_rate at least 0.9 in 80% of replications"


def test_a_scenario_is_the_document_that_it_says() -> None:
    asked = read(WHOLE)
    text = written_document(asked.document()).decode()
    again = read(text)
    assert again.document() == asked.document()
    assert again.question("laws") == asked.question("laws")


def test_the_order_of_causes_survives() -> None:
    fire = Disruption("fire", "Izmir Works", capacity=0.5, start=2, lasts=3, heals=linear(2))
    storm = Hazard("storm", "poisson(per_year=1)", [fire])
    asked = Scenario(NET, [storm, fire], days=9, source="nets/hand")
    again = read(written_document(asked.document()).decode())
    assert again.question("") == asked.question("")


def test_calm_keeps_all_but_what_breaks() -> None:
    calm = read(WHOLE).calm()
    assert "disruption" not in calm.document()
    assert calm.network.digest == read(WHOLE).network.digest
    assert calm.cost > 0


def test_keys_may_stand_in_a_table() -> None:
    assert read('[scenario]\nnetwork = "x"\ndays = 9\n').days == 9
    assert refused('[scenario]\nnetwork = "x"\ndayz = 9\n')[0].line == 3


@pytest.mark.parametrize(("text", "code", "line", "words"), [
    ('network = "x"\ndayz = 3', "E510", 2, "Did you mean `days`?"),
    ("days = 3", "E511", 0, "`network`"),
    ('network = "x"\ndays = "3"', "E512", 2, "a whole number below"),
    ('network = "x"\ndays = true', "E512", 2, "a whole number below"),
    ('network = "x"\ndays = 0', "E220", 2, "[1, 36525]"),
    ('network = "x"\nfidelity = "event"', "E513", 2, "not there yet"),
    ('network = "x"\n[[agents]]\nagent = "stok_keeper"', "E577", 2, "Did you mean `stock_keeper`"),
    ('network = "x"\n[[agents]]\nagent = "stock_keeper"\n[steering]\nrounds = 0', "E574", 4, "[1, 256]"),
    ('network = "x"\nuse = ["strike at"]', "E515", 2, "must read"),
    ('network = "x"\nuse = ["strike with lastz=3"]', "E516", 2, "Did you mean `lasts`?"),
    ('network = "x"\nuse = ["strike with lasts=-3"]', "E516", 2, "[0, 3650]"),
    ('network = "x"\nuse = ["strike at Suze"]', "E217", 2, "Did you mean `Suez`?"),
    ('network = "x"\nuse = ["stryke"]', "E314", 2, "must be known"),
    ('network = "x"\n[[use]]\nentry = "strike"\nwhen = 3', "E510", 4, "must be a key"),
    ('network = "x"\n[[disruption]]\nname = "f"\nhits = "Izmir Works"\ncapacty = 0.5', "E510", 5, "`capacity`"),
    ('network = "x"\n[[disruption]]\nname = "f"\nhits = "Izmir Wroks"\ncapacity = 0.5\nlasts = 2', "E217", 2, "Izmir Works"),
    ('network = "x"\n[[disruption]]\nname = "f"\nhits = 4', "E512", 4, "text"),
    ('network = "x"\n[[disruption]]\nname = "f"\nhits = "Suez"\ncapacity = 1.5\nlasts = 2', "E213", 2, "[0, 1]"),
    ('network = "x"\n[[disruption]]\nname = "f"\nhits = "Suez"\nheals = { shap = "step" }', "E510", 5, "`shape`"),
    ('network = "x"\n[[disruption]]\nname = "f"\nhits = "Suez"\ncapacity = "gama(mean=3, sd=1)"\nlasts = 2', "E411", 2, ""),
    ('network = "x"\ndisruption = "Suez:0@3+4"', "E512", 2, "must be a table"),
    ('network = "x"\n[[hazard]]\nname = "s"\noccurs = "poison(per_year=2)"\neffects = [{name="e", hits="Suez", stock=0.0}]',
     "E420", 2, ""),
    ('network = "x"\n[[response]]\nname = "r"', "E519", 2, "must do something"),
    ('network = "x"\n[[response]]\nname = "r"\nset = { noun = "site" }', "E511", 4, "`cells`"),
    ('network = "x"\n[[success]]\nmeasure = "fil_rate"\nat_least = 1', "E520", 2, "Did you mean `fill_rate`?"),
    ('network = "x"\n[[success]]\nmeasure = "lost"', "E520", 2, "`at_least` and `at_most`"),
    ('network = "x"\nopening = [["stock", 3]]', "E512", 2, "rows of what"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, code: str, line: int, words: str) -> None:
    found = refused(text)
    assert [finding.code for finding in found] == [code]
    assert (found[0].file, found[0].line) == ("ask.toml", line)
    assert words in str(found[0])


def test_everything_wrong_is_said_at_once() -> None:
    found = refused(
        'network = "x"\ndayz = 3\nfidelity = "event"\nuse = ["stryke", "strike at Suze"]\n[[disruption]]\nname = "f"\n'
        '[[response]]\nname = "r"\nset = { noun = "sight", cells = {} }\n[[success]]\nmeasure = "x"\nat_most = 1\n'
    )
    assert {finding.code for finding in found} == {"E510", "E513", "E314", "E217", "E511", "E518", "E520"}


def test_uses_of_one_entry_have_names_of_their_own() -> None:
    asked = read('network = "x"\nuse = ["strike from 3", "strike from 30"]')
    assert [each.name for each in asked.disruptions] == ["Strike at Suez", "Strike at Suez (2)"]


def test_every_key_says_what_it_is() -> None:
    for table, keys in TABLES.items():
        assert len({key.name for key in keys}) == len(keys), table
        for key in keys:
            assert key.help
            assert key.kind in KINDS or key.kind.removesuffix("[]") in TABLES
            plain: Any = key.default
            assert plain is MUST or plain is None or isinstance(plain, str | int | float | tuple | bool)


ODD: tuple[Any, ...] = (
    None, True, -1, 0, 3, 2.5, 1e300, float("nan"), float("inf"), 10**30, "", "x", "Suez", "gamma(mean=3, sd=1)", "uniform(9, 1)",
    "port{x}", [], [[]], [1, 2], ["a", "b"], [{}], {}, {"a": 1}, {"name": "x"}, [{"name": 3}], datetime.date(2026, 1, 1),
)  # fmt: skip


def leaves(said: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value, tables and lists too."""
    below = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return [at, *(path for key, value in below for path in leaves(value, (*at, key)))]


def changed(said: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    made = dict(said) if isinstance(said, dict) else list(said)
    made[path[0]] = changed(said[path[0]], path[1:], value)
    return made


@pytest.mark.parametrize("turn", range(3))
def test_whatever_a_field_holds_it_is_read_or_refused(turn: int) -> None:
    said = tomllib.loads(WHOLE)
    places = leaves(said)[1:]
    refused_ones = [found for at, odd in enumerate(ODD) for path in places[(at + turn) % 12 :: 12]
                    if (found := refusal(changed(said, path, odd))) is not None]  # fmt: skip
    assert len(refused_ones) > 60
    assert all(str(finding) for found in refused_ones for finding in found)


def refusal(said: Any) -> tuple[Finding, ...] | None:
    """What is wrong, None if nothing is; no other error comes out."""
    try:
        scenario_of(said, NET, ready)
    except BadScenario as bad:
        return bad.findings
    return None
