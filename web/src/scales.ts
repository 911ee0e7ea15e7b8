/** From values to what the eye sees: colour steps, radii, widths, ticks. */

export const STEPS = 5;

/** The next number of the form 1, 2, 2.5 or 5 times a power of ten. */
export function nice(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  const chosen = [1, 2, 2.5, 5, 10].find((candidate) => lead <= candidate * (1 + 1e-9)) ?? 10;
  return chosen * power;
}

/** Upper ends of the five steps of the exposure scale, round numbers covering `largest`. */
export function thresholds(largest: number): number[] {
  const step = nice(largest / STEPS);
  return Array.from({ length: STEPS }, (_, index) => step * (index + 1));
}

/** The step of a value: 0 palest to 4 strongest, -1 where nothing is known or lost. */
export function stepOf(value: number | null | undefined, ends: readonly number[]): number {
  if (value === null || value === undefined || !(value > 0)) return -1;
  const step = ends.findIndex((end) => value <= end);
  return step === -1 ? ends.length - 1 : step;
}

/** Radius of a site in pixels; area follows exposure. */
export function radiusOf(value: number, largest: number, least: number, most: number): number {
  if (!(largest > 0) || !(value > 0)) return least;
  return Math.sqrt(least ** 2 + (most ** 2 - least ** 2) * Math.min(1, value / largest));
}

/** Width of a flow in pixels; grows with the root of its value so that small flows stay visible. */
export function widthOf(value: number, largest: number, most = 5): number {
  if (!(largest > 0) || !(value > 0)) return 0.6;
  return 0.6 + (most - 0.6) * Math.sqrt(Math.min(1, value / largest));
}

/** Where a value lies between two ends, in per cent, kept inside. */
export function percentOf(value: number, from: number, to: number): number {
  if (!(to > from)) return 0;
  return Math.min(100, Math.max(0, (100 * (value - from)) / (to - from)));
}
