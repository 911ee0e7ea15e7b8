/** The network as things to draw: dots, lines, land or layers. Pure: a document and a size in, a picture out. */

import { disrupted, type ReportDocument, type Site } from "../document.ts";
import { radiusOf, stepOf, thresholds, widthOf } from "../scales.ts";
import { gather, type Flow } from "./flows.ts";
import { atlasFor, bestCentre, type Position } from "./geography.ts";
import { arrange, layersOf, type LayerLabel, type Point } from "./layers.ts";

export type Shape = "triangle" | "square" | "circle" | "diamond" | "nose";

export interface Dot extends Point {
  name: string;
  role: string;
  r: number;
  step: number;
  shape: Shape;
  down: boolean;
  flow: number;
}

export interface Line {
  path: string;
  width: number;
  flow: Flow;
  /** Whether what breaks acts on a lane of it. */
  hit: boolean;
  /** Of the exposure scale, where lanes were put to the test; -1 where not. */
  step: number;
}

export interface Picture {
  width: number;
  height: number;
  kind: "map" | "layers";
  land: string;
  layers: LayerLabel[];
  dots: Dot[];
  lines: Line[];
  ends: number[];
  crowded: boolean;
  unplaced: number;
}

/** Above these numbers the picture is painted on a canvas. */
const MOST_DOTS = 400;
const MOST_LINES = 1500;

/** What a site does decides its shape: makes, holds, moves or sells. */
export function shapeOf(role: string): Shape {
  if (/supplier|source|mine|farm/i.test(role)) return "triangle";
  if (/factory|plant|assembly|manufactur|make/i.test(role)) return "square";
  if (/port|canal|strait|hub|cross/i.test(role)) return "diamond";
  if (/customer|store|market|retail|demand/i.test(role)) return "nose";
  return "circle";
}

/** Whether enough sites have coordinates for a map; the others are then left off it. */
export function isMappable(sites: readonly Site[]): boolean {
  return sites.filter(isPlaced).length >= Math.max(1, sites.length / 2);
}

function isPlaced(site: Site): boolean {
  return site.lat !== null && site.lon !== null && site.lat !== undefined && site.lon !== undefined;
}

/** How tall a picture of this width should be: a map about half as tall, layers as tall as the fullest needs. */
export function heightFor(document: ReportDocument, width: number): number {
  const { sites, lanes } = document.network;
  if (isMappable(sites)) return Math.round(Math.min(400, Math.max(210, width * 0.42)));
  const fullest = Math.max(1, ...layersOf(sites, lanes).map((layer) => layer.length));
  return Math.round(Math.min(440, Math.max(260, width * 0.56), 100 + 60 * fullest));
}

/** The whole picture of a network at a size in pixels. */
export function drawPicture(document: ReportDocument, width: number, height: number): Picture {
  return isMappable(document.network.sites) ? drawMap(document, width, height) : drawLayers(document, width, height);
}

function drawMap(document: ReportDocument, width: number, height: number): Picture {
  const sites = document.network.sites.filter(isPlaced);
  const at = new Map<string, Position>(sites.map((site) => [site.name, [site.lon!, site.lat!]]));
  const flows = gather(document.network.lanes, (name) => at.has(name), 1500);
  const legs = flows.map((flow) => [at.get(flow.stops[0])!, at.get(flow.stops[1])!] as [Position, Position]);
  const centre = bestCentre(legs.map(([from, to], index) => ({ from, to, value: flows[index]!.value })));
  const atlas = atlasFor([...at.values()], legs, centre, { width, height });
  const points = sites.map((site) => {
    const [x, y] = atlas.project(at.get(site.name)!);
    return { x, y };
  });
  const dots = dotsFor(document, sites, points, width < 560 ? 3 : 3.5, width < 560 ? 7 : 9);
  const largest = flows[0]?.value ?? 0;
  const looks = looksOf(document);
  const lines = flows.map((flow, index) => ({ path: atlas.line(legs[index]!), width: widthOf(flow.value, largest), flow, ...looks(flow) }));
  return {
    ...finish(document, width, height, dots, lines),
    kind: "map",
    land: atlas.land,
    layers: [],
    unplaced: document.network.sites.length - sites.length,
  };
}

function drawLayers(document: ReportDocument, width: number, height: number): Picture {
  const { sites, lanes } = document.network;
  const { points, labels, spacing } = arrange(sites, lanes, width, height);
  const dots = dotsFor(document, sites, points, Math.min(3.5, spacing * 0.34), Math.min(9, Math.max(4.5, spacing * 0.45)));
  const place = new Map(sites.map((site, index) => [site.name, points[index]!]));
  const direct = lanes.some((lane) => lane.via.length > 0) ? lanes.map((lane) => ({ ...lane, via: [] })) : lanes;
  const flows = gather(direct, (name) => place.has(name), 20000);
  const largest = flows[0]?.value ?? 0;
  const looks = looksOf(document);
  const lines = flows.map((flow) => ({
    path: curve(place.get(flow.stops[0])!, place.get(flow.stops[1])!),
    width: widthOf(flow.value, largest, flows.length > 400 ? 2 : 5),
    flow,
    ...looks(flow),
  }));
  return { ...finish(document, width, height, dots, lines), kind: "layers", land: "", layers: labels, unplaced: 0 };
}

