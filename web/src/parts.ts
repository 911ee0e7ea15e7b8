/** Which parts a report has, in the order in which they are read. */

import type { ReportDocument } from "./document.ts";

export interface Part {
  id: string;
  name: string;
}

/** Runs that were kept are compared without their network; a year's risk has no run of its own to show. */
export function partsOf(report: ReportDocument): Part[] {
  const alone = report.beside !== null && report.network.sites.length === 0;
  const risk = report.kind === "risk";
  const run = !alone && !risk;
  const parts: [string, string, boolean][] = [
    ["exposure", "Exposure", !alone],
    ["contributions", "Through what", risk],
    ["outlook", "If it breaks", run],
    // A ranking has prices of its own.
    ["cost", "Cost", run && (report.headline.length > 0 || report.exposure.length === 0)],
    ["success", "Success", run && report.success.length + report.responses.length > 0],
    ["ranking", "Ranking", run],
    ["losses", "Losses", risk && report.risk !== null],
    ["mitigations", "Mitigations", (report.risk?.mitigations ?? []).length > 0],
    ["broken", "What breaks", report.broken.length > 0],
    ["causes", "Why", report.causes !== null],
    ["losses", "Losses", !risk && report.risk !== null],
    ["beside", "Side by side", report.beside !== null],
    ["comparison", "Measures", run],
    ["everything", "", run],
    ["customers", "Customers", run],
    ["about", "Limits", true],
  ];
  return parts.filter(([, , there]) => there).map(([id, name]) => ({ id, name }));
}
