/** Numbers, intervals and dates as a planner writes them: rounded to what the interval supports. */

const THIN = "\u202f";
const FIXED = "\u00a0";
const DASH = "–";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface Scale {
  factor: number;
  unit: string;
}

/** Join a prefix and a unit so that `M EUR` never breaks across lines. */
function prefixed(prefix: string, unit: string): string {
  return prefix === "" ? unit : `${prefix}${FIXED}${unit}`;
}

/** Whether a unit counts something large enough to take k, M or bn. */
function scalable(unit: string): boolean {
  return !["%", "pp", "days", "day", "share", "fraction", ""].includes(unit);
}

/** The prefix in which the largest of some values reads best. Shares become per cent. */
export function scaleFor(values: readonly (number | null | undefined)[], unit: string): Scale {
  if (unit === "share" || unit === "fraction") return { factor: 100, unit: "%" };
  const largest = values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  if (!scalable(unit) || largest < 1e4) return { factor: 1, unit };
  if (largest < 1e6) return { factor: 1e-3, unit: prefixed("k", unit) };
  if (largest < 1e9) return { factor: 1e-6, unit: prefixed("M", unit) };
  return { factor: 1e-9, unit: prefixed("bn", unit) };
}

/** Decimals that an interval of this width supports: one digit of its half, two where that digit is a 1. */
export function decimalsFor(width: number, value = 0): number {
  if (width > 0) return Math.min(3, Math.max(0, -Math.floor(Math.log10(width / 4))));
  const size = Math.abs(value);
  if (size === 0 || Number.isInteger(value)) return 0;
  return Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

// Made once each: a formatter costs a hundred times what formatting does.
const formatters = new Map<number, Intl.NumberFormat>();

function formatter(decimals: number): Intl.NumberFormat {
  const known = formatters.get(decimals);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  formatters.set(decimals, made);
  return made;
}

/** A number with thousands separated; a dash where there is none; never minus zero. */
export function number(value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  const rounded = Number(value.toFixed(decimals));
  const text = formatter(decimals).format(Math.abs(rounded));
  return rounded < 0 ? `−${text}` : text;
}

/** A number with its sign always shown, for differences. */
export function signed(value: number, decimals = 0): string {
  const text = number(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** A small positive number that would round to nothing is said to be small, not zero. */
export function atLeast(value: number, decimals: number): string {
  const least = 10 ** -decimals;
  return value > 0 && value < least / 2 ? `<${THIN}${number(least, decimals)}` : number(value, decimals);
}

/** `3.2 to 5.1`, both ends with the same decimals. */
export function interval(
  low: number | null | undefined,
  high: number | null | undefined,
  decimals = 0,
  show: (value: number, decimals: number) => string = number,
): string {
  if (low === null || low === undefined || high === null || high === undefined) return DASH;
  return `${show(low, decimals)} to ${show(high, decimals)}`;
}

/** `4.1 M EUR`: one value with the prefix and the decimals that its interval supports. */
export function amount(value: number, unit: string, low: number | null = value, high: number | null = value): string {
  const scale = scaleFor([value, low, high], unit);
  const width = low === null || high === null ? 0 : Math.abs(high - low);
  const decimals = decimalsFor(width * scale.factor, value * scale.factor);
  const joint = scale.unit === "" ? "" : `${FIXED}${scale.unit}`;
  return `${number(value * scale.factor, decimals)}${joint}`;
}

/** A day of the run as a date: day 0 is the network's start date. */
export function dateOf(start: string, day: number): string {
  const first = Date.parse(`${start}T00:00:00Z`);
  if (!Number.isFinite(first)) return `day ${day}`;
  const date = new Date(first + day * 86_400_000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `1 site`, `2,025 sites`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** `14 to 26`, `14 or more`, or nothing where only the middle is known. */
export function daysRange(days: { low: number | null; high: number | null }): string {
  if (days.low === null) return "";
  return days.high === null ? `${number(days.low)} or more` : `${number(days.low)} to ${number(days.high)}`;
}

/** A name short enough for its place; whoever cuts one shows the whole of it in a `title`. */
export function cut(name: string, most = 60): string {
  const letters = [...name];
  return letters.length <= most ? name : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

/** The whole of what was cut, for a `title`; nothing where nothing was. */
export function whole(name: string, most = 60): string | undefined {
  return cut(name, most) === name ? undefined : name;
}

/** The first letter large, for role names and the like. */
export function sentence(text: string): string {
  return text === "" ? "" : text[0]!.toUpperCase() + text.slice(1);
}

/** The first few names and how many more there are. */
export function some(names: readonly string[], most = 3): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${number(names.length - most)} more`;
}
