/** The world as this report draws it: coastlines in the Natural Earth projection, no tiles. */

import { geoNaturalEarth1, geoPath, type GeoPath, type GeoProjection } from "d3-geo";
import { feature } from "topojson-client";
import land from "world-atlas/land-110m.json" with { type: "json" };
import type { Topology } from "topojson-specification";

export type Position = [longitude: number, latitude: number];

const world = land as unknown as Topology;
const coast = feature(world, world.objects["land"]!);

/** Centres to choose from: the cut then runs through the Bering Strait or through the Atlantic. */
const CENTRES = [11, 150];

/** Whether the shorter way between two places crosses the meridian opposite the centre. */
export function isCut(from: Position, to: Position, centre: number): boolean {
  const turn = (longitude: number) => ((((longitude - centre + 180) % 360) + 360) % 360) - 180;
  return Math.abs(turn(from[0]) - turn(to[0])) > 180;
}

/** The centre at which the least value crosses the edge of the map; Europe and Africa where it is equal. */
export function bestCentre(legs: readonly { from: Position; to: Position; value: number }[]): number {
  const lost = CENTRES.map((centre) => legs.reduce((sum, leg) => sum + (isCut(leg.from, leg.to, centre) ? 1 + leg.value : 0), 0));
  return lost[1]! < lost[0]! ? CENTRES[1]! : CENTRES[0]!;
}

export interface Atlas {
  land: string;
  project: (place: Position) => [number, number];
  line: (places: Position[]) => string;
}

/** Degrees within which places are one, and degrees shown around it. */
const ONE_PLACE = 0.01;
const AROUND = 6;

const rounded = (path: GeoPath): GeoPath => path.digits(1);

/** A projection that fits the places and the lines between them into a picture. */
export function atlasFor(places: readonly Position[], legs: readonly [Position, Position][], centre: number, size: { width: number; height: number }): Atlas {
  const projection = fitted(places, legs, centre, size);
  projection.clipExtent([[-size.width, -size.height], [2 * size.width, 2 * size.height]]);
  const path = rounded(geoPath(projection));
  return {
    land: path(coast) ?? "",
    project: (place) => projection(place) ?? [0, 0],
    line: (stops) => path({ type: "LineString", coordinates: stops }) ?? "",
  };
}

/** The places, or what lies north and south of them where all are in one: a point alone has no extent to fit. */
function surroundings(places: readonly Position[]): Position[] {
  const within = (axis: 0 | 1) => places.every((place) => Math.abs(place[axis] - places[0]![axis]) < ONE_PLACE);
  if (places.length === 0 || !within(0) || !within(1)) return [...places];
  const [longitude, latitude] = places[0]!;
  return [-AROUND, AROUND].map((step) => [longitude, Math.min(89, Math.max(-89, latitude + step))]);
}

function fitted(places: readonly Position[], legs: readonly [Position, Position][], centre: number, { width, height }: { width: number; height: number }): GeoProjection {
  const edge = Math.max(20, width * 0.035);
  const shown = {
    type: "GeometryCollection" as const,
    geometries: [
      { type: "MultiPoint" as const, coordinates: surroundings(places) },
      { type: "MultiLineString" as const, coordinates: legs.filter(([from, to]) => !isCut(from, to, centre)) },
    ],
  };
  const projection = geoNaturalEarth1().rotate([-centre, 0]);
  projection.fitExtent([[edge, edge], [width - edge, height - edge]], shown);
  // A network of one town is shown in its country, not as a blank sheet.
  if (projection.scale() > width * 1.2) {
    const [longitude, latitude] = projection.invert?.([width / 2, height / 2]) ?? [0, 0];
    projection.scale(width * 1.2).translate([0, 0]);
    const [x, y] = projection([longitude, latitude]) ?? [0, 0];
    projection.translate([width / 2 - x, height / 2 - y]);
  }
  return projection;
}
