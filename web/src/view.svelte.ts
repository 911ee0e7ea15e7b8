/** What the reader is looking at: the site chosen, the site under the pointer, the day of the timeline. */

class View {
  selected = $state<string | null>(null);
  hovered = $state<string | null>(null);
  day = $state<number | null>(null);
  #opener: Element | null = null;

  /** Open a site's panel; the place to come back to is where the reader was. */
  open(name: string): void {
    if (this.selected === null) this.#opener = globalThis.document?.activeElement ?? null;
    this.selected = name;
  }

  /** Close the panel and give the focus back. */
  close(): void {
    this.selected = null;
    if (this.#opener instanceof HTMLElement || this.#opener instanceof SVGElement) this.#opener.focus();
    this.#opener = null;
  }
}

export const view = new View();
