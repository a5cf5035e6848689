// A story that plays itself across the phones, with a line about each step.

import { make, post } from "./dom.js";
import { fill } from "./page-words.js";

export class Story {
  constructor(buttons, bar, page) {
    Object.assign(this, { buttons, bar, page, stories: [], view: null });
    this.count = make("span", { class: "story-count" });
    this.text = make("p", { class: "story-text", "aria-live": "polite", "data-say": true });
    const button = (name, act) => make("button", { type: "button", class: "plain", "data-play-do": name, onclick: act });
    this.pause = button("pause", () => this.tell({ do: this.view.state === "paused" ? "on" : "pause" }));
    this.next = button("next", () => this.tell({ do: "next" }));
    this.stop = button("stop", () => (this.going() ? this.tell({ do: "stop" }) : this.show({ ...this.view, state: "" })));
    bar.append(this.count, this.text, make("div", { class: "story-tools" }, this.pause, this.next, this.stop));
  }

  going() {
    return ["playing", "paused"].includes(this.view?.state);
  }

  /** offer takes the stories that there are. */
  offer(stories) {
    this.stories = stories;
    this.speak();
  }

  speak() {
    const { words, lang } = this.page;
    this.buttons.replaceChildren(...this.stories.map((s) => make("button", {
      type: "button", class: "play", "data-play": s.id, title: words.playHint, onclick: () => this.tell({ story: s.id }),
    }, `▶\uFE0E ${words.play}: `, make("span", {}, s.title[lang] ?? s.title.en))));
    if (this.view) this.show(this.view);
  }

  /** show takes how far a story has come. */
  show(view) {
    const { words, lang } = this.page;
    const moved = view.phone !== this.view?.phone || view.step !== this.view?.step;
    this.view = view;
    this.bar.hidden = !view.state;
    document.body.toggleAttribute("data-playing", Boolean(view.state)); // room for the phones
    for (const b of this.buttons.children) b.disabled = this.going();
    for (const p of this.page.phones()) p.element.toggleAttribute("data-acting", this.going() && p.state.id === view.phone);
    this.bar.dataset.state = view.state;
    if (!view.state) return;
    this.count.textContent = fill(words.step, { n: view.step, of: view.of });
    const said = view.say?.[lang] ?? view.say?.en ?? "";
    const text = { done: words.done, broken: words.broken }[view.state] ?? said;
    if (this.text.textContent !== text) this.text.textContent = text;
    this.pause.textContent = view.state === "paused" ? words.goOn : words.pause;
    this.next.textContent = words.next;
    this.stop.textContent = this.going() ? words.stop : words.close;
    this.pause.hidden = this.next.hidden = !this.going();
    const phone = this.page.phone(view.phone);
    if (moved && this.going() && phone) this.page.select(phone, true);
    if (view.state === "done" && phone) { phone.element.toggleAttribute("data-acting", true); phone.chat.toEnd(); }
  }

  async tell(body) {
    try {
      await post("play", body);
    } catch (error) {
      if (body.do) return; // it has just ended by itself, and says so
      this.page.say(error.message || this.page.words.lost, 6000);
    }
  }
}
