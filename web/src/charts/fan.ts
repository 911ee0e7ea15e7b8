/** A fan as a chart: median, 50 % and 90 % bands, calm median in grey, phases behind. Pure: data in, options out. */

import type { LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import type { Fan, Phase } from "../document.ts";
import { dateOf, decimalsFor, interval, number, scaleFor } from "../format.ts";
import type { Palette } from "../theme.svelte.ts";

export type FanOption = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;

export interface FanPicture {
  main: Fan;
  calm: Fan | null;
  phases: Phase[];
  start: string;
  compact: boolean;
  head: number;
}

// The style sheet's font: ECharts measures with it.
const FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", system-ui, sans-serif';

type Numbers = readonly (number | null)[];

/** All options of one fan chart. */
export function fanOption(picture: FanPicture, palette: Palette): FanOption {
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
  const single = main.p50.length === 1;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 4, right: 12, top: picture.head, bottom: compact ? 4 : 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "value",
      // One day stands in the middle.
      min: single ? -1 : 0,
      max: Math.max(1, main.p50.length - 1),
      interval: tickDays(main.p50.length, compact),
      name: compact ? "" : "Day of the run",
      nameLocation: "middle",
      nameGap: 26,
      nameTextStyle: { color: palette.muted, fontSize: 13 },
      axisLabel: { color: palette.muted, fontSize: 13, showMaxLabel: false, hideOverlap: true, ...(single ? { formatter: (day: number) => (day === 0 ? "0" : "") } : {}) },
      axisLine: { lineStyle: { color: palette.rule } },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      ...ends(scale.unit, times(main.p95)),
      splitNumber: compact ? 3 : 4,
      ...(single ? { axisLine: { onZero: false } } : {}),
      axisLabel: { color: palette.muted, fontSize: 13, formatter: (value: number) => number(value, axisDecimals(value)) },
      splitLine: { lineStyle: { color: palette.rule } },
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.paper,
      borderColor: palette.rule,
      textStyle: { color: palette.ink, fontSize: 13 },
      axisPointer: { type: "line", lineStyle: { color: palette.muted, type: "solid", width: 1 } },
      formatter: (params: unknown) => tooltip(Math.max(0, Math.min(main.p50.length - 1, dayOf(params))), picture, scale),
    },
    series,
  } as FanOption;
}

/** A share of the whole never runs past 100 %. */
function ends(unit: string, upper: Numbers): { max?: number } {
  const most = Math.max(...upper.map((value) => value ?? 0));
  return unit === "%" && most <= 100 && most > 90 ? { max: 100 } : {};
}

function axisDecimals(value: number): number {
  return Number.isInteger(value) ? 0 : Math.min(2, decimalsFor(0, value));
}

/** Months for a year, weeks for a quarter: about six ticks, fewer in a small picture. */
function tickDays(days: number, compact: boolean): number {
  const wanted = days / (compact ? 3 : 6);
  return [1, 2, 5, 7, 14, 30, 60, 90, 180, 365].find((step) => step >= wanted) ?? 730;
}

function line(name: string, values: Numbers, colour: string, width: number): LineSeriesOption {
  return {
    id: name,
    name,
    type: "line",
    data: values.map((value, day) => [day, value]),
    // A line of one point is a dot.
    showSymbol: values.filter((value) => value !== null).length === 1,
    showAllSymbol: true,
    symbol: "circle",
    symbolSize: 6,
    lineStyle: { color: colour, width },
    itemStyle: { color: colour },
    emphasis: { disabled: true },
    z: 4,
  };
}

/** A band is two stacked lines: an invisible lower edge and the height above it, filled. */
function band(name: string, low: Numbers, high: Numbers, colour: string, opacity: number): LineSeriesOption[] {
  const height = high.map((value, day) => (value === null || low[day] === null || low[day] === undefined ? null : value - low[day]!));
  const edge = (id: string, values: Numbers, filled: boolean): LineSeriesOption => ({
    id,
    type: "line",
    stack: name,
    stackStrategy: "all",
    data: values.length === 1 ? [[-0.05, values[0]!], [0.05, values[0]!]] : values.map((value, day) => [day, value]),
    showSymbol: false,
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    areaStyle: filled ? { color: colour, opacity } : { opacity: 0 },
    emphasis: { disabled: true },
    z: 2,
  });
  return [edge(`${name}-low`, low, false), edge(`${name}-height`, height, true)];
}

/** The phases of the disruption as background; the first, down, is the strongest. */
function phaseAreas(phases: readonly Phase[], palette: Palette): LineSeriesOption["markArea"] {
  return {
    silent: true,
    data: phases.map((phase) => [
      {
        xAxis: phase.from,
        itemStyle: { color: palette.accent, opacity: phase.name === "down" ? 0.14 : phase.name === "recovering" ? 0.08 : 0.035 },
      },
      { xAxis: phase.to },
    ]),
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

function dayOf(params: unknown): number {
  const first = (Array.isArray(params) ? params[0] : params) as { axisValue?: number | string } | undefined;
  return Math.round(Number(first?.axisValue ?? 0));
}

function tooltip(day: number, { main, calm, start }: FanPicture, scale: { factor: number; unit: string }): string {
  const at = (values: Numbers) => (values[day] ?? 0) * scale.factor;
  const decimals = Math.max(decimalsFor(at(main.p95) - at(main.p05), at(main.p50)), 0);
  const row = (label: string, value: string) =>
    `<tr><td style="padding-right:12px">${label}</td><td style="text-align:right;font-variant-numeric:tabular-nums">${value}</td></tr>`;
  return (
    `<b>Day ${number(day)}</b>, ${dateOf(start, day)}<table>` +
    row("Median", `${number(at(main.p50), decimals)} ${scale.unit}`) +
    row("50 % of replications", interval(at(main.p25), at(main.p75), decimals)) +
    row("90 % of replications", interval(at(main.p05), at(main.p95), decimals)) +
    (calm === null ? "" : row("Calm, median", number(at(calm.p50), decimals))) +
    "</table>"
  );
}
