/** Phases of a disruption: backgrounds, rows for their names, and a table. Pure. */

import type { LineSeriesOption } from "echarts/charts";
import type { Phase } from "../document.ts";
import { dateOf, number } from "../format.ts";
import type { Palette } from "../theme.svelte.ts";

/** How strong the background of a phase is; what has none is drawn as a bar above. */
const STRENGTH: Record<string, number> = { warning: 0.045, impact: 0.15, recovery: 0.08, tail: 0.035 };

/** The phases of the disruption as background: the impact is the strongest. */
export function phaseAreas(phases: readonly Phase[], palette: Palette): LineSeriesOption["markArea"] {
  return {
    silent: true,
    data: phases
      .filter((phase) => phase.name in STRENGTH)
      .map((phase) => [{ xAxis: phase.from, itemStyle: { color: palette.accent, opacity: STRENGTH[phase.name]! } }, { xAxis: phase.to }]),
  };
}

/** Rows, from the bottom, for the phases' names, written where each begins: above the lines of all it runs across. */
export function phaseRows(phases: readonly Phase[], pixelsPerDay: number, letter = 7): number[] {
  const rows = phases.map(() => 0);
  for (let at = phases.length - 1; at >= 0; at--) {
    const end = phases[at]!.from * pixelsPerDay + (phases[at]!.name.length + 1) * letter;
    for (let later = at + 1; later < phases.length; later++) {
      if (phases[later]!.from * pixelsPerDay < end) rows[at] = Math.max(rows[at]!, rows[later]! + 1);
    }
  }
  return rows;
}

/** One row of the strip above a picture: all stretches of one name, where the last ends elsewhere, and where the name stands. */
export interface Strip {
  name: string;
  bars: Phase[];
  spread: { low: number; high: number } | null;
  /** Beside the last bar, or before the first where there is no room. */
  after: boolean;
}

/** The strip: a row a name, in the order in which they are told. */
export function stripOf(phases: readonly Phase[], last: number, pixelsPerDay: number, letter = 7): Strip[] {
  return [...new Set(phases.map(({ name }) => name))].map((name) => {
    const bars = phases.filter((one) => one.name === name);
    const end = bars.at(-1)!;
    const spread = end.to_low === undefined || end.to_high === undefined ? null : { low: end.to_low, high: end.to_high };
    const room = (last - Math.max(end.to, spread?.high ?? 0)) * pixelsPerDay;
    return { name, bars, spread, after: room > (name.length + 1) * letter };
  });
}

/** Phases as rows of words: name, first day, last, and how long. */
export function phaseTable(phases: readonly Phase[], start: string): { heads: string[]; rows: string[][] } {
  const day = (at: number, low?: number, high?: number) => `${number(at)}, ${dateOf(start, at)}${low === undefined || high === undefined ? "" : ` (${number(low)} to ${number(high)})`}`;
  const rows = phases.map((one) => [one.name, day(one.from, one.from_low, one.from_high), day(one.to, one.to_low, one.to_high), number(one.to - one.from)]);
  return { heads: ["Phase", "From day", "To day", "Days"], rows };
}
