/** Lanes gathered into flows: one line per pair of places, however many lanes share it. */

import type { Lane } from "../document.ts";

export interface Flow {
  stops: [string, string];
  value: number;
  lanes: number[];
}

/** The places a lane passes, in order: origin, ports and canals that can be drawn, destination. */
export function stopsOf(lane: Lane, drawable: (name: string) => boolean): string[] {
  if (lane.via.length === 0) return drawable(lane.from) && drawable(lane.to) ? [lane.from, lane.to] : [];
  return [lane.from, ...lane.via, lane.to].filter(drawable);
}

/** Flows between neighbouring stops, largest first; `most` keeps a picture of thousands readable. */
export function gather(lanes: readonly Lane[], drawable: (name: string) => boolean, most = 4000): Flow[] {
  const flows = new Map<string, Flow>();
  lanes.forEach((lane, index) => {
    const stops = stopsOf(lane, drawable);
    for (let leg = 0; leg + 1 < stops.length; leg++) {
      const [from, to] = [stops[leg]!, stops[leg + 1]!];
      if (from === to) continue;
      const key = `${from}\n${to}`;
      const flow = flows.get(key);
      if (flow === undefined) flows.set(key, { stops: [from, to], value: lane.value_per_day ?? 0, lanes: [index] });
      else {
        flow.value += lane.value_per_day ?? 0;
        flow.lanes.push(index);
      }
    }
  });
  return [...flows.values()].sort((one, other) => other.value - one.value).slice(0, most);
}
