/** Names beside sites without overlap, and sites beside sites without overlap. */

import type { Point } from "./layers.ts";

export interface Disc extends Point {
  r: number;
}

export interface Label {
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
  led: boolean;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A longer name is cut on the map; its panel has the whole of it. */
export const MOST_LETTERS = 32;
const HEIGHT = 15;
const PER_LETTER = 7.2;

const meet = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Move overlapping discs apart, a little and always the same way; far ones stay where they are. */
export function spread(discs: readonly Disc[], gap = 1, rounds = 24): Point[] {
  const points = discs.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    for (let i = 0; i < points.length; i++) {
      for (let j = i + 1; j < points.length; j++) {
        const one = points[i]!;
        const other = points[j]!;
        const need = discs[i]!.r + discs[j]!.r + gap;
        let dx = other.x - one.x;
        let dy = other.y - one.y;
        if (Math.abs(dx) >= need || Math.abs(dy) >= need) continue;
        let far = Math.hypot(dx, dy);
        if (far >= need) continue;
        if (far < 1e-6) {
          // Same place: fan out by index, so that the picture is the same every time.
          dx = Math.cos(2.4 * j);
          dy = Math.sin(2.4 * j);
          far = 1;
        }
        const push = (need - Math.min(far, need)) / 2 || need / 2;
        const [ux, uy] = [dx / far, dy / far];
        one.x -= ux * push;
        one.y -= uy * push;
        other.x += ux * push;
        other.y += uy * push;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return points;
}

/** Sides a name may stand on: right, left, above, below; then further out, with a line back to the dot. */
const SIDES: readonly { dx: number; dy: number; far: number }[] = [
  { dx: 1, dy: 0, far: 4 },
  { dx: -1, dy: 0, far: 4 },
  { dx: 0, dy: -1, far: 4 },
  { dx: 0, dy: 1, far: 4 },
  ...[18, 34, 52, 72].flatMap((far) =>
    [[1, -0.6], [1, 0.6], [-1, -0.6], [-1, 0.6], [0, -1], [0, 1]].map(([dx, dy]) => ({ dx: dx!, dy: dy!, far })),
  ),
];
const NEAR_SIDES = 4;
const FURTHER = SIDES.map((_, side) => side).slice(NEAR_SIDES);

/** On a map a name stands right of its dot where it can; where lines leave sideways, below. */
export const BESIDE = [0, 1, 2, 3];
export const BELOW = [3, 2, 0, 1];

/** The name's box and anchor on one side of its dot. */
function boxAt(disc: Disc, letters: number, side: number): { box: Box; label: Label } {
  const { dx, dy, far } = SIDES[side]!;
  const width = letters * PER_LETTER;
  const x = disc.x + dx * (disc.r + far);
  const y = disc.y + dy * (disc.r + far + HEIGHT / 2 - 2);
  const left = dx > 0 ? x : dx < 0 ? x - width : x - width / 2;
  return {
    box: { left, top: y - HEIGHT / 2, right: left + width, bottom: y + HEIGHT / 2 },
    label: { x, y, anchor: dx > 0 ? "start" : dx < 0 ? "end" : "middle", led: side >= NEAR_SIDES },
  };
}

/**
 * Places for as many names as fit, the first asked for first.
 * `wanted` are indices into `discs`; the first `must` of them may stand further out, on a leading line;
 * `near` is the order in which the four sides are tried, `blocked` is room that others need.
 * A name that finds no room is not in the answer.
 */
export function placeLabels(discs: readonly Disc[], names: readonly string[], wanted: readonly number[], size: { width: number; height: number }, must = 0, near: readonly number[] = BESIDE, blocked: readonly Box[] = []): Map<number, Label> {
  const taken: Box[] = [...blocked];
  const dots = discs.map(({ x, y, r }) => ({ left: x - r, top: y - r, right: x + r, bottom: y + r }));
  const placed = new Map<number, Label>();
  wanted.forEach((index, rank) => {
    for (const side of rank < must ? [...near, ...FURTHER] : near) {
      const { box, label } = boxAt(discs[index]!, Math.min(MOST_LETTERS, names[index]!.length), side);
      const inside = box.left >= 2 && box.top >= 2 && box.right <= size.width - 2 && box.bottom <= size.height - 2;
      const free = !taken.some((other) => meet(box, other)) && !dots.some((dot, at) => at !== index && meet(box, dot));
      if (!inside || !free) continue;
      taken.push(box);
      placed.set(index, label);
      break;
    }
  });
  return placed;
}
