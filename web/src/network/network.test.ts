import assert from "node:assert/strict";
import { test } from "node:test";
import { readDocument, SCHEMA, type Lane, type Site } from "../document.ts";
import { partsOf } from "../parts.ts";
import { drawPicture, isMarked } from "./picture.ts";
import { gather } from "./flows.ts";
import { placeLabels, spread } from "./labels.ts";
import { arrange, layersOf } from "./layers.ts";
import { phaseRows } from "../charts/phases.ts";

const site = (name: string, echelon: number): Site => ({ name, role: "factory", country: "", region: "", lat: null, lon: null, echelon, items: [], feeds: [], stock_value: 0 });
const lane = (from: string, to: string, value = 1, via: string[] = []): Lane => ({ from, to, items: [], modes: [], via, lead_days: 1, value_per_day: value });

test("lanes that share a leg become one flow with their value added", () => {
  const flows = gather([lane("a", "c", 2, ["p"]), lane("b", "c", 3, ["p"])], () => true);
  assert.deepEqual(flows[0]?.stops, ["p", "c"]);
  assert.equal(flows[0]?.value, 5);
  assert.deepEqual(flows[0]?.lanes, [0, 1]);
});

test("a port without a place is passed by", () => {
  assert.deepEqual(gather([lane("a", "c", 2, ["p"])], (name) => name !== "p").map((flow) => flow.stops), [["a", "c"]]);
});

test("supply stands left whichever way the layers are numbered", () => {
  const sites = [site("shop", 0), site("plant", 1), site("mine", 2)];
  const lanes = [lane("mine", "plant"), lane("plant", "shop")];
  assert.deepEqual(layersOf(sites, lanes), [[2], [1], [0]]);
  const { points } = arrange(sites, lanes, 600, 300);
  assert.ok(points[2]!.x < points[1]!.x && points[1]!.x < points[0]!.x);
});

test("two thousand sites fit into the picture without overlap", () => {
  const sites = Array.from({ length: 2000 }, (_, index) => site(`s${index}`, index % 5));
  const { points, spacing } = arrange(sites, [], 770, 440);
  assert.ok(points.every(({ x, y }) => x > 0 && x < 770 && y > 0 && y < 440));
  assert.equal(new Set(points.map(({ x, y }) => `${x.toFixed(2)} ${y.toFixed(2)}`)).size, 2000);
  assert.ok(spacing >= 3);
});

test("sites in one place are moved apart, the same way every time", () => {
  const discs = [0, 1, 2].map(() => ({ x: 50, y: 50, r: 5 }));
  const moved = spread(discs);
  assert.deepEqual(moved, spread(discs));
  assert.ok(Math.hypot(moved[0]!.x - moved[1]!.x, moved[0]!.y - moved[1]!.y) > 9);
});

test("a name that must be written finds room further out", () => {
  const discs = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => ({ x: 200 + 12 * x, y: 200 + 12 * y, r: 5 })));
  const names = discs.map((_, index) => `Site ${index}`);
  assert.equal(placeLabels(discs, names, [4], { width: 400, height: 400 }).size, 0);
  assert.equal(placeLabels(discs, names, [4], { width: 400, height: 400 }, 1).get(4)?.led, true);
});

test("no phase's name is crossed by the line of a later one", () => {
  const phases = [["impact", 60, 90], ["recovery", 90, 104], ["tail", 104, 151]].map(([name, from, to]) => ({ name: String(name), from: Number(from), to: Number(to) }));
  assert.deepEqual(phaseRows(phases, 4), [0, 1, 0]);
  assert.deepEqual(phaseRows(phases, 0.5), [2, 1, 0]);
  assert.deepEqual(phaseRows([{ name: "survival", from: 60, to: 79 }, ...phases], 4), [1, 0, 1, 0], "what begins with another stands above it");
});

test("a line is marked where what breaks hits a lane of it, or where lanes were put to the test", () => {
  const network = { name: "n", sites: [site("a", 0), site("b", 1), site("c", 2)], lanes: [{ ...lane("a", "b"), hit: true }, lane("b", "c")], customers: [] };
  const marks = (more: object) =>
    drawPicture(readDocument(JSON.stringify({ schema: SCHEMA, network, ...more })), 600, 300).lines.map((line) => [line.flow.stops.join(""), line.hit, isMarked(line)]);
  assert.deepEqual(marks({}), [["ab", true, true], ["bc", false, false]]);
  const exposure = [{ site: "b→c", lanes: [["b", "c"]], exposure: { mean: 9, low: 8, high: 10 }, tts_days: null, ttr_days: null, service_lost: 1, customers_hit: [], reason: "" }];
  assert.deepEqual(marks({ exposure })[1], ["bc", false, true]);
});

test("a year of risk has no run to show, and runs that were kept no network", () => {
  const ids = (more: object) => partsOf(readDocument(JSON.stringify({ schema: SCHEMA, ...more }))).map(({ id }) => id);
  const risk = { replications: 9, contributions: [], mitigations: [{}] };
  assert.deepEqual(ids({ kind: "risk", risk }), ["exposure", "contributions", "losses", "mitigations", "about"]);
  assert.deepEqual(ids({ beside: {} }), ["beside", "about"]);
  assert.ok(ids({ success: [{}] }).includes("success"));
  assert.ok(!ids({}).includes("success"));
});
