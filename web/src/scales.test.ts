import assert from "node:assert/strict";
import { test } from "node:test";
import { nice, percentOf, radiusOf, stepOf, thresholds, widthOf } from "./scales.ts";

test("steps end at round numbers that cover the largest value", () => {
  assert.deepEqual(thresholds(4.12e6), [1e6, 2e6, 3e6, 4e6, 5e6]);
  assert.equal(nice(0.7), 1);
  assert.equal(nice(0), 1);
});

test("a value falls into one of five steps, nothing into none", () => {
  const ends = thresholds(5);
  assert.deepEqual([0, 0.1, 1, 1.1, 5, 9].map((value) => stepOf(value, ends)), [-1, 0, 0, 1, 4, 4]);
  assert.equal(stepOf(undefined, ends), -1);
});

test("area and width grow with value and stay within their ends", () => {
  assert.equal(radiusOf(0, 10, 3, 9), 3);
  assert.equal(radiusOf(10, 10, 3, 9), 9);
  assert.ok(widthOf(1, 10) < widthOf(5, 10));
  assert.equal(widthOf(10, 10, 5), 5);
  assert.equal(percentOf(12, 0, 10), 100);
});
