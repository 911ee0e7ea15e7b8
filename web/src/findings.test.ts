import assert from "node:assert/strict";
import { test } from "node:test";
import type { Comparison, Criterion, Estimate, Fan, Mitigation } from "./document.ts";
import { besideFinding, comparisonFinding, contributionsFinding, departure, fanFinding, lossFinding, mitigationsFinding, rankingFinding, successFinding } from "./findings.ts";

const fan = (label: string, unit: string, p50: number[]): Fan => ({ kpi: label, label, unit, scenario: "", p05: p50, p25: p50, p50, p75: p50, p95: p50 });

test("the title says how far, when, and when it is over", () => {
  const calm = fan("Service", "%", [98, 98, 98, 98, 98]);
  const hit = fan("Service", "%", [98, 90, 83, 92, 98]);
  assert.deepEqual(departure(hit, calm), { day: 2, value: 83, calm: 98, back: 4 });
  assert.equal(fanFinding(hit, calm).replaceAll("\u00a0", " "), "Service falls to 83 % on day 2 and is back by day 4");
});

test("a running total ends somewhere, it does not come back", () => {
  const title = fanFinding(fan("Margin lost", "EUR", [0, 2, 5]), fan("Margin lost", "EUR", [0, 0, 1]));
  assert.equal(title.replaceAll("\u00a0", " "), "Margin lost ends at 5 EUR, 1 EUR when calm");
});

test("what is missing is said", () => {
  assert.equal(fanFinding(null, null), "No run to show");
  assert.equal(rankingFinding([]), "Nothing has been ranked yet");
});

test("nothing is claimed beyond chance without intervals", () => {
  const row = (difference: Estimate | null): Comparison => ({ kpi: "", label: "", unit: "", calm: null, hit: null, difference });
  const alone = row({ mean: -4, low: null, high: null });
  assert.equal(comparisonFinding([alone, row(null)], 1), "One replication: no intervals");
  assert.equal(comparisonFinding([alone], 9), "Differences without intervals");
  assert.equal(comparisonFinding([row({ mean: -4, low: -5, high: -3 }), row({ mean: 0, low: -1, high: 1 }), alone], 9), "1 of 2 measures differs from calm beyond chance");
  assert.equal(comparisonFinding([], 1), "Nothing to compare yet");
});

test("losses are told by how often and how bad", () => {
  const one = { mean: 9, low: 8, high: 11 };
  const risk = (loss: number[], probability: number[]) => ({ unit: "EUR", days: 365, replications: 9, expected: one, tails: [{ level: 0.95, var: one, cvar: one, needed: 200 }], curve: { loss, probability, low: probability, high: probability } });
  assert.equal(lossFinding(risk([0, 9], [0.4, 0])).replaceAll("\u00a0", " "), "40 % of replications lose something; the worst 5 % lose 9.0 EUR on average");
  assert.match(lossFinding(risk([3, 9], [0.5, 0])), /^Every replication/);
  assert.equal(lossFinding(risk([0], [0])), "Nothing is lost in any replication");
});

test("the better scenario is named only beyond chance", () => {
  const beside = (low: number, mean: number, high: number) => ({ names: ["A", "B"], fans: [], gaps: [], measures: [{ kpi: "net", label: "Net", unit: "EUR", better: "high", values: [], differences: [null, { mean, low, high }] }] });
  assert.equal(besideFinding(beside(10, 20, 30)).replaceAll("\u00a0", " "), "B earns 20 EUR more than A");
  assert.equal(besideFinding(beside(-30, -20, -10)).replaceAll("\u00a0", " "), "A earns most; B falls 20 EUR short of it");
  assert.match(besideFinding(beside(-1, 20, 30)), /does not differ/);
});

test("a mitigation is named only where it pays beyond chance", () => {
  const row = (name: string, low: number, mean: number, high: number): Mitigation => {
    const one = { mean, low, high };
    return { name, costs: one, saved: one, tail_saved: [], per_money: one, net: one };
  };
  const said = (rows: Mitigation[]) => mitigationsFinding(rows, "EUR").replaceAll("\u00a0", " ");
  assert.equal(said([row("buffer", 10, 20, 30), row("second source", 40, 50, 60)]), "Second source is worth 50 EUR more than it costs");
  assert.equal(said([row("buffer", -10, 20, 30)]), "Buffer does not pay for itself beyond chance");
  assert.equal(said([row("a", -30, -20, -10), row("b", -1, 0, 1)]), "None pays for itself beyond chance");
});

test("what is shared by several is no cause by name", () => {
  const part = (name: string, mean: number) => ({ kind: "hazard", name, expected: { mean, low: mean, high: mean }, cvar: [] });
  assert.equal(contributionsFinding([part("storm", 3), part("together", 9)], 12), "Storm is behind 25 % of the expected loss");
  assert.equal(contributionsFinding([part("storm", 0)], 0), "Nothing is lost on average");
  assert.equal(contributionsFinding([], 0), "Nothing was left out in turn");
});

test("success is what all criteria say, and what is not known is not claimed", () => {
  const one = (verdict: string): Criterion => ({ label: "", unit: "", bound: 1, least: true, in_share: null, confidence: 0.95, found: { mean: 1, low: 1, high: 1 }, found_unit: "", verdict });
  assert.equal(successFinding([one("met")], []), "The criterion of success is met");
  assert.equal(successFinding([one("met"), one("met")], []), "Both criteria of success are met");
  assert.equal(successFinding([one("met"), one("not yet known")], []), "1 of 2 criteria of success is met, 1 not yet known");
  assert.equal(successFinding([], [{ name: "a", on: true, cost: 0, changes: [] }, { name: "b", on: false, cost: 0, changes: [] }]), "1 response done");
});
