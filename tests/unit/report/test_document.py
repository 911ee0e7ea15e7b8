"""Results as the report's document."""

import dataclasses
import itertools
import json
import math

import numpy as np
import pytest

from echelon.core.errors import BadScenario
from echelon.disruption import Cascade, Disruption, Hazard, compiled, linear, phases
from echelon.disruption.entry import Entry, Parameter, Source
from echelon.report.beside import beside_document
from echelon.report.broken import broken_document
from echelon.report.chains import chains_document
from echelon.report.course import course, of_one, usual
from echelon.report.document import document
from echelon.report.done import responses_document, success_document
from echelon.report.pages import fill
from echelon.report.words import days, finding, money
from echelon.report.yearly import yearly_document
from echelon.study.causes import Cause, Causes, Link, Order, Story, causes
from echelon.study.compare import compare
from echelon.study.exposure import stress
from echelon.study.judge import Criterion
from echelon.study.many import run
from echelon.study.respond import Edit, Response
from echelon.study.risk import risk
from echelon.study.scenario import Scenario
from echelon.study.statistics import Spread
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
    assert [(phase["name"], phase["from"], phase["to"]) for phase in phases if phase["name"] in ("impact", "recovery")] == [
        ("impact", 20, 30), ("recovery", 30, 35)]  # fmt: skip
    row = [phase for phase in phases if phase["name"] != "survival"]
    assert all(first["to"] == second["from"] for first, second in itertools.pairwise(row))


def test_survival_ends_when_customers_first_feel_it(made):
    found = made[0]
    survival = [each for each in found["scenarios"][1]["phases"] if each["name"] == "survival"]
    felt = found["headline"][1]["value"]
    assert [(each["from"], each["to"] - each["from"]) for each in survival] == ([(20, felt)] if felt else [])


def test_phases_of_drawn_days_have_their_spread(made):
    calm = made[1]
    hit = Disruption("shut", calm.scenario.network["demand"]["site"][0], capacity=0.0, start=20,
                     lasts="gamma(mean=12, sd=6)", announced=4)  # fmt: skip
    asked = dataclasses.replace(calm.scenario, disruptions=[hit])
    found = usual(course(asked), np.full(10, 3.0), Spread(50.0, 45.0, math.inf), 60)
    said = {each["name"]: each for each in found}
    drawn = phases(asked.network, [hit], days=60, seed=2, replications=np.arange(10))[0].healing
    assert (said["warning"]["from"], said["warning"]["to"]) == (16, 20)
    assert said["survival"] == {"name": "survival", "from": 20, "to": 23}
    assert [said["impact"][end] for end in ("to", "to_low", "to_high")] == [
        sorted(drawn)[4], drawn.min(), min(60, drawn.max())]  # fmt: skip
    assert said["tail"]["to_high"] == 60, "not within the horizon"


def test_what_comes_by_chance_is_told_of_one_replication():
    net = hand_made()
    storm = Hazard("storm", occurs="poisson(per_year=12)",
                   effects=[Disruption("port", "Suez", capacity=0.0, lasts=3, announced=1)])  # fmt: skip
    asked = Scenario(net, [storm], 90, 20, 3)
    found = course(asked)
    lane = int(np.flatnonzero(np.isfinite(found.struck))[0])
    told = of_one(found, lane, felt=math.inf, back=math.inf, horizon=90)
    hit = compiled(net, [storm], days=90, seed=3, replications=np.arange(20))
    down = hit.factors(("site", net["site"]["name"].tolist().index("Suez")), 20, 90)[lane] == 0.0
    marked = np.zeros(90, dtype=bool)
    for each in told:
        if each["name"] == "impact":
            marked[each["from"] : each["to"]] = True
    assert down.any()
    assert (marked == down).all()


def test_losses_of_the_run_are_the_curve(made):
    found, calm, hit = made
    losses = calm.measure("net") - hit.measure("net")
    curve = found["risk"]["curve"]
    assert found["risk"]["expected"]["mean"] == pytest.approx(losses.mean(), abs=1.0)
    assert curve["loss"] == pytest.approx(sorted(set(losses)), abs=1.0)
    assert curve["probability"][-1] == 0.0
    assert all(a <= p <= b for a, p, b in zip(curve["low"], curve["probability"], curve["high"], strict=True))


