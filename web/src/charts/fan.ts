/** A fan as a chart: median, 50 % and 90 % bands, calm median in grey, phases behind. Pure: data in, options out. */

import type { Fan, Phase } from "../document.ts";
import { dateOf, decimalsFor, interval, number, scaleFor } from "../format.ts";
import type { Palette } from "../theme.svelte.ts";
import { band, line, overDays, placeOf, tip, tipRow, type Numbers, type Option } from "./axes.ts";
import { phaseAreas } from "./phases.ts";

export interface FanPicture {
  main: Fan;
  calm: Fan | null;
  phases: Phase[];
  start: string;
  compact: boolean;
  head: number;
}

/** All options of one fan chart. */
export function fanOption(picture: FanPicture, palette: Palette): Option {
  const { main, calm, compact } = picture;
  const scale = scaleFor([...main.p05, ...main.p95, ...(calm?.p50 ?? [])], main.unit);
  const colour = calm === null ? palette.calm : palette.accent;
  const times = (values: Numbers) => values.map((value) => (value === null ? null : value * scale.factor));
  const series = [
    ...band("90", times(main.p05), times(main.p95), colour, palette.dark ? 0.2 : 0.16),
    ...band("50", times(main.p25), times(main.p75), colour, palette.dark ? 0.38 : 0.3),
    ...(calm === null ? [] : [line("calm", times(calm.p50), palette.calm, 1.25)]),
    { ...line("median", times(main.p50), colour, 2), markArea: phaseAreas(picture.phases, palette) },
  ];
  const last = main.p50.length - 1;
  return {
    ...overDays({ count: main.p50.length, compact, head: picture.head, unit: scale.unit, upper: times(main.p95) }, palette),
    tooltip: tip(palette, (params) => tooltip(Math.max(0, Math.min(last, Math.round(placeOf(params)))), picture, scale)),
    series,
  };
}

function tooltip(day: number, { main, calm, start }: FanPicture, scale: { factor: number; unit: string }): string {
  const at = (values: Numbers) => (values[day] ?? 0) * scale.factor;
  const decimals = Math.max(decimalsFor(at(main.p95) - at(main.p05), at(main.p50)), 0);
  return (
    `<b>Day ${number(day)}</b>, ${dateOf(start, day)}<table>` +
    tipRow("Median", `${number(at(main.p50), decimals)} ${scale.unit}`) +
    tipRow("50 % of replications", interval(at(main.p25), at(main.p75), decimals)) +
    tipRow("90 % of replications", interval(at(main.p05), at(main.p95), decimals)) +
    (calm === null ? "" : tipRow("Calm, median", number(at(calm.p50), decimals))) +
    "</table>"
  );
}
