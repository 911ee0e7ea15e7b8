"""Risk as a use case: files of hazards, responses of a document, tables in a folder."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from echelon.app import responses, risks
from echelon.app.questions import Question
from echelon.connect import write_network
from echelon.core.errors import BadScenario
from echelon.disruption import Cascade, Disruption, Hazard
from echelon.network.model import Network, Settings, network

HAZARDS = """
[[hazard]]
name = "quake"
occurs = "poisson(per_year=30)"
effects = [{ name = "shut", hits = "Kobe", capacity = 0.0, lasts = 3 }]
"""
RESPONSE = """
[[response]]
name = "fewer"
cost = 10.0
on = false
[[response.set]]
noun = "disruption"
where = { name = "quake" }
cells = { occurs = "poisson(per_year=3)" }
"""


def shop() -> Network:
    return network(Settings("shop"), {
        "site": [{"name": "Kobe"}], "item": [{"name": "drill", "unit_value": 40.0}],
        "stock point": [{"site": "Kobe", "item": "drill", "target_stock": 30}],
        "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 2}],
        "demand": [{"customer": "Japan", "site": "Kobe", "item": "drill", "mean_per_day": 10, "price": 55.0, "unmet": "lost"}],
    })  # fmt: skip


@pytest.fixture
def question(tmp_path: Path) -> Question:
    write_network(shop(), tmp_path / "shop")
    (tmp_path / "hazards.toml").write_text(HAZARDS, "utf-8")
    (tmp_path / "ask.toml").write_text(
        f'network = "shop"\ndays = 40\nreplications = 20\n{HAZARDS}{RESPONSE}', "utf-8"
    )
    return Question(str(tmp_path / "shop"), days=40, replications=20)


def test_hazards_of_a_file_join_the_question(tmp_path: Path, question: Question) -> None:
    out = tmp_path / "out"
    found = risks.make_risk(risks.MakeRisk(question, str(tmp_path / "hazards.toml"), out=str(out)))
    assert found.expected.low > 0.0
    assert {path.name for path in out.iterdir()} == risks.FILES
    with (out / "contributions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["quake", "together", "Kobe", "together"]
    assert float(rows[0]["expected"]) == pytest.approx(found.expected.mean)
    with (out / "exceedance.csv").open(encoding="utf-8", newline="") as file:
        assert float(list(csv.DictReader(file))[-1]["probability"]) == 0.0
    document = risks.risk_document(found)
    assert document["expected_loss"]["mean"] == found.expected.mean


def test_a_document_is_the_same_question_and_its_responses_have_a_worth(
    tmp_path: Path, question: Question
) -> None:
    apart = risks.make_risk(risks.MakeRisk(question, str(tmp_path / "hazards.toml"), contributions=False))
    asked = Question(str(tmp_path / "ask.toml"))
    found = risks.make_risk(risks.MakeRisk(asked, contributions=False, responses=("all",)))
    assert found.expected == apart.expected
    (fewer,) = found.values
    assert (fewer.name, fewer.costs.mean) == ("fewer", 10.0)
    assert fewer.saved.mean > 0.0
    assert fewer.net.mean == pytest.approx(fewer.saved.mean - 10.0)


def test_the_best_of_the_responses_is_chosen_or_none(tmp_path: Path, question: Question) -> None:
    asked = Question(str(tmp_path / "ask.toml"))
    names, found = responses.select_response(responses.SelectResponse(asked, indifference=50.0))
    assert names == ["none of them", "fewer"]
    document = responses.selection_document(names, found)
    assert (document["best"], document["promised"]) == ("fewer", 0.95)
    assert [each["cost"] for each in document["alternatives"]] == [0.0, 10.0]
    dear = (tmp_path / "ask.toml").read_text("utf-8").replace("cost = 10.0", "cost = 1e9")
    (tmp_path / "ask.toml").write_text(dear, "utf-8")
    names, found = responses.select_response(
        responses.SelectResponse(asked, ("fewer",), procedure="ocba", most=400)
    )
    assert names[found.number] == "none of them"
    for wrong in (question, asked):
        with pytest.raises(BadScenario, match="E537"):
            responses.select_response(responses.SelectResponse(wrong, ("fewr",), indifference=1.0))


def test_a_file_holds_all_kinds_of_causes(tmp_path: Path) -> None:
    path = tmp_path / "all.toml"
    path.write_text(
        f"""{HAZARDS}
[[disruption]]
name = "fire"
hits = "Kobe"
capacity = 0.0
lasts = 3
[[cascade]]
name = "after"
when = "Kobe"
then = {{ name = "next", hits = "Kobe", capacity = 0.5, lasts = 2 }}
""",
        "utf-8",
    )
    assert [type(each) for each in risks.read_causes(path)] == [Disruption, Hazard, Cascade]


def test_everything_wrong_with_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        '[[hazards]]\nname = "x"\n[[hazard]]\nname = "y"\noccurs = "poison(per_year=1)"\neffects = []\n',
        "utf-8",
    )
    with pytest.raises(BadScenario) as refused:
        risks.read_causes(path)
    assert [finding.code for finding in refused.value.findings] == ["E536", "E420"]
    assert {finding.file for finding in refused.value.findings} == {"bad.toml"}


def test_a_response_that_is_not_there_is_refused(tmp_path: Path, question: Question) -> None:
    for asked in (question, Question(str(tmp_path / "ask.toml"))):
        with pytest.raises(BadScenario, match="E537"):
            risks.make_risk(risks.MakeRisk(asked, responses=("fewr",)))
