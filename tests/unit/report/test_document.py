"""Results as the report's document."""

import itertools
import json
import math

import pytest

from echelon.disruption import Disruption, linear
from echelon.report.document import document
from echelon.report.pages import fill
from echelon.report.words import days, finding, money
from echelon.study.exposure import stress
from echelon.study.many import run
from echelon.study.scenario import Scenario
from echelon.testing.networks import hand_made, random_network

PLACE = '<script type="application/json" id="echelon-document">null</script>'


@pytest.fixture(scope="module")
def made():
    net = random_network(3)
    site = str(net["demand"]["site"][0])
    asked = Scenario(
        net, [Disruption("shut", site, capacity=0.0, start=20, lasts=10, heals=linear(5))], 60, 10, 2
    )
    hit, calm = run(asked), run(asked.calm())
    exposure = stress(net, days=60, start=20, lasts=10, replications=4)
    return (
        document(net=net, calm=calm, hit=hit, exposure=exposure, command="echelon run", version="0"),
        calm,
        hit,
    )


def test_every_number_is_finite_and_the_page_takes_it(made):
    page = fill(PLACE, made[0])
    assert json.loads(page.split(">", 1)[1].rsplit("<", 1)[0])["schema"] == "echelon-report/1"


def test_fans_have_one_value_a_day_and_are_ordered(made):
    for fan in made[0]["fans"]:
        assert len(fan["p50"]) == 60
        assert all(
            a <= b <= c <= d <= e
            for a, b, c, d, e in zip(*(fan[q] for q in ("p05", "p25", "p50", "p75", "p95")), strict=True)
        )


def test_the_headline_is_the_paired_loss(made):
    found, calm, hit = made
    loss = float((calm.measure("net") - hit.measure("net")).mean())
    assert found["headline"][0]["value"] == pytest.approx(loss, rel=1e-9)
    assert found["headline"][0]["low"] <= loss <= found["headline"][0]["high"]


def test_all_sites_are_ranked_and_drawn(made):
    found = made[0]
    assert {row["site"] for row in found["exposure"]} == {site["name"] for site in found["network"]["sites"]}
    assert [row["exposure"]["mean"] for row in found["exposure"]] == sorted(
        (row["exposure"]["mean"] for row in found["exposure"]), reverse=True
    )


def test_phases_follow_each_other(made):
    phases = made[0]["scenarios"][1]["phases"]
    assert [phase["name"] for phase in phases][:2] == ["down", "recovering"]
    assert all(first["to"] == second["from"] for first, second in itertools.pairwise(phases))


def test_the_cascade_shows_the_site_that_is_shut(made):
    found = made[0]
    target = found["scenarios"][1]["disruptions"][0]["target"]
    short = {site["name"]: site["short"] for site in found["cascade"]["sites"]}[target]
    assert short[found["cascade"]["days"].index(25)] == 1.0


def test_a_calm_run_alone_makes_a_report_too():
    net = hand_made()
    found = document(net=net, calm=run(Scenario(net, days=30, replications=3)))
    assert found["title"] == "hand-made: a calm year"
    assert (found["headline"], found["exposure"], found["cascade"]) == ([], [], None)


def test_titles_say_what_was_found():
    fire = Disruption("fire", "Kobe", capacity=0.0, start=5, lasts=30)
    assert (
        finding([fire], 4.1e6, 19.0, "EUR")
        == "Losing Kobe for 30 days costs 4.1 M EUR and is felt after 19 days"
    )
    assert (
        finding([fire], 4.1e6, 0.0, "EUR")
        == "Losing Kobe for 30 days costs 4.1 M EUR and is felt from the first day"
    )
    assert finding([fire], 0.0, math.inf, "EUR") == "Losing Kobe for 30 days is not felt by customers"
    half = Disruption("slow", "Kobe", capacity=0.5, start=5, lasts=1)
    assert (
        finding([half], 1.0, 1.0, "EUR")
        == "Running Kobe at 50% for 1 day costs 1 EUR and is felt after 1 day"
    )


@pytest.mark.parametrize(
    ("amount", "text"), [(999.4, "999 X"), (1234.0, "1.2 k X"), (2.5e9, "2.5 bn X"), (123456789.0, "123 M X")]
)
def test_money_has_the_digits_that_matter(amount, text):
    assert money(amount, "X") == text


def test_days_that_do_not_come_are_said_so():
    assert days(math.inf, 90) == "not within 90 days"
