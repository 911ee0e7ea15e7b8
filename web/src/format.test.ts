import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, atLeast, cut, dateOf, daysRange, decimalsFor, interval, number, scaleFor, signed, some, whole } from "./format.ts";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

test("numbers are rounded to what their interval supports", () => {
  assert.equal(plain(amount(4.123e6, "EUR", 3.19e6, 5.05e6)), "4.1 M EUR");
  assert.equal(plain(amount(19.2, "days", 14, 26)), "19 days");
  assert.equal(plain(amount(97.83, "%", 97.6, 98)), "97.8 %");
  assert.equal(decimalsFor(1.9), 1);
  assert.equal(decimalsFor(12), 0);
});

test("thousands are separated and minus is a minus", () => {
  assert.equal(number(16225), "16,225");
  assert.equal(number(-0.04, 1), "0.0");
  assert.equal(number(-4.2, 1), "−4.2");
  assert.equal(signed(2220), "+2,220");
  assert.equal(number(null), "–");
  assert.equal(plain(atLeast(0.02, 1)), "< 0.1");
});

test("shares become per cent, days take no prefix", () => {
  assert.deepEqual(scaleFor([0.97], "share"), { factor: 100, unit: "%" });
  assert.deepEqual(scaleFor([40_000], "days"), { factor: 1, unit: "days" });
});

test("an interval with an open end is a dash", () => assert.equal(interval(3, null), "–"));

test("days are dates", () => {
  assert.equal(dateOf("2027-01-04", 0), "4 Jan 2027");
  assert.equal(dateOf("2027-01-04", 60), "5 Mar 2027");
  assert.equal(dateOf("not a date", 3), "day 3");
});

test("long lists are cut and counted", () => assert.equal(some(["a", "b", "c", "d", "e"]), "a, b, c and 2 more"));

test("a long name is cut and its whole is kept for a title", () => {
  assert.equal(cut("Łódź Assembly", 6), "Łódź…");
  assert.equal(whole("Łódź Assembly", 6), "Łódź Assembly");
  assert.equal(whole("Łódź"), undefined);
});

test("a mean without an interval stands alone", () => {
  assert.equal(amount(4.12e6, "EUR", null, null).replaceAll("\u00a0", " "), "4.12 M EUR");
  assert.equal(daysRange({ low: null, high: null }), "");
  assert.equal(daysRange({ low: 14, high: null }), "14 or more");
});
