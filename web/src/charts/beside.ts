/** Scenarios on shared axes: medians and 90 % bands of each, or of what each differs by. Pure: data in, options out. */

import type { Fan } from "../document.ts";
import { dateOf, decimalsFor, interval, number, scaleFor, signed, type Scale } from "../format.ts";
import type { Palette } from "../theme.svelte.ts";
import { band, escaped, line, overDays, placeOf, tip, tipRow, type Numbers, type Option } from "./axes.ts";

export interface BesidePicture {
  fans: Fan[];
  names: string[];
  start: string;
  /** Differences have a sign and a line at nothing. */
  gaps: boolean;
}

/** The prefix that all fans of a picture share. */
export function sharedScale(fans: readonly Fan[]): Scale {
  return scaleFor(fans.flatMap((fan) => [...fan.p05, ...fan.p95]), fans[0]?.unit ?? "");
}

/** Solid, dashed, dotted, mixed: colours are not the only thing that tells lines apart. */
export const DASHES: ("solid" | number[])[] = ["solid", [7, 3], [2, 3], [8, 3, 2, 3]];

/** The colour and the dash of one scenario. */
export function lookOf(fan: Fan, palette: Palette): { colour: string; dash: "solid" | number[] } {
  const at = Number(fan.scenario);
  return { colour: palette.series[at] ?? palette.ink, dash: DASHES[at] ?? "solid" };
}

/** All options of one picture. */
export function besideOption(picture: BesidePicture, palette: Palette): Option {
  const { fans, gaps } = picture;
  const scale = sharedScale(fans);
  const times = (values: Numbers) => values.map((value) => (value === null ? null : value * scale.factor));
  const count = fans[0]?.p50.length ?? 1;
  const bands = fans.flatMap((fan) => band(`90-${fan.scenario}`, times(fan.p05), times(fan.p95), lookOf(fan, palette).colour, palette.dark ? 0.16 : 0.11));
  const lines = fans.map((fan) => {
    const { colour, dash } = lookOf(fan, palette);
    const drawn = line(`median-${fan.scenario}`, times(fan.p50), colour, 2);
    return { ...drawn, lineStyle: { ...drawn.lineStyle, type: dash } };
  });
  const nothing = line("nothing", Array.from({ length: count }, () => 0), palette.series[0] ?? palette.calm, 1.25);
  return {
    ...overDays({ count, compact: false, head: 14, unit: gaps ? "" : scale.unit, upper: times(fans[0]?.p95 ?? []) }, palette),
    tooltip: tip(palette, (params) => told(Math.max(0, Math.min(count - 1, Math.round(placeOf(params)))), picture, scale)),
    series: [...bands, ...(gaps ? [nothing] : []), ...lines],
  };
}

function told(day: number, { fans, names, start, gaps }: BesidePicture, scale: Scale): string {
  const at = (values: Numbers) => (values[day] ?? 0) * scale.factor;
  const rows = fans.map((fan) => {
    const decimals = decimalsFor(at(fan.p95) - at(fan.p05), at(fan.p50));
    return tipRow(names[Number(fan.scenario)] ?? "", `${(gaps ? signed : number)(at(fan.p50), decimals)} (${interval(at(fan.p05), at(fan.p95), decimals)})`);
  });
  return `<b>Day ${number(day)}</b>, ${dateOf(start, day)}, ${escaped(scale.unit)}<table>${rows.join("")}</table>`;
}

/** The picture as a table: one row a week, one column a scenario. */
export function besideTable({ fans, names, start, gaps }: BesidePicture): { heads: string[]; rows: string[][] } {
  const scale = sharedScale(fans);
  const days = (fans[0]?.p50 ?? []).map((_, day) => day).filter((day) => day % 7 === 0);
  const cell = (fan: Fan, day: number) => {
    const at = (values: Numbers) => (values[day] ?? 0) * scale.factor;
    const decimals = decimalsFor(at(fan.p95) - at(fan.p05), at(fan.p50));
    return `${(gaps ? signed : number)(at(fan.p50), decimals)} (${interval(at(fan.p05), at(fan.p95), decimals)})`;
  };
  return {
    heads: ["Day", ...fans.map((fan) => `${names[Number(fan.scenario)] ?? ""}, ${scale.unit}`)],
    rows: days.map((day) => [`${number(day)}, ${dateOf(start, day)}`, ...fans.map((fan) => cell(fan, day))]),
  };
}
