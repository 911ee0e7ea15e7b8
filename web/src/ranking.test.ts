import assert from "node:assert/strict";
import { test } from "node:test";
import { filterRows, sortRows, type Row } from "./ranking.ts";

const row = (rank: number, site: string, mean: number, tts: number | null): Row => ({
  rank,
  site,
  role: rank === 2 ? "port" : "factory",
  place: "Asia, China",
  exposure: { mean, low: mean, high: mean },
  tts: tts === null ? null : { median: tts, low: tts, high: tts },
  impact: null,
  ttr: null,
  tail: null,
  area: null,
  service: null,
  customers: [],
  reason: "No second source.",
});

const rows = [row(1, "Kobe", 5, 20), row(2, "Ningbo", 4, null), row(3, "Pune", 4, 3)];
const names = (some: Row[]) => some.map((one) => one.site);

test("every word typed has to occur somewhere", () => {
  assert.deepEqual(names(filterRows(rows, "china pu", "")), ["Pune"]);
  assert.deepEqual(names(filterRows(rows, "", "port")), ["Ningbo"]);
  assert.deepEqual(names(filterRows(rows, "nowhere", "")), []);
});

test("what is never felt comes last; ties keep the ranking's order", () => {
  assert.deepEqual(names(sortRows(rows, "tts", "ascending")), ["Pune", "Kobe", "Ningbo"]);
  assert.deepEqual(names(sortRows(rows, "exposure", "ascending")), ["Ningbo", "Pune", "Kobe"]);
  assert.deepEqual(names(sortRows(rows, "site", "descending")), ["Pune", "Ningbo", "Kobe"]);
});
