/** The ranking as rows that can be filtered and sorted. */

import type { Days, Estimate, ReportDocument } from "./document.ts";

export type Column = "rank" | "site" | "exposure" | "impact" | "tts" | "ttr" | "tail" | "area" | "service";
export type Direction = "ascending" | "descending";

export interface Row {
  rank: number;
  site: string;
  role: string;
  place: string;
  exposure: Estimate;
  impact: Days | null;
  tts: Days | null;
  ttr: Days | null;
  tail: Days | null;
  area: Estimate | null;
  service: number | null;
  customers: string[];
  reason: string;
}

/** One row per ranked site, in the document's order. */
export function rowsOf(document: ReportDocument): Row[] {
  const sites = new Map(document.network.sites.map((site) => [site.name, site]));
  return document.exposure.map((entry, index) => {
    const site = sites.get(entry.site);
    return {
      rank: index + 1,
      site: entry.site,
      role: site?.role ?? "",
      place: [site?.region, site?.country].filter(Boolean).join(", "),
      exposure: entry.exposure,
      impact: entry.impact_days ?? null,
      tts: entry.tts_days,
      ttr: entry.ttr_days,
      tail: entry.tail_days ?? null,
      area: entry.area_days ?? null,
      service: entry.service_lost,
      customers: entry.customers_hit ?? [],
      reason: entry.reason,
    };
  });
}

/** Rows in which every word typed occurs somewhere, of one role where one is chosen. */
export function filterRows(rows: readonly Row[], words: string, role: string): Row[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (role !== "" && row.role !== role) return false;
    const text = `${row.site} ${row.role} ${row.place} ${row.reason} ${row.customers.join(" ")}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** The number or word a column sorts by; what was never felt sorts last when ascending. */
function keyOf(row: Row, column: Column): number | string {
  switch (column) {
    case "rank":
      return row.rank;
    case "site":
      return row.site;
    case "exposure":
      return row.exposure.mean;
    case "impact":
      return row.impact?.median ?? Infinity;
    case "tail":
      return row.tail?.median ?? (row.tts === null ? -1 : Infinity);
    case "area":
      return row.area?.mean ?? -Infinity;
    case "tts":
      return row.tts?.median ?? Infinity;
    case "ttr":
      return row.ttr?.median ?? (row.tts === null ? -1 : Infinity);
    case "service":
      return row.service ?? -Infinity;
  }
}

/** Rows in the order of one column; ties keep the ranking's order. */
export function sortRows(rows: readonly Row[], column: Column, direction: Direction): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((one, other) => {
    const a = keyOf(one, column);
    const b = keyOf(other, column);
    if (a === b) return one.rank - other.rank;
    const order = typeof a === "string" && typeof b === "string" ? a.localeCompare(b, "en") : a < b ? -1 : 1;
    return sign * order;
  });
}
