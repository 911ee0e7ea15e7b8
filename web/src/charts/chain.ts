/** Links of a chain of causes in words. Pure. */

import type { Causes } from "../document.ts";
import { number } from "../format.ts";

type Link = Causes["chains"][number]["links"][number];

/** What happened at one place, and when. */
export function linkWords({ what, where, item, first, last, units }: Link): { where: string; what: string; days: string } {
  const days = last < 0 ? `from day ${number(first)}` : first === last ? `day ${number(first)}` : `day ${number(first)} to ${number(last)}`;
  const many = `${number(units, units < 10 ? 1 : 0)}${item === "" ? "" : ` ${item}`}`;
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
