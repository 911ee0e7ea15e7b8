/** Links of a chain of causes in words. Pure. */

import type { Chain, Order } from "../document.ts";
import { count, dateOf, number } from "../format.ts";

type Link = Chain["links"][number];

/** What happened at one place, and when. */
export function linkWords({ what, where, item, first, last, units }: Link): { where: string; what: string; days: string } {
  const days = last < 0 ? `from day ${number(first)}` : first === last ? `day ${number(first)}` : `day ${number(first)} to ${number(last)}`;
  const many = `${pieces(units)}${item === "" ? "" : ` ${item}`}`;
  const said: Record<string, string> = {
    late: `${many} late`,
    short: `ran out: ${many} short`,
    blocked: `could not hand out its ${item}`,
    "on the way": `${many} still under way`,
    "not sent": `${many} fewer sent`,
    "not made": `${many} fewer started`,
    lacked: `lacked ${item}`,
    "asked more": `asked for ${many} more`,
    gone: item === "" ? "goods lost" : `${item} lost`,
    "not ordered": "did not order",
    "set off": "set off by what came before",
    disrupted: "breaks",
  };
  return { where, what: said[what] ?? what, days };
}

/** An order in words: whose, of what, when, how much of it was not there, and for how long. */
export function orderWords({ customer, item, day, asked, missing, late }: Order, start: string): string {
  const part = missing >= asked - 1e-6 ? pieces(asked) : `${pieces(missing)} of ${pieces(asked)}`;
  const end = late === null ? "did not come" : `came ${count(late, "day")} late`;
  return `${customer}: ${part} ${item} asked for on day ${number(day)}, ${dateOf(start, day)}, ${end}`;
}

function pieces(units: number): string {
  return number(units, units < 10 && !Number.isInteger(units) ? 1 : 0);
}