def test_runs_stand_beside_each_other_on_paired_differences(made):
    calm, hit = made[1:]
    found = beside_document([hit, calm], ["as it is", "nothing breaks"])
    gain = compare(hit, calm)["net"].difference
    row = next(row for row in found["beside"]["measures"] if row["kpi"] == "net")
    assert row["differences"] == [
        None,
        {end: pytest.approx(getattr(gain, end)) for end in ("mean", "low", "high")},
    ]
    assert {fan["scenario"] for fan in found["beside"]["fans"]} == {"0", "1"}
    assert {fan["scenario"] for fan in found["beside"]["gaps"]} == {"1"}
    assert "nothing breaks earns" in found["title"] or "does not differ" in found["title"]
    assert (
        json.loads(fill(PLACE, found).split(">", 1)[1].rsplit("<", 1)[0])["beside"]["names"][0] == "as it is"
    )


def test_no_more_than_four_runs_stand_beside_each_other(made):
    for runs in ([made[1]], [made[1]] * 5):
        with pytest.raises(BadScenario, match="E233"):
            beside_document(runs, [str(at) for at in range(len(runs))])


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


def test_what_breaks_is_drawn_with_its_places_and_its_course(made):
    (row,) = made[0]["broken"]
    hit = made[2].scenario.disruptions[0]
    assert (row["name"], row["kind"], row["places"], row["count"]) == (
        "shut",
        "disruption",
        list(hit.targets),
        1,
    )
    assert row["curve"]["line"] == pytest.approx([hit.factor(day) for day in range(60)], abs=1e-3)
    assert row["curve"]["low"] == row["curve"]["line"]
    assert made[0]["scenarios"][1]["disruptions"][0]["sites"] == list(hit.targets)


def test_by_chance_the_typical_replication_is_drawn():
    net = hand_made()
    storm = Hazard(
        "storm", occurs="poisson(per_year=12)", effects=[Disruption("port", "Suez", capacity=0.25, lasts=3)]
    )
    queue = Cascade("queue", when="Suez", at_most=0.5, longer_than=1,
                    then=[Disruption("late", "Izmir Works", lead_time=2.0, lasts=4)])  # fmt: skip
    asked = Scenario(net, [storm, queue], 90, 20, 3)
    lane = int(np.argsort(course(asked).struck, kind="stable")[0])
    port, late = broken_document(asked, lane, by_chance=True)
    hit = compiled(net, asked.disruptions, days=90, seed=3, replications=np.arange(20))
    suez = net["site"]["name"].tolist().index("Suez")
    assert port["curve"]["line"] == hit.factors(("site", suez), 20, 90)[lane].round(3).tolist()
    assert (port["kind"], late["kind"]) == ("hazard", "cascade")
    assert "Suez is at 0.5 or less for more than 1 day," in late["when"]
    assert late["count"] == len(set(late["places"])) > 0


def test_a_chain_is_told_from_what_broke_to_the_order():
    links = (Link("short", "Kobe", "drill", 3, 9, 4.0), Link("disrupted", "fire", "", 1, -1, 1.0))
    order, other = (Order(name, "Kobe", "drill", 9, 9, 4.0, 4.0, 0.0, 2) for name in ("Inga", "Olaf"))
    cause = Cause("fire", 0.9, 4.0, None, links, "Because of the fire.", order)
    stories = tuple(Story(each, "fire", 1.0, links, "Because.") for each in (order, other))
    told = chains_document(
        Causes(4, (order, other), 8.0, 0.0, (cause,), 0.1, None, stories), "Of replication 4"
    )
    assert [link["what"] for link in told["chains"][0]["links"]] == ["disrupted", "short"]
    assert told["chains"][0]["removed"] is None
    assert told["chains"][0]["order"]["late"] == 2
    assert [each["order"]["customer"] for each in told["stories"]] == ["Olaf"], (
        "the other is told with its cause"
    )


