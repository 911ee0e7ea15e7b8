/** The report's document, schema `echelon-report/1`: what Python writes into the page. */

/** A mean and its 95 % confidence interval; one replication has none. */
export interface Estimate {
  mean: number;
  low: number | null;
  high: number | null;
}

export interface Days {
  median: number;
  low: number | null;
  high: number | null;
}

export interface Site {
  name: string;
  role: string;
  country: string;
  region: string;
  lat: number | null;
  lon: number | null;
  echelon: number;
  items: string[];
  feeds: string[];
  stock_value: number | null;
}

export interface Lane {
  from: string;
  to: string;
  items: string[];
  modes: string[];
  via: string[];
  lead_days: number | null;
  value_per_day: number | null;
  /** Whether anything that breaks acts on the lane itself. */
  hit?: boolean;
}

export interface Customer {
  name: string;
  site: string;
  items: string[];
  demand_per_day: number | null;
  /** Of the demand: a unit of measure, or money where its items' units cannot be added. */
  unit?: string;
  service_calm: Estimate | null;
  service_hit: Estimate | null;
}

export interface Network {
  name: string;
  description: string;
  currency: string;
  start_date: string;
  fictional: boolean;
  sites: Site[];
  lanes: Lane[];
  customers: Customer[];
}

export interface Disruption {
  name: string;
  target: string;
  /** Sites that it acts on itself. */
  sites?: string[];
  attribute: string;
  factor: number;
  start: number;
  end: number | null;
  healed: number | null;
  shape: string;
}

/** A stretch of days: warning, survival (until customers feel it), impact, recovery or tail. */
export interface Phase {
  name: string;
  from: number;
  to: number;
  /** 90 % of replications, where a phase begins or ends on other days in others. */
  from_low?: number;
  from_high?: number;
  to_low?: number;
  to_high?: number;
}

export interface Scenario {
  id: string;
  name: string;
  kind: string;
  disruptions: Disruption[];
  phases: Phase[];
  /** Whose phases these are, where not everybody's. */
  phases_note?: string;
  /** Whether what breaks comes by chance, or by what else breaks, rather than on its day. */
  by_chance?: boolean;
}

export interface Fan {
  kpi: string;
  label: string;
  unit: string;
  scenario: string;
  p05: (number | null)[];
  p25: (number | null)[];
  p50: (number | null)[];
  p75: (number | null)[];
  p95: (number | null)[];
}

export interface Headline {
  label: string;
  value: number | null;
  low: number | null;
  high: number | null;
  unit: string;
  note: string;
  /** What low and high are; 90 % of replications where it is not said. */
  range?: string;
}

export interface Exposure {
  /** What fails: a site, or a lane, region or disruption by its name. */
  site: string;
  /** Lanes that it hits themselves, from and to. */
  lanes?: [string, string][];
  exposure: Estimate;
  tts_days: Days | null;
  ttr_days: Days | null;
  /** Until customers get any less. */
  impact_days?: Days | null;
  /** From the physical recovery until customers' backlog is as in the calm run. */
  tail_days?: Days | null;
  /** Days of demand not served on time: the loss area. */
  area_days?: Estimate | null;
  service_lost: number | null;
  customers_hit: string[];
  reason: string;
}

export interface Comparison {
  kpi: string;
  label: string;
  unit: string;
  calm: Estimate | null;
  hit: Estimate | null;
  difference: Estimate | null;
}

export interface Cascade {
  days: number[];
  sites: { name: string; short: number[] }[];
}

/** What breaks, drawn: places, when, and the factor on the first of them by day. */
export interface Broken {
  name: string;
  cause: string;
  /** disruption, hazard or cascade */
  kind: string;
  attribute: string;
  factor: number;
  /** As it was typed. */
  asked: string[];
  /** What that names in this network, the first few; `count` is all. */
  places: string[];
  count: number;
  when: string;
  curve_of: string;
  /** By day: the median, or the typical replication's course where things come by chance; and 5 to 95 % of replications. */
  curve: { line: number[]; low: number[]; high: number[] };
  /** What the entry of the catalogue rests on that it comes from. */
  entry?: { key: string; version: string; sources: { says: string; publication: string; year: number }[]; assumed: string[] } | null;
}

