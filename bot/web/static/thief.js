// The drawer that shows the store behind the phones as a thief would find it.

import { make } from "./dom.js";
import { fill, roleName } from "./page-words.js";

const again = 3000; // milliseconds

export class Thief {
  constructor(opener, drawer, page) {
    Object.assign(this, { opener, drawer, page });
    opener.addEventListener("click", () => (drawer.hidden ? this.open() : this.close()));
    drawer.addEventListener("keydown", (e) => { if (e.key === "Escape") this.close(); });
    this.heading = make("h2", { tabindex: -1 });
    this.closer = make("button", { type: "button", class: "plain", "data-drawer-close": true, onclick: () => this.close() });
    this.intro = make("p", {});
    this.count = make("p", { class: "count", "data-keys": true });
    this.list = make("div", { class: "kinds" });
    drawer.append(make("header", {}, this.heading, this.closer), this.intro, this.count, this.list);
    this.elements = new Map();
  }

  offer(there) {
    this.opener.hidden = !there;
  }

  speak() {
    const { words } = this.page;
    this.opener.textContent = this.heading.textContent = words.thief;
    this.closer.textContent = words.close;
    this.intro.textContent = words.thiefIntro;
    this.elements.clear();
    this.list.replaceChildren();
    if (this.seen) this.show(this.seen);
  }

  open() {
    this.drawer.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.heading.focus();
    this.look();
  }

  close() {
    this.drawer.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    clearTimeout(this.timer);
    this.opener.focus();
  }

  /** look reads the store again and again, while the drawer is open. */
  async look() {
    clearTimeout(this.timer);
    if (this.drawer.hidden) return;
    const response = await fetch("thief").catch(() => null);
    if (response?.ok) this.show(await response.json());
    if (!this.drawer.hidden) this.timer = setTimeout(() => this.look(), again);
  }

  /** show leaves alone what has not changed, so that it can be read and selected. */
  show(seen) {
    const { words } = this.page;
    this.seen = seen;
    this.count.textContent = fill(words.thiefKeys, { n: seen.keys });
    const stay = new Set(seen.kinds.map((k) => k.key));
    for (const [key, { element }] of this.elements) if (!stay.has(key)) { element.remove(); this.elements.delete(key); }
    let before = null;
    for (const kind of seen.kinds) {
      const json = JSON.stringify(kind);
      const known = this.elements.get(kind.key);
      let element = known?.element;
      if (known?.json !== json) {
        element = this.kind(kind);
        if (known) { element.toggleAttribute("data-changed", true); known.element.replaceWith(element); }
        this.elements.set(kind.key, { element, json });
      }
      const place = before ? before.nextElementSibling : this.list.firstElementChild;
      if (place !== element) this.list.insertBefore(element, place);
      before = element;
    }
  }

  kind({ key, type, holds, goes, count, ones }) {
    const { words } = this.page;
    const one = (k) => make("div", { class: "stolen" },
      make("code", { class: "key-name", dir: "ltr" }, k.name), k.role ? make("span", { class: "whose-key" }, fill(words.thiefWhose, { role: roleName(words, k.role) })) : "",
      ...k.value.map((v) => make("code", { class: "value", dir: "ltr" }, v)));
    return make("section", { class: "kind", "data-kind": key, "data-sealed": type.includes("sealed") },
      make("h3", { dir: "ltr" }, make("code", {}, key), " ", make("small", {}, type)),
      make("p", { class: "of-docs", dir: "ltr", lang: "en" }, `${holds}. Goes: ${goes}.`),
      ...ones.map(one),
      count > ones.length ? make("p", { class: "many" }, fill(words.thiefMany, { n: count })) : "");
  }
}
