/** Differences with their intervals: how they are written, and how far their picture reaches. Pure. */

import { breadthOf, endsOf, type Estimate } from "../document.ts";
import { decimalsFor, scaleFor } from "../format.ts";

export interface Writing {
  /** A value in the unit that is written. */
  times: (value: number) => number;
  decimals: number;
  unit: string;
  /** Differences of per cent are in points. */
  gapUnit: string;
}

/** The prefix that values and differences share, and the decimals that the finest of the differences supports. */
export function writingOf(values: readonly (Estimate | null)[], gaps: readonly (Estimate | null)[], unit: string): Writing {
  const { factor, unit: written } = scaleFor([...values, ...gaps].flatMap((one) => [one?.mean, one?.low, one?.high]), unit);
  const judged = gaps.some((one) => one !== null) ? gaps : values;
  const decimals = Math.max(0, ...judged.map((one) => (one === null ? 0 : decimalsFor(breadthOf(one) * factor, one.mean * factor))));
  return { times: (value) => value * factor, decimals, unit: written, gapUnit: written === "%" ? "pp" : written };
}

/** Half the width of a picture around 0 that holds all intervals. */
export function reachOf(gaps: readonly (Estimate | null)[]): number {
  const ends = gaps.flatMap((one) => {
    const found = endsOf(one);
    return found === null ? [] : [Math.abs(found.low), Math.abs(found.high)];
  });
  return 1.1 * Math.max(1e-12, ...ends);
}