def test_the_worst_orders_lead_back_to_what_broke(made):
    calm, hit = made[1:]
    found = causes(hit.scenario, replication=2)
    told = document(net=hit.scenario.network, calm=calm, hit=hit, causes=found)["causes"]
    assert found.stories
    assert len({each.order.customer for each in found.stories}) == len(found.stories)
    assert all(each.order.missing > 0 and each.chain[-1].what == "disrupted" for each in found.stories)
    assert (told["count"], told["chains"][0]["disruption"]) == (len(found.orders), "shut")
    assert document(net=hit.scenario.network, calm=calm, hit=hit, causes="Too large.")["causes"] == {
        "left_out": "Too large."
    }


def test_lanes_that_are_hit_are_marked(made):
    calm = made[1]
    lane = calm.scenario.network["lane"]
    name = f"{lane['from'][0]}→{lane['to'][0]}"
    asked = dataclasses.replace(
        calm.scenario, disruptions=[Disruption("cut", name, capacity=0.0, start=5, lasts=4)]
    )
    drawn = document(net=asked.network, calm=calm, hit=run(asked))["network"]["lanes"]
    assert {f"{each['from']}→{each['to']}" for each in drawn if each.get("hit")} == {name}
    assert not any(each.get("hit") for each in made[0]["network"]["lanes"])


def test_a_catalogue_entry_brings_its_sources():
    net = hand_made()
    said = ("Closed ten days.", "Hall, Economic Development Quarterly", 2004)
    entry = Entry("port-strike", "Port strike", "1.0.0", "port", "Shut.", (Parameter("heals", "days until cleared", 30),), (),
                  (Source(("lasts",), *said),), {"heals": "no source"})  # fmt: skip
    strike = Disruption("Port strike at Suez", "Suez", capacity=0.0, start=3, lasts=4)
    asked = Scenario(net, [strike, Disruption("own", "Suez", capacity=0.5, start=9, lasts=2)], 30, 2)
    first, own = broken_document(asked, 0, by_chance=False, entries={strike.name: entry})
    assert first["entry"]["sources"] == [dict(zip(("says", "publication", "year"), said, strict=True))]
    assert first["entry"]["assumed"] == ["days until cleared: no source"]
    assert own["entry"] is None


def test_criteria_and_responses_are_told(made):
    hit = made[2]
    stock = Response(
        "stock up", (Edit("scale", "stock point", {}, {"target_stock": 2.0}),), cost_per_day=10.0
    )
    left_out = dataclasses.replace(stock, name="not done", on=False)
    wanted = [
        Criterion("fill_rate", at_least=0.0),
        Criterion("fill_rate", at_least=2.0),
        Criterion("net_of_responses", at_most=1e12),
    ]
    asked = dataclasses.replace(hit.scenario, responses=[stock, left_out], success=wanted)
    found = dataclasses.replace(hit, scenario=asked)
    told = success_document(found)
    assert [each["verdict"] for each in told] == ["met", "not met", "met"]
    assert told[2]["found"]["mean"] == pytest.approx(hit.measure("net").mean() - 600.0)
    first, second = responses_document(asked)
    assert (first["cost"], first["on"], second["on"]) == (600.0, True, False)
    assert first["changes"] == ["target stock × 2 for every stock point"]


def test_a_year_of_risk_is_a_page_of_its_own():
    net = hand_made()
    storm = Hazard(
        "storm", occurs="poisson(per_year=12)", effects=[Disruption("port", "Suez", capacity=0.0, lasts=6)]
    )
    asked = Scenario(net, [storm], 90, 20, 3)
    found = risk(asked, mitigations=[("calm seas", dataclasses.replace(asked, disruptions=[
        dataclasses.replace(storm, effects=[Disruption("port", "Suez", capacity=0.5, lasts=6)])]), 5.0)])  # fmt: skip
    told = yearly_document(found)
    json.loads(fill(PLACE, told).split(">", 1)[1].rsplit("<", 1)[0])
    parts = {(each["kind"], each["name"]): each["expected"]["mean"] for each in told["risk"]["contributions"]}
    assert parts["hazard", "storm"] == pytest.approx(found.expected.mean, abs=1.0)
    assert [row["site"] for row in told["exposure"]] == ["Suez"]
    assert told["risk"]["mitigations"][0]["costs"]["mean"] == pytest.approx(5.0, abs=1.0)
    assert told["kind"] == "risk"
    number = int(told["broken_note"].split("replication ")[1].split(",")[0])
    assert np.isfinite(course(asked).struck[number])
    assert not np.isfinite(course(asked).struck[:number]).any()
