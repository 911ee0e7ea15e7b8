/** The factor on a place by day, as steps in a box of its days by 100, and as a table of its changes. Pure. */

import type { Broken } from "../document.ts";
import { dateOf, interval, number } from "../format.ts";

/** The factor that the top of the picture stands for: 1, or what a surge reaches. */
export function factorTop(row: Broken): number {
  return Math.max(1, ...row.curve.high, ...row.curve.line);
}

/** Steps: a day's factor holds for the whole day. */
export function factorPath(row: Broken, top: number): { line: string; band: string } {
  const y = (value: number) => (100 - (100 * value) / top).toFixed(1);
  const steps = (values: number[]) => values.flatMap((value, day) => [`${day},${y(value)}`, `${day + 1},${y(value)}`]);
  const { line, low, high } = row.curve;
  return { line: `M${steps(line).join("L")}`, band: `M${steps(high).join("L")}L${steps(low).reverse().join("L")}Z` };
}

/** A row for every day on which the line or the band changes. */
export function factorTable(row: Broken, start: string): { heads: string[]; rows: string[][] } {
  const { line, low, high } = row.curve;
  const changes = line.map((_, day) => day).filter((day) => day === 0 || line[day] !== line[day - 1] || low[day] !== low[day - 1] || high[day] !== high[day - 1]);
  const rows = changes.map((day) => [`${number(day)}, ${dateOf(start, day)}`, `${number(100 * line[day]!)} %`, `${interval(100 * low[day]!, 100 * high[day]!)} %`]);
  return { heads: ["From day", row.curve_of, "90 % of replications"], rows };
}