/** What one customer asked for on one day, and what was missing of it when it was due. */
export interface Order {
  customer: string;
  site: string;
  item: string;
  day: number;
  due: number;
  asked: number;
  missing: number;
  /** Days until all of it was there; null where that was not within the run, or it was lost. */
  late: number | null;
}

/** From what broke to an order that came short. */
export interface Chain {
  disruption: string;
  share: number;
  removed: number | null;
  sentence: string;
  order?: Order;
  links: { what: string; where: string; item: string; first: number; last: number; units: number }[];
}

/** Why orders of one replication were short: a chain for each cause, and the worst orders of other customers. */
export interface Causes {
  replication: number;
  /** Which replication this is, and why that one. */
  note?: string;
  missing: number;
  calm?: number;
  count?: number;
  unexplained: number;
  chains: Chain[];
  stories?: Chain[];
  /** Why nothing is told. */
  left_out?: string;
}

/** What would not be lost without one thing; a kind sums to the whole with what several share. */
export interface Contribution {
  kind: string;
  name: string;
  expected: Estimate;
  /** Of the mean beyond the value at risk, by level of the tails. */
  cvar: number[];
}

/** What a mitigation is worth over the horizon. */
export interface Mitigation {
  name: string;
  costs: Estimate;
  saved: Estimate;
  tail_saved: Estimate[];
  /** Saved by each unit of money; without a mean where it costs nothing. */
  per_money: { mean: number | null; low: number | null; high: number | null };
  net: Estimate;
}

/** A criterion of success and its verdict: met, not met, or not yet known. */
export interface Criterion {
  label: string;
  unit: string;
  bound: number;
  /** Whether the bound is from below. */
  least: boolean;
  /** The part of replications that must be within the bound; null where their mean must. */
  in_share: number | null;
  confidence: number;
  found: Estimate;
  found_unit: string;
  verdict: string;
}

/** What is done about it. */
export interface Response {
  name: string;
  on: boolean;
  cost: number;
  changes: string[];
}

/** The distribution of losses against the calm run. */
export interface Risk {
  unit: string;
  days: number;
  replications: number;
  expected: Estimate;
  tails: { level: number; var: Estimate; cvar: Estimate; needed: number }[];
  /** How many times as frequent hazards were made, and of how many years the mean then lives. */
  factor?: number;
  effective?: number;
  contributions?: Contribution[];
  mitigations?: Mitigation[];
  /** The probability of losing more than each loss, losses increasing, with a 95 % band that holds for all of them. */
  curve: { loss: number[]; probability: number[]; low: number[]; high: number[] };
}

/** Two to four runs with the same luck; the first is what the others are measured against. */
export interface Beside {
  names: string[];
  /** What breaks in each, and what is done about it. */
  asked?: { breaks: string[]; done: string[] }[];
  /** `scenario` is the place in `names`. */
  fans: Fan[];
  /** Paired differences from the first. */
  gaps: Fan[];
  measures: { kpi: string; label: string; unit: string; better: string; values: (Estimate | null)[]; differences: (Estimate | null)[] }[];
}

export interface Run {
  version: string;
  question: string;
  answer: string;
  command: string;
  laws: string;
  inputs: { file: string; sha256: string }[];
}

export interface ReportDocument {
  schema: string;
  /** `run`, or `risk` of a year. */
  kind: string;
  title: string;
  network: Network;
  horizon: { days: number; replications: number; seed: number };
  scenarios: Scenario[];
  fans: Fan[];
  headline: Headline[];
  exposure: Exposure[];
  exposure_note: string;
  comparison: Comparison[];
  cascade: Cascade | null;
  broken: Broken[];
  broken_note: string;
  success: Criterion[];
  responses: Response[];
  causes: Causes | null;
  risk: Risk | null;
  beside: Beside | null;
  run: Run;
  assumptions: string[];
  not_modelled: string[];
}

export const SCHEMA = "echelon-report/1";

