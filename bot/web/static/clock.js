// The demo's clock: shown, and wound forward.

import { make, post } from "./dom.js";

const steps = [["hour", 3600], ["day", 86_400], ["week", 604_800]];

export class Clock {
  /** say(text) tells the reader what went wrong. */
  constructor(now, wind, say) {
    this.now = now;
    this.wind = wind;
    this.say = say;
    this.ticker = setInterval(() => this.tick(), 1000);
  }

  /** speak puts what stands on the buttons and the date into a language. */
  speak(lang, words) {
    this.lang = lang === "en" ? "en-GB" : lang;
    this.words = words;
    this.jumps = null;
    if (this.state) this.set(this.state);
  }

  set(state) {
    if (state !== this.state) this.read = performance.now();
    this.state = state;
    const jumps = JSON.stringify(state.jumps);
    if (this.jumps !== jumps) {
      this.jumps = jumps;
      const button = (name, body, id) => make("button", { type: "button", "data-wind": id, onclick: () => this.forward(body) }, this.words[name] ?? name);
      this.wind.replaceChildren(
        ...steps.map(([name, seconds]) => button(name, { seconds }, seconds)),
        ...state.jumps.map((name, jump) => button(name, { jump }, `jump-${jump}`)));
    }
    this.tick();
  }

  tick() {
    if (!this.state) return;
    const time = new Date(this.state.now + performance.now() - this.read);
    const text = time.toLocaleString(this.lang, {
      weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.state.zone || undefined,
    });
    if (this.now.textContent === text) return;
    this.now.textContent = text;
    this.now.dateTime = time.toISOString();
    this.now.title = this.state.ahead > 60_000 ? this.words.ahead : "";
  }

  async forward(body) {
    const buttons = [...this.wind.querySelectorAll("button")];
    buttons.forEach((b) => { b.disabled = true; });
    try {
      this.set(await post("clock", body));
    } catch (error) {
      this.say(`${this.words.unmoved} ${error instanceof TypeError ? "" : error.message}`.trim());
    } finally {
      buttons.forEach((b) => { b.disabled = false; });
    }
  }
}