/** A line that leaves and arrives level, so that layers read from left to right. */
function curve(from: Point, to: Point): string {
  const middle = ((from.x + to.x) / 2).toFixed(1);
  return `M${from.x.toFixed(1)},${from.y.toFixed(1)}C${middle},${from.y.toFixed(1)} ${middle},${to.y.toFixed(1)} ${to.x.toFixed(1)},${to.y.toFixed(1)}`;
}

function dotsFor(document: ReportDocument, sites: readonly Site[], points: readonly Point[], least: number, most: number): Dot[] {
  const exposure = new Map(document.exposure.map((row) => [row.site, row.exposure.mean]));
  const largest = Math.max(0, ...exposure.values());
  const ends = thresholds(largest);
  const down = new Set(disrupted(document)?.disruptions.flatMap((row) => row.sites ?? [row.target]) ?? []);
  const through = throughput(document);
  return sites.map((site, index) => ({
    ...points[index]!,
    name: site.name,
    role: site.role,
    r: radiusOf(exposure.get(site.name) ?? 0, largest, least, most),
    step: stepOf(exposure.get(site.name), ends),
    shape: shapeOf(site.role),
    down: down.has(site.name),
    flow: through.get(site.name) ?? 0,
  }));
}

/** Whether a flow is hit, and how exposed the worst of its lanes is. */
function looksOf(document: ReportDocument): (flow: Flow) => { hit: boolean; step: number } {
  const lanes = document.network.lanes;
  const exposure = new Map<string, number>();
  for (const row of document.exposure) {
    for (const [from, to] of row.lanes ?? []) exposure.set(`${from}\n${to}`, Math.max(row.exposure.mean, exposure.get(`${from}\n${to}`) ?? 0));
  }
  const ends = thresholds(Math.max(0, ...document.exposure.map((row) => row.exposure.mean)));
  const lost = (at: number) => exposure.get(`${lanes[at]!.from}\n${lanes[at]!.to}`) ?? 0;
  return (flow) => ({
    hit: flow.lanes.some((at) => lanes[at]!.hit === true),
    step: exposure.size === 0 ? -1 : stepOf(Math.max(0, ...flow.lanes.map(lost)), ends),
  });
}

/** Whether a line is drawn over the others: what is hit, or is exposed itself. */
export function isMarked(line: Line): boolean {
  return line.hit || line.step >= 0;
}

/** What passes through each site a day, as a share of the busiest. */
function throughput(document: ReportDocument): Map<string, number> {
  const sums = new Map<string, number>();
  for (const lane of document.network.lanes) {
    for (const name of [lane.from, lane.to, ...lane.via]) sums.set(name, (sums.get(name) ?? 0) + (lane.value_per_day ?? 0));
  }
  const busiest = Math.max(1e-9, ...sums.values());
  return new Map([...sums].map(([name, sum]) => [name, sum / busiest]));
}

function finish(document: ReportDocument, width: number, height: number, dots: Dot[], lines: Line[]) {
  const largest = Math.max(0, ...document.exposure.map((row) => row.exposure.mean));
  return {
    width,
    height,
    dots,
    lines,
    ends: largest > 0 ? thresholds(largest) : [],
    crowded: dots.length > MOST_DOTS || lines.length > MOST_LINES,
  };
}

/** The outline of a site's shape around the origin. */
export function outline(shape: Shape, r: number): string {
  const f = (value: number) => value.toFixed(2);
  switch (shape) {
    case "triangle":
      return `M0,${f(-1.2 * r)}L${f(1.1 * r)},${f(0.8 * r)}L${f(-1.1 * r)},${f(0.8 * r)}Z`;
    case "nose":
      return `M0,${f(1.2 * r)}L${f(1.1 * r)},${f(-0.8 * r)}L${f(-1.1 * r)},${f(-0.8 * r)}Z`;
    case "square":
      return `M${f(-0.9 * r)},${f(-0.9 * r)}H${f(0.9 * r)}V${f(0.9 * r)}H${f(-0.9 * r)}Z`;
    case "diamond":
      return `M0,${f(-1.25 * r)}L${f(1.25 * r)},0L0,${f(1.25 * r)}L${f(-1.25 * r)},0Z`;
    default:
      return `M${f(-r)},0A${f(r)},${f(r)} 0 1 1 ${f(r)},0A${f(r)},${f(r)} 0 1 1 ${f(-r)},0Z`;
  }
}