const EMPTY_NETWORK: Network = {
  name: "Unnamed network",
  description: "",
  currency: "",
  start_date: "2000-01-01",
  fictional: false,
  sites: [],
  lanes: [],
  customers: [],
};

const EMPTY_RUN: Run = { version: "", question: "", answer: "", command: "", laws: "", inputs: [] };

/**
 * Read the document out of the page; halves that a run does not have become empty.
 * Throws an error with one sentence a planner can act on.
 */
export function readDocument(text: string): ReportDocument {
  const raw = JSON.parse(text) as Partial<ReportDocument> | null;
  if (raw === null || typeof raw !== "object") {
    throw new Error("This page holds no run yet. Write one with: echelon stress NETWORK --out out/stress");
  }
  if (raw.schema !== SCHEMA) {
    throw new Error(
      `The page reads documents of schema ${SCHEMA}. Got ${String(raw.schema)}. Write the report again with the same version of Echelon.`,
    );
  }
  const network = { ...EMPTY_NETWORK, ...raw.network };
  // In place: a large network has tens of thousands of rows, and they are this page's own.
  for (const site of network.sites) {
    site.items ??= [];
    site.feeds ??= [];
  }
  for (const lane of network.lanes) {
    lane.items ??= [];
    lane.modes ??= [];
    lane.via ??= [];
  }
  return {
    schema: SCHEMA,
    kind: raw.kind ?? "run",
    title: raw.title ?? network.name,
    network,
    horizon: raw.horizon ?? { days: 0, replications: 0, seed: 0 },
    scenarios: raw.scenarios ?? [],
    fans: raw.fans ?? [],
    headline: raw.headline ?? [],
    exposure: raw.exposure ?? [],
    exposure_note: raw.exposure_note ?? "",
    comparison: raw.comparison ?? [],
    cascade: raw.cascade ?? null,
    // One replication has no distribution.
    risk: raw.risk && raw.risk.replications > 1 ? raw.risk : null,
    broken: raw.broken ?? [],
    broken_note: raw.broken_note ?? "",
    success: raw.success ?? [],
    responses: raw.responses ?? [],
    causes: raw.causes ?? null,
    beside: raw.beside ?? null,
    run: { ...EMPTY_RUN, ...raw.run },
    assumptions: raw.assumptions ?? [],
    not_modelled: raw.not_modelled ?? [],
  };
}

/** The ends of an interval, or null where there is none. */
export function endsOf(one: Estimate | null): { low: number; high: number } | null {
  const low = one?.low ?? null;
  const high = one?.high ?? null;
  return low === null || high === null ? null : { low, high };
}

/** Whether an interval does not hold 0. */
export function isSure(one: Estimate | null): boolean {
  const ends = endsOf(one);
  return ends !== null && (ends.low > 0 || ends.high < 0);
}

/** How wide an interval is; 0 where there is none. */
export function breadthOf(one: Estimate): number {
  const ends = endsOf(one);
  return ends === null ? 0 : ends.high - ends.low;
}

/** The scenario in which something breaks, if the run has one. */
export function disrupted(document: ReportDocument): Scenario | null {
  return document.scenarios.find((scenario) => scenario.disruptions.length > 0 || scenario.kind === "disrupted") ?? null;
}

/** The fan of one KPI in the calm and in the disrupted scenario. */
export function fansOf(document: ReportDocument, kpi: string): { calm: Fan | null; hit: Fan | null } {
  const hitId = disrupted(document)?.id;
  const fans = document.fans.filter((fan) => fan.kpi === kpi);
  return {
    calm: fans.find((fan) => fan.scenario !== hitId) ?? null,
    hit: fans.find((fan) => fan.scenario === hitId) ?? null,
  };
}

/** The KPIs that have a fan, in the order the document gives them. */
export function kpisOf(document: ReportDocument): { kpi: string; label: string; unit: string }[] {
  const seen = new Map<string, { kpi: string; label: string; unit: string }>();
  for (const { kpi, label, unit } of document.fans) if (!seen.has(kpi)) seen.set(kpi, { kpi, label, unit });
  return [...seen.values()];
}
