/** The colours in force, for what is painted by script: light, dark, or light for paper. */

export interface Palette {
  dark: boolean;
  paper: string;
  ink: string;
  muted: string;
  rule: string;
  land: string;
  flow: string;
  accent: string;
  calm: string;
  empty: string;
  steps: string[];
  series: string[];
}

const NAMES = ["paper", "ink", "muted", "rule", "land", "flow", "accent", "calm", "empty"] as const;

/** Read the palette from the style sheet, so that colours are written in one place. */
function read(dark: boolean): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const named = Object.fromEntries(NAMES.map((name) => [name, colour(name)])) as Omit<Palette, "dark" | "steps" | "series">;
  return { dark, ...named, steps: [0, 1, 2, 3, 4].map((step) => colour(`step-${step}`)), series: [0, 1, 2, 3].map((at) => colour(`series-${at}`)) };
}

const night = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

class Theme {
  palette = $state.raw<Palette>(read(night.matches));
  printing = $state(false);
  still = $state(still.matches);

  constructor() {
    night.addEventListener("change", () => (this.palette = read(night.matches)));
    still.addEventListener("change", () => (this.still = still.matches));
    matchMedia("print").addEventListener("change", (event) => this.#print(event.matches));
  }

  /** On paper the pictures are light and as wide as the sheet. */
  #print(on: boolean): void {
    this.printing = on;
    this.palette = read(!on && night.matches);
  }
}

export const theme = new Theme();
