import assert from "node:assert/strict";
import { test } from "node:test";
import type { Broken, Fan, Risk } from "../document.ts";
import { besideTable, sharedScale } from "./beside.ts";
import { linkWords, orderWords } from "./chain.ts";
import { factorPath, factorTable, factorTop } from "./factor.ts";
import { reachOf, writingOf } from "./gaps.ts";
import { chanceOf, lossTable, marksOf } from "./losses.ts";
import { phaseTable, stripOf } from "./phases.ts";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");
const one = (mean: number) => ({ mean, low: mean - 1, high: mean + 1 });
const risk: Risk = {
  unit: "EUR", days: 365, replications: 4, expected: one(3), tails: [{ level: 0.95, var: one(9), cvar: one(9), needed: 200 }],
  curve: { loss: [0, 5, 9], probability: [0.5, 0.25, 0], low: [0.1, 0, 0], high: [0.9, 0.7, 0.4] },
};

test("a probability holds from its loss to the next", () => {
  assert.equal(chanceOf(risk, 4.9).probability, 0.5);
  assert.equal(chanceOf(risk, 5).probability, 0.25);
  assert.equal(chanceOf(risk, 99).probability, 0);
  const sure: Risk = { ...risk, curve: { ...risk.curve, loss: [2, 5, 9] } };
  assert.equal(chanceOf(sure, 1).probability, 1, "below the least loss it is certain");
});

test("marks stand in the order of their losses", () => {
  assert.deepEqual(marksOf(risk).map(({ name }) => plain(name)), ["mean", "VaR 95 %", "CVaR 95 %"]);
  assert.equal(lossTable(risk).rows.length, 21);
});

test("phases have a name once, their spread, and a row each", () => {
  const phases = [{ name: "impact", from: 3, to: 9, to_low: 7, to_high: 12 }, { name: "impact", from: 20, to: 22 }];
  const [strip, ...more] = stripOf(phases, 100, 5);
  assert.equal(more.length, 0);
  assert.deepEqual([strip!.bars.length, strip!.spread, strip!.after], [2, null, true]);
  assert.deepEqual(stripOf(phases.slice(0, 1), 12, 5)[0], { name: "impact", bars: phases.slice(0, 1), spread: { low: 7, high: 12 }, after: false });
  assert.deepEqual(phaseTable(phases, "2027-01-04").rows[0], ["impact", "3, 7 Jan 2027", "9, 13 Jan 2027 (7 to 12)", "6"]);
});

test("scenarios share their scale and their table", () => {
  const fan = (scenario: string, p50: number[]): Fan => ({ kpi: "net", label: "Net", unit: "EUR", scenario, p05: p50, p25: p50, p50, p75: p50, p95: p50 });
  const fans = [fan("0", [2e6, 3e6]), fan("1", [1, 2])];
  assert.equal(plain(sharedScale(fans).unit), "M EUR");
  const table = besideTable({ fans, names: ["A", "B"], start: "2027-01-04", gaps: false });
  assert.deepEqual(table.heads.map(plain), ["Day", "A, M EUR", "B, M EUR"]);
  assert.equal(table.rows.length, 1);
});

test("a factor holds its whole day, and its table tells of changes only", () => {
  const curve = { line: [1, 0, 0, 1], low: [1, 0, 0, 0.5], high: [1, 0, 0, 2] };
  const row: Broken = { name: "fire", cause: "fire", kind: "disruption", attribute: "capacity", factor: 0, asked: ["Kobe"], places: ["Kobe"], count: 1, when: "from day 1", curve_of: "Kobe", curve };
  assert.equal(factorTop(row), 2);
  assert.ok(factorPath(row, 2).line.startsWith("M0,50.0L1,50.0L1,100.0L2,100.0"));
  assert.deepEqual(factorTable(row, "2027-01-04").rows.map((cells) => plain(cells.slice(1).join(" "))), ["100 % 100 to 100 %", "0 % 0 to 0 %", "100 % 50 to 200 %"]);
});

test("links of a chain are told by what happened", () => {
  const link = { what: "short", where: "Reno/drill", item: "drill", first: 3, last: 9, units: 240 };
  assert.deepEqual(linkWords(link), { where: "Reno/drill", what: "ran out: 240 drill short", days: "day 3 to 9" });
  assert.equal(linkWords({ ...link, what: "disrupted", last: -1 }).days, "from day 3");
});

test("an order is told with what was missing and for how long", () => {
  const order = { customer: "Inga", site: "Riga", item: "drill", day: 17, due: 17, asked: 10, missing: 4, late: 1 };
  assert.equal(orderWords(order, "2027-01-01"), "Inga: 4 of 10 drill asked for on day 17, 18 Jan 2027, came 1 day late");
  assert.match(orderWords({ ...order, missing: 10, late: null }, "2027-01-01"), /^Inga: 10 drill .* did not come$/);
});

test("differences and values share a prefix, and a picture holds all of an interval", () => {
  const gap = { mean: -4.2e6, low: -5e6, high: -3.4e6 };
  const { times, decimals, unit, gapUnit } = writingOf([one(6.1e7), one(5.7e7)], [gap], "EUR");
  assert.deepEqual([plain(unit), plain(gapUnit), decimals, times(2e6)], ["M EUR", "M EUR", 1, 2]);
  assert.equal(writingOf([one(90)], [one(-4)], "%").gapUnit, "pp");
  assert.ok(reachOf([gap, null]) > 5e6);
  assert.ok(reachOf([null]) > 0);
});
