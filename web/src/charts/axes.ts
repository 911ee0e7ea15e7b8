/** What all charts over days share: axes, the look of the tooltip, lines and bands. Pure. */

import type { LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { decimalsFor, number } from "../format.ts";
import type { Palette } from "../theme.svelte.ts";

export type Option = ComposeOption<LineSeriesOption | GridComponentOption | TooltipComponentOption>;
export type Numbers = readonly (number | null)[];

// The style sheet's font: ECharts measures with it.
const FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", system-ui, sans-serif';

export interface Days {
  count: number;
  compact: boolean;
  head: number;
  unit: string;
  /** What bounds a share from above. */
  upper: Numbers;
}

/** Everything of a chart over days but its series and what its tooltip says. */
export function overDays({ count, compact, head, unit, upper }: Days, palette: Palette): Option {
  const single = count === 1;
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: frame(head, compact ? 4 : 26),
    xAxis: {
      type: "value",
      // One day stands in the middle.
      min: single ? -1 : 0,
      max: Math.max(1, count - 1),
      interval: tickDays(count, compact),
      name: compact ? "" : "Day of the run",
      ...across(palette),
      axisLabel: { ...label(palette), showMaxLabel: false, hideOverlap: true, ...(single ? { formatter: (day: number) => (day === 0 ? "0" : "") } : {}) },
    },
    yAxis: {
      type: "value",
      scale: true,
      ...ends(unit, upper),
      splitNumber: compact ? 3 : 4,
      ...(single ? { axisLine: { onZero: false } } : {}),
      axisLabel: { ...label(palette), formatter: (value: number) => number(value, axisDecimals(value)) },
      splitLine: { lineStyle: { color: palette.rule } },
    },
  } as Option;
}

/** Where the plot stands in its picture. */
export function frame(top: number, bottom: number) {
  return { left: 4, right: 12, top, bottom, outerBoundsMode: "same" as const, outerBoundsContain: "axisLabel" as const };
}

/** The looks of the axis at the foot. */
export function across(palette: Palette) {
  return {
    nameLocation: "middle" as const,
    nameGap: 26,
    nameTextStyle: { color: palette.muted, fontSize: 13 },
    axisLine: { lineStyle: { color: palette.rule } },
    axisTick: { show: false },
    splitLine: { show: false },
  };
}

export function label(palette: Palette) {
  return { color: palette.muted, fontSize: 13 };
}

/** The looks of a tooltip on a vertical line. */
export function tip(palette: Palette, formatter: (params: unknown) => string): TooltipComponentOption {
  return {
    trigger: "axis",
    confine: true,
    backgroundColor: palette.paper,
    borderColor: palette.rule,
    textStyle: { color: palette.ink, fontSize: 13 },
    axisPointer: { type: "line", lineStyle: { color: palette.muted, type: "solid", width: 1 } },
    formatter,
  };
}

/** Text inside HTML: names are somebody else's. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A row of a tooltip's table. */
export function tipRow(name: string, value: string): string {
  return `<tr><td style="padding-right:12px">${escaped(name)}</td><td style="text-align:right;font-variant-numeric:tabular-nums">${escaped(value)}</td></tr>`;
}

/** A share of the whole never runs past 100 %. */
function ends(unit: string, upper: Numbers): { max?: number } {
  const most = Math.max(...upper.map((value) => value ?? 0));
  return unit === "%" && most <= 100 && most > 90 ? { max: 100 } : {};
}

export function axisDecimals(value: number): number {
  return Number.isInteger(value) ? 0 : Math.min(2, decimalsFor(0, value));
}

/** Months for a year, weeks for a quarter: about six ticks, fewer in a small picture. */
function tickDays(days: number, compact: boolean): number {
  const wanted = days / (compact ? 3 : 6);
  return [1, 2, 5, 7, 14, 30, 60, 90, 180, 365].find((step) => step >= wanted) ?? 730;
}

export function line(name: string, values: Numbers, colour: string, width: number): LineSeriesOption {
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
export function band(name: string, low: Numbers, high: Numbers, colour: string, opacity: number): LineSeriesOption[] {
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

/** Where along the axis the pointer is. */
export function placeOf(params: unknown): number {
  const first = (Array.isArray(params) ? params[0] : params) as { axisValue?: number | string } | undefined;
  return Number(first?.axisValue ?? 0);
}
