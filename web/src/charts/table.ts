/** A fan as a table for those who read rather than look: one row a week. */

import type { Fan } from "../document.ts";
import { dateOf, decimalsFor, interval, number, scaleFor } from "../format.ts";

const EVERY = 7;

/** Heads and rows of a fan's table. */
export function fanTable(main: Fan, calm: Fan | null, start: string): { heads: string[]; rows: string[][] } {
  const scale = scaleFor([...main.p05, ...main.p95, ...(calm?.p50 ?? [])], main.unit);
  const days = main.p50.map((_, day) => day).filter((day) => day % EVERY === 0);
  const rows = days.map((day) => {
    const at = (values: readonly (number | null)[]) => (values[day] === null || values[day] === undefined ? null : values[day]! * scale.factor);
    const decimals = decimalsFor((at(main.p95) ?? 0) - (at(main.p05) ?? 0), at(main.p50) ?? 0);
    const cells = [`${number(day)}, ${dateOf(start, day)}`, number(at(main.p50), decimals), interval(at(main.p25), at(main.p75), decimals), interval(at(main.p05), at(main.p95), decimals)];
    return calm === null ? cells : [...cells, number(at(calm.p50), decimals)];
  });
  const heads = ["Day", `Median, ${scale.unit}`, "50 % of replications", "90 % of replications"];
  return { heads: calm === null ? heads : [...heads, "Calm, median"], rows };
}
