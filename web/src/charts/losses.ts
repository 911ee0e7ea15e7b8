/** The loss exceedance curve: how likely it is to lose more than each amount. Pure: data in, options out. */

import type { Risk } from "../document.ts";
import { amount, decimalsFor, number, scaleFor } from "../format.ts";
import type { Palette } from "../theme.svelte.ts";
import { across, axisDecimals, band, escaped, frame, label, line, overDays, placeOf, tip, tipRow, type Option } from "./axes.ts";

/** What stands on the curve by name, from left to right. */
export interface Mark {
  name: string;
  at: number;
  low: number | null;
  high: number | null;
}

/** Expected loss, and value at risk and the mean beyond it of each level. */
export function marksOf(risk: Risk): Mark[] {
  const mark = (name: string, { mean, low, high }: { mean: number; low: number | null; high: number | null }): Mark => ({ name, at: mean, low, high });
  const tails = risk.tails.flatMap((tail) => [mark(`VaR ${percent(tail.level)}`, tail.var), mark(`CVaR ${percent(tail.level)}`, tail.cvar)]);
  return [mark("mean", risk.expected), ...tails].sort((one, other) => one.at - other.at);
}

export function percent(level: number): string {
  return `${number(100 * level, Number.isInteger(Math.round(1000 * level) / 10) ? 0 : 1)}\u00a0%`;
}

/** The curve's steps: a probability holds from its loss to the next. Before the least loss it is 1. */
export function stepsOf(risk: Risk): { loss: number[]; probability: number[]; low: number[]; high: number[] } {
  const { loss, probability, low, high } = risk.curve;
  const first = Math.min(0, loss[0] ?? 0);
  return loss[0] === first
    ? risk.curve
    : { loss: [first, ...loss], probability: [1, ...probability], low: [low[0] ?? 1, ...low], high: [1, ...high] };
}

/** The probability of losing more than an amount, and its band. */
export function chanceOf(risk: Risk, loss: number): { probability: number; low: number; high: number } {
  const steps = stepsOf(risk);
  const at = Math.max(0, steps.loss.findLastIndex((one) => one <= loss));
  return { probability: steps.probability[at] ?? 0, low: steps.low[at] ?? 0, high: steps.high[at] ?? 1 };
}

export function lossScale(risk: Risk) {
  return scaleFor([risk.curve.loss.at(-1), risk.tails.at(-1)?.cvar.mean], risk.unit);
}

/** All options of the curve. */
export function lossOption(risk: Risk, palette: Palette, head: number): Option {
  const scale = lossScale(risk);
  const steps = stepsOf(risk);
  const x = steps.loss.map((one) => one * scale.factor);
  const per = (values: number[]) => values.map((one) => 100 * one);
  const stepped = [...band("90", per(steps.low), per(steps.high), palette.accent, palette.dark ? 0.22 : 0.16), line("median", per(steps.probability), palette.accent, 2)].map(
    (series) => ({ ...series, step: "end" as const, showSymbol: false, data: (series.data as [number, number][]).map(([at, value]) => [x[Math.round(at)] ?? at, value]) }),
  );
  const last = x.at(-1) ?? 1;
  const first = x[0] ?? 0;
  const most = Math.max(0, ...per(steps.high));
  const base = overDays({ count: 2, compact: false, head, unit: "%", upper: per(steps.high) }, palette);
  return {
    ...base,
    grid: frame(head, 26),
    xAxis: {
      type: "value",
      min: first,
      max: last > first ? last : first + 1,
      name: `Loss of more than, ${scale.unit}`,
      ...across(palette),
      axisLabel: { ...label(palette), showMaxLabel: false, showMinLabel: first === 0, hideOverlap: true, formatter: (value: number) => number(value, axisDecimals(value)) },
    },
    yAxis: { ...base.yAxis, scale: false, min: 0, ...(most > 90 ? { max: 100, interval: 25 } : {}) },
    tooltip: tip(palette, (params) => told(placeOf(params) / scale.factor, risk)),
    series: stepped,
  } as Option;
}

function told(loss: number, risk: Risk): string {
  const { probability, low, high } = chanceOf(risk, loss);
  const decimals = Math.max(1, decimalsFor(100 * (high - low), 100 * probability));
  return (
    `<b>More than ${escaped(amount(loss, risk.unit, 0.98 * loss, 1.02 * loss))}</b><table>` +
    tipRow("Probability", `${number(100 * probability, decimals)} %`) +
    tipRow("95 % band", `${number(100 * low, decimals)} to ${number(100 * high, decimals)} %`) +
    "</table>"
  );
}

/** The curve as a table: the loss at round probabilities. */
export function lossTable(risk: Risk): { heads: string[]; rows: string[][] } {
  const scale = lossScale(risk);
  const most = risk.curve.loss.at(-1) ?? 0;
  const losses = most > 0 ? Array.from({ length: 21 }, (_, at) => (most * at) / 20) : [0];
  const decimals = decimalsFor((most * scale.factor) / 5, most * scale.factor);
  const rows = losses.map((loss) => {
    const { probability, low, high } = chanceOf(risk, loss);
    return [number(loss * scale.factor, decimals), `${number(100 * probability, 1)} %`, `${number(100 * low, 1)} to ${number(100 * high, 1)} %`];
  });
  return { heads: [`Loss of more than, ${scale.unit}`, "Probability", "95 % band"], rows };
}
