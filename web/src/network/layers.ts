/** A network without coordinates, drawn in layers: supply on the left, customers on the right. */

import type { Lane, Site } from "../document.ts";
import { count, sentence } from "../format.ts";

export interface Point {
  x: number;
  y: number;
}

export interface LayerLabel {
  x: number;
  width: number;
  role: string;
  size: string;
}

export interface Layers {
  points: Point[];
  labels: LayerLabel[];
  spacing: number;
}

const HEAD = 44;
const SWEEPS = 4;

/** The sites' layers from supply to customers; the lanes say which end of the numbering is supply. */
export function layersOf(sites: readonly Site[], lanes: readonly Lane[]): number[][] {
  const echelon = new Map(sites.map((site) => [site.name, site.echelon]));
  const drift = lanes.reduce((sum, lane) => sum + (echelon.get(lane.to) ?? 0) - (echelon.get(lane.from) ?? 0), 0);
  const layers = new Map<number, number[]>();
  sites.forEach((site, index) => layers.set(site.echelon, [...(layers.get(site.echelon) ?? []), index]));
  const order = [...layers.keys()].sort((one, other) => (drift < 0 ? other - one : one - other));
  return order.map((key) => layers.get(key)!);
}

/** Neighbours of every site by index: who feeds it and whom it feeds. */
function neighbours(sites: readonly Site[], lanes: readonly Lane[]): number[][] {
  const indexOf = new Map(sites.map((site, index) => [site.name, index]));
  const near: number[][] = sites.map(() => []);
  for (const lane of lanes) {
    const from = indexOf.get(lane.from);
    const to = indexOf.get(lane.to);
    if (from === undefined || to === undefined) continue;
    near[from]!.push(to);
    near[to]!.push(from);
  }
  return near;
}

/** Order within layers by the mean place of the neighbours, swept to and fro: fewer crossings. */
export function untangle(layers: number[][], near: readonly number[][]): number[][] {
  const place = new Float64Array(near.length);
  const settle = (layer: number[]) => layer.forEach((site, rank) => (place[site] = (rank + 0.5) / layer.length));
  let ordered = layers.map((layer) => [...layer]);
  ordered.forEach(settle);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0 ? ordered.map((_, index) => index) : ordered.map((_, index) => ordered.length - 1 - index);
    for (const index of forward) {
      const pull = new Map(
        ordered[index]!.map((site) => {
          const around = near[site]!;
          const mean = around.reduce((sum, other) => sum + place[other]!, 0) / around.length;
          return [site, around.length === 0 ? place[site]! : mean];
        }),
      );
      ordered[index] = [...ordered[index]!].sort((one, other) => pull.get(one)! - pull.get(other)! || place[one]! - place[other]!);
      settle(ordered[index]!);
    }
  }
  return ordered;
}

/** How far apart sites may stand so that the fullest layer still fits its column. */
function spacingFor(layers: readonly number[][], column: number, height: number): number {
  for (let spacing = 30; spacing > 3; spacing -= 0.5) {
    const rows = Math.max(1, Math.floor(height / spacing));
    const widest = Math.max(...layers.map((layer) => Math.ceil(layer.length / rows)));
    if (widest === 1 || widest * spacing <= column * 0.5) return spacing;
  }
  return 3;
}

/** What a layer is called: the role most of its sites have. */
function roleOf(layer: readonly number[], sites: readonly Site[]): string {
  const roles = new Map<string, number>();
  for (const index of layer) roles.set(sites[index]!.role, (roles.get(sites[index]!.role) ?? 0) + 1);
  return [...roles].sort((one, other) => other[1] - one[1])[0]?.[0] ?? "";
}

/** Places for all sites in a picture of the given size. */
export function arrange(sites: readonly Site[], lanes: readonly Lane[], width: number, height: number): Layers {
  const layers = untangle(layersOf(sites, lanes), neighbours(sites, lanes));
  const column = width / Math.max(1, layers.length);
  const tall = height - HEAD - 16;
  const spacing = spacingFor(layers, column, tall);
  const points: Point[] = sites.map(() => ({ x: 0, y: 0 }));
  layers.forEach((layer, at) => {
    const across = Math.max(1, Math.ceil(layer.length / Math.max(1, Math.floor(tall / spacing))));
    const down = Math.ceil(layer.length / across);
    const gap = Math.min(tall / Math.max(1, down), across === 1 ? 56 : spacing);
    layer.forEach((site, rank) => {
      const row = Math.floor(rank / across);
      points[site] = {
        x: column * (at + 0.5) + ((rank % across) - (across - 1) / 2) * spacing,
        y: HEAD + tall / 2 + (row - (down - 1) / 2) * gap,
      };
    });
  });
  const labels = layers.map((layer, at) => ({
    x: column * (at + 0.5),
    width: column,
    role: sentence(roleOf(layer, sites)),
    size: count(layer.length, "site"),
  }));
  return { points, labels, spacing };
}
