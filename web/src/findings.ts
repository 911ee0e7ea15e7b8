/** Titles are findings: sentences read off the numbers of the document. */

import { endsOf, isSure, type Beside, type Broken, type Causes, type Comparison, type Contribution, type Criterion, type Exposure, type Fan, type Mitigation, type ReportDocument, type Response, type Risk } from "./document.ts";
import { amount, count, number, sentence } from "./format.ts";

/** The most exposed site and what its loss costs. */
export function exposureFinding(document: ReportDocument): string {
  const worst = mostExposed(document.exposure);
  if (document.kind === "risk") return throughFinding(document);
  const sites = count(document.network.sites.length, "site");
  if (worst === null) {
    return document.exposure.length > 0 ? `Losing no single one of ${sites} costs anything` : `${sites}, exposure not yet measured`;
  }
  const { mean, low, high } = worst.exposure;
  return `Losing ${worst.site} would cost most: ${amount(mean, document.network.currency, low, high)}`;
}

/** What a site's exposure is: what its loss would cost, or what is lost through it over the run. */
export function exposureTerm(document: ReportDocument): string {
  return document.kind !== "risk" ? "Exposure" : document.horizon.days === 365 ? "Expected annual loss" : "Expected loss";
}

/** Through which site most is lost. */
function throughFinding(document: ReportDocument): string {
  const worst = mostExposed(document.exposure);
  if (worst === null) return document.exposure.length > 0 ? "No single site carries a loss" : "What may be lost, not yet by site";
  const { mean, low, high } = worst.exposure;
  return `Most is lost through ${worst.site}: ${amount(mean, document.network.currency, low, high)} on average`;
}

/** What contributes most, and its part of the whole. */
export function contributionsFinding(parts: readonly Contribution[], whole: number): string {
  const named = parts.filter((one) => one.kind === "hazard" && one.name !== TOGETHER);
  const worst = named[0];
  if (worst === undefined) return "Nothing was left out in turn";
  if (!(whole > 0)) return "Nothing is lost on average";
  return `${sentence(worst.name)} is behind ${number((100 * worst.expected.mean) / whole)} % of the expected loss`;
}

/** What is lost only, or once, because several meet. */
export const TOGETHER = "together";

/** Which mitigation is worth most beyond chance. */
export function mitigationsFinding(rows: readonly Mitigation[], currency: string): string {
  const best = rows.filter((one) => isSure(one.net) && one.net.mean > 0).sort((one, other) => other.net.mean - one.net.mean)[0];
  if (best === undefined) return rows.length === 1 ? `${sentence(rows[0]!.name)} does not pay for itself beyond chance` : "None pays for itself beyond chance";
  return `${sentence(best.name)} is worth ${amount(best.net.mean, currency, best.net.low, best.net.high)} more than it costs`;
}

/** How many criteria are met; else what was done. */
export function successFinding(criteria: readonly Criterion[], responses: readonly Response[]): string {
  const done = responses.filter((one) => one.on);
  if (criteria.length === 0) return done.length === 0 ? "Nothing was done about it" : `${count(done.length, "response")} done`;
  const met = criteria.filter((one) => one.verdict === "met").length;
  const open = criteria.filter((one) => one.verdict === "not yet known").length;
  const rest = open === 0 ? "" : `, ${number(open)} not yet known`;
  if (met === criteria.length) return met === 1 ? "The criterion of success is met" : `${met === 2 ? "Both" : `All ${number(met)}`} criteria of success are met`;
  return `${number(met)} of ${count(criteria.length, "criterion", "criteria")} of success ${met === 1 ? "is" : "are"} met${rest}`;
}

/** The row with the largest exposure, or null where nothing is lost anywhere. */
export function mostExposed(rows: readonly Exposure[]): Exposure | null {
  const worst = rows.reduce<Exposure | null>(
    (best, row) => (best === null || row.exposure.mean > best.exposure.mean ? row : best),
    null,
  );
  return worst !== null && worst.exposure.mean > 0 ? worst : null;
}

/** How many sites a customer would feel, and how soon. */
export function rankingFinding(rows: readonly Exposure[], within = 14): string {
  const felt = rows.filter((row) => row.tts_days !== null);
  if (rows.length === 0) return "Nothing has been ranked yet";
  if (felt.length === 0) return `Customers would feel none of ${count(rows.length, "loss", "losses")}`;
  const soon = felt.filter((row) => row.tts_days!.median <= within).length;
  if (soon === 0) return `${number(felt.length)} of ${count(rows.length, "loss", "losses")} would reach customers, none within ${within} days`;
  return `${number(soon)} of ${count(rows.length, "loss", "losses")} would reach customers within ${within} days`;
}

/** How many measures differ from calm beyond chance; nothing is claimed without intervals. */
export function comparisonFinding(rows: readonly Comparison[], replications: number): string {
  if (rows.length === 0) return "Nothing to compare yet";
  const judged = rows.map((row) => row.difference).filter((one) => endsOf(one) !== null);
  if (judged.length === 0) return replications === 1 ? "One replication: no intervals" : "Differences without intervals";
  const moved = judged.filter(isSure).length;
  return `${number(moved)} of ${count(judged.length, "measure")} ${moved === 1 ? "differs" : "differ"} from calm beyond chance`;
}

