/** What the reader sees of a picture: zoom, moved dots, names, emphasis. Pure. */

import type { Cascade, Lane } from "../document.ts";
import { BELOW, BESIDE, placeLabels, spread, type Box, type Label } from "./labels.ts";
import type { Point } from "./layers.ts";
import type { Dot, Line, Picture } from "./picture.ts";

export interface Zoom {
  k: number;
  x: number;
  y: number;
}

export const WHOLE: Zoom = { k: 1, x: 0, y: 0 };
export const MOST_ZOOM = 12;
export const NARROW = 560;

/** Zoom about a point of the picture, never further out than the whole. */
export function zoomAbout(zoom: Zoom, factor: number, at: Point, size: { width: number; height: number }): Zoom {
  const k = Math.min(MOST_ZOOM, Math.max(1, zoom.k * factor));
  const ratio = k / zoom.k;
  return keep({ k, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio }, size);
}

/** Zoom so that a point of the picture comes to its middle, as far as the frame allows. */
export function zoomTo(zoom: Zoom, factor: number, at: Point, size: { width: number; height: number }): Zoom {
  const near = zoomAbout(zoom, factor, at, size);
  return keep({ k: near.k, x: near.x + size.width / 2 - at.x, y: near.y + size.height / 2 - at.y }, size);
}

/** Keep the picture in the frame. */
export function keep({ k, x, y }: Zoom, { width, height }: { width: number; height: number }): Zoom {
  return { k, x: Math.min(0, Math.max(width * (1 - k), x)), y: Math.min(0, Math.max(height * (1 - k), y)) };
}

/** Dots on screen: zoomed, and on a map moved apart where they overlap. */
export function place(picture: Picture, { k, x, y }: Zoom): Dot[] {
  const grown = picture.dots.map((dot) => ({ ...dot, x: dot.x * k, y: dot.y * k, r: dot.r * Math.min(1.5, k ** 0.25) }));
  const points = picture.kind === "map" && !picture.crowded ? spread(grown) : grown;
  return grown.map((dot, index) => ({ ...dot, x: points[index]!.x + x, y: points[index]!.y + y }));
}

/** The names to write, most important first: chosen, broken, then by exposure. */
export function namesFor(dots: readonly Dot[], chosen: readonly (string | null)[], most: number, picture: Picture): Map<number, Label> {
  const weight = (dot: Dot) => (chosen.includes(dot.name) ? 2e6 : 0) + (dot.down ? 1e6 : 0) + dot.r * 1e3 + dot.flow;
  const order = dots.map((_, index) => index).sort((one, other) => weight(dots[other]!) - weight(dots[one]!));
  const must = picture.crowded && picture.width > NARROW ? 5 : dots.filter((dot) => dot.down || chosen.includes(dot.name)).length + 1;
  return placeLabels(dots, dots.map((dot) => dot.name), order.slice(0, Math.max(most, must)), picture, must, picture.kind === "layers" && !picture.crowded ? BELOW : BESIDE, blockedIn(picture));
}

/** The heads of the layers, and on a phone the buttons in the corner, are not written over. */
function blockedIn({ kind, width, height }: Picture): Box[] {
  const heads = kind === "layers" ? [{ left: 0, top: 0, right: width, bottom: 38 }] : [];
  return width > NARROW ? heads : [...heads, { left: width - 72, top: height - 44, right: width, bottom: height }];
}

/** The nearest dot within reach of the pointer. */
export function nearest(dots: readonly Dot[], at: Point, reach: number): Dot | null {
  let best: Dot | null = null;
  let least = Infinity;
  for (const dot of dots) {
    const far = Math.hypot(dot.x - at.x, dot.y - at.y) - dot.r;
    if (far < least && far <= reach) {
      best = dot;
      least = far;
    }
  }
  return best;
}

/** The next dot in a direction, for the arrow keys: near and roughly ahead. */
export function towards(dots: readonly Dot[], from: Dot, dx: number, dy: number): Dot | null {
  let best: Dot | null = null;
  let least = Infinity;
  for (const dot of dots) {
    const ahead = (dot.x - from.x) * dx + (dot.y - from.y) * dy;
    const aside = Math.abs((dot.x - from.x) * dy) + Math.abs((dot.y - from.y) * dx);
    if (dot.name === from.name || ahead <= 0.5) continue;
    if (ahead + 2 * aside < least) {
      best = dot;
      least = ahead + 2 * aside;
    }
  }
  return best;
}

/** Which lines carry goods of a site, and which sites are at their other ends. */
export function touching(name: string | null, lines: readonly Line[], lanes: readonly Lane[]): { lines: Set<number>; sites: Set<string> } {
  const found = { lines: new Set<number>(), sites: new Set<string>() };
  if (name === null) return found;
  const own = new Set<number>();
  lanes.forEach((lane, index) => {
    if (lane.from !== name && lane.to !== name && !lane.via.includes(name)) return;
    own.add(index);
    found.sites.add(lane.from).add(lane.to);
  });
  lines.forEach((line, index) => {
    if (line.flow.lanes.some((lane) => own.has(lane))) found.lines.add(index);
  });
  return found;
}

/** What share of its wanted units each site cannot serve on a day: only the sites that are short. */
export function shortOn(cascade: Cascade | null, day: number | null): Map<string, number> {
  const short = new Map<string, number>();
  const at = day === null || cascade === null ? -1 : cascade.days.indexOf(day);
  if (at === -1) return short;
  for (const site of cascade!.sites) {
    const share = site.short[at] ?? 0;
    if (share > 0.005) short.set(site.name, share);
  }
  return short;
}

/** How many sites are short on each day of the cascade. */
export function shortCounts(cascade: Cascade): number[] {
  const counts = cascade.days.map(() => 0);
  for (const site of cascade.sites) site.short.forEach((share, at) => share > 0.005 && at < counts.length && counts[at]!++);
  return counts;
}
