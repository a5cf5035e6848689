// The demo's clock: shown, and wound forward.

import { make, post } from "./dom.js";

const steps = [["+1 hour", 3600], ["+1 day", 86_400], ["+1 week", 604_800]];

export class Clock {
  /** say(text) tells the reader what went wrong. */
  constructor(now, wind, say) {
    this.now = now;
    this.wind = wind;
    this.say = say;
    this.ticker = setInterval(() => this.tick(), 1000);
  }

  set(state) {
    this.state = state;
    this.read = performance.now();
    const jumps = JSON.stringify(state.jumps);
    if (this.jumps !== jumps) {
      this.jumps = jumps;
      const button = (label, body, name) => make("button", { type: "button", "data-wind": name, onclick: () => this.forward(body) }, label);
      this.wind.replaceChildren(
        ...steps.map(([label, seconds]) => button(label, { seconds }, seconds)),
        ...state.jumps.map((label, jump) => button(label, { jump }, `jump-${jump}`)));
    }
    this.tick();
  }

  tick() {
    if (!this.state) return;
    const time = new Date(this.state.now + performance.now() - this.read);
    const text = time.toLocaleString("en-GB", {
      weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: this.state.zone || undefined,
    });
    if (this.now.textContent === text) return;
    this.now.textContent = text;
    this.now.dateTime = time.toISOString();
    this.now.title = this.state.ahead > 60_000 ? "The demo's time, ahead of the real one" : "";
  }

  async forward(body) {
    const buttons = [...this.wind.querySelectorAll("button")];
    buttons.forEach((b) => { b.disabled = true; });
    try {
      this.set(await post("clock", body));
    } catch (error) {
      this.say(`The clock did not move. ${error instanceof TypeError ? "" : error.message}`.trim());
    } finally {
      buttons.forEach((b) => { b.disabled = false; });
    }
  }
}