/** How many things break, and how many places they hit. */
export function brokenFinding(rows: readonly Broken[]): string {
  const places = new Set(rows.flatMap((row) => row.places)).size;
  const all = rows.some((row) => row.count > row.places.length) ? `${number(places)} or more places` : count(places, "place");
  return rows.length === 1 && rows[0] ? `${sentence(rows[0].name)}: ${rows[0].attribute} of ${all}` : `${count(rows.length, "thing")} break, at ${all}`;
}

/** The first cause and what its removal removes. */
export function causesFinding(causes: Causes): string {
  const first = causes.chains[0];
  if (causes.left_out) return "Not followed in this report";
  if (first === undefined && causes.missing === 0) return "Every order came on time";
  if (first === undefined) return "Nothing is short for a disruption by name";
  const proof = first.removed === null ? "" : `; without it ${number(100 * first.removed)} % of the shortage is gone`;
  return `${sentence(first.disruption)} is behind ${number(100 * first.share)} % of what was short${proof}`;
}

/** How likely a loss is, and how bad the worst are. */
export function lossFinding(risk: Risk): string {
  const none = risk.curve.loss.findLastIndex((loss) => loss <= 0);
  const any = none === -1 ? 1 : (risk.curve.probability[none] ?? 0);
  const tail = risk.tails[0];
  if (any === 0 || tail === undefined) return "Nothing is lost in any replication";
  const how = any > 0.995 ? "Every replication loses something" : `${number(100 * any)} % of replications lose something`;
  return `${how}; the worst ${number(100 * (1 - tail.level))} % lose ${amount(tail.cvar.mean, risk.unit, tail.cvar.low, tail.cvar.high)} on average`;
}

/** Which scenario has the best margin less costs beyond chance; else how many measures differ. */
export function besideFinding(beside: Beside): string {
  const net = beside.measures.find((row) => row.kpi === "net");
  const first = beside.names[0] ?? "";
  const sure = (net?.differences ?? []).flatMap((one, at) => {
    return one !== null && isSure(one) ? [{ name: beside.names[at] ?? "", ...one }] : [];
  });
  if (net === undefined || sure.length === 0) return `Margin less costs does not differ from ${first} beyond chance`;
  const [least, most] = [sure.reduce((a, b) => (b.mean < a.mean ? b : a)), sure.reduce((a, b) => (b.mean > a.mean ? b : a))];
  const told = (one: typeof most) => amount(Math.abs(one.mean), net.unit, one.low, one.high);
  return most.mean > 0 ? `${most.name} earns ${told(most)} more than ${first}` : `${first} earns most; ${least.name} falls ${told(least)} short of it`;
}

/** How many measures set any of several scenarios apart from the first. */
export function measuresFinding(beside: Beside): string {
  const apart = beside.measures.filter(({ differences }) => differences.some(isSure));
  return `${number(apart.length)} of ${count(beside.measures.length, "measure")} ${apart.length === 1 ? "differs" : "differ"} from ${beside.names[0] ?? ""} beyond chance`;
}

export interface Departure {
  day: number;
  value: number;
  calm: number;
  back: number | null;
}

/** Where the disrupted median is furthest from calm, and when it is back (within 5 % of that distance). */
export function departure(hit: Fan, calm: Fan): Departure | null {
  const gaps = hit.p50.map((value, day) => Math.abs((value ?? 0) - (calm.p50[day] ?? 0)));
  const largest = Math.max(0, ...gaps);
  if (largest === 0) return null;
  const day = gaps.indexOf(largest);
  const after = gaps.findIndex((gap, index) => index > day && gap <= 0.05 * largest);
  return { day, value: hit.p50[day] ?? 0, calm: calm.p50[day] ?? 0, back: after === -1 ? null : after };
}

/** What the fan shows, in one sentence. */
export function fanFinding(hit: Fan | null, calm: Fan | null): string {
  if (hit === null && calm === null) return "No run to show";
  if (hit === null) return `${calm!.label} in calm operation`;
  if (calm === null) return `${hit.label} under disruption`;
  const gap = departure(hit, calm);
  if (gap === null) return `${hit.label} does not move`;
  if (isRunningTotal(hit, gap)) {
    return `${hit.label} ends at ${amount(gap.value, hit.unit, ...spread(hit, gap.day))}, ${amount(gap.calm, calm.unit, ...spread(calm, gap.day))} when calm`;
  }
  const verb = gap.value < gap.calm ? "falls" : "rises";
  const end = gap.back === null ? `and is not back by day ${number(hit.p50.length - 1)}` : `and is back by day ${number(gap.back)}`;
  return `${hit.label} ${verb} to ${amount(gap.value, hit.unit, ...spread(hit, gap.day))} on day ${number(gap.day)} ${end}`;
}

function spread(fan: Fan, day: number): [number, number] {
  const middle = fan.p50[day] ?? 0;
  return [fan.p25[day] ?? middle, fan.p75[day] ?? middle];
}

/** A total that only ever grows does not come back: its title names its end. */
function isRunningTotal(fan: Fan, gap: Departure): boolean {
  if (gap.back !== null) return false;
  return fan.p50.every((value, day) => day === 0 || (value ?? 0) >= (fan.p50[day - 1] ?? 0) - 1e-9) && gap.value > gap.calm;
}
