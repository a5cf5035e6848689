// The messages of a phone, in their order, with the days between them, and
// the place to which they are scrolled.

import { bubble } from "./bubble.js";
import { icon, icons, make } from "./dom.js";

const nearEnd = 80; // pixels: somebody who reads this far down is carried along

export class Chat {
  constructor(phone) {
    this.phone = phone;
    this.messages = new Map(); // id -> { view, element }
    this.list = make("div", { class: "messages", role: "log", "data-log": true, tabindex: 0, onscroll: () => this.scrolled() });
    this.down = make("button", { type: "button", class: "down", hidden: true, onclick: () => this.toEnd() }, icon(icons.down));
    new ResizeObserver(() => this.resized()).observe(this.list);
  }

  get empty() {
    return this.messages.size === 0;
  }

  /** redraw makes all messages anew, in the phone's new language. */
  redraw() {
    const all = [...this.messages.values()].map((m) => m.view);
    this.messages.clear();
    this.list.replaceChildren();
    this.replaceAll(all);
  }

  /** replaceAll makes the chat these messages, and leaves alone what is there already. */
  replaceAll(views) {
    const stay = new Set(views.map((v) => v.id));
    for (const id of this.messages.keys()) if (!stay.has(id)) this.drop(id);
    for (const view of views) this.put(view, true, true);
    this.toEnd();
  }

  /**
   * put adds a message, or exchanges it if it changed. An edit of one that is
   * not shown is not for these eyes. What is old to the person comes quietly.
   */
  put(view, isNew, quietly) {
    const known = this.messages.get(view.id);
    if (!known && !isNew) return;
    const follow = this.atEnd() || !view.bot;
    if (!known || JSON.stringify(known.view) !== JSON.stringify(view)) {
      const element = bubble(view, this.phone);
      if (known) {
        const focused = known.element.contains(document.activeElement) && document.activeElement.dataset.do;
        known.element.replaceWith(element);
        if (focused) (element.querySelector(`[data-do="${CSS.escape(focused)}"]`) ?? element.querySelector("button") ?? this.list).focus({ preventScroll: true });
      } else {
        element.classList.toggle("arriving", !quietly);
        this.list.insertBefore(element, this.after(view.id));
      }
      this.messages.set(view.id, { view, element });
    }
    if (view.bot && !known) this.phone.action = "";
    this.arrange(follow);
    if (!known && view.bot && !quietly) this.phone.page.onUnread(this.phone);
  }

  /** after finds the message before which one with this id stands. */
  after(id) {
    let next = null;
    for (const [other, { element }] of this.messages) if (other > id && (!next || other < next.id)) next = { id: other, element };
    return next?.element ?? null;
  }

  drop(id) {
    this.messages.get(id)?.element.remove();
    this.messages.delete(id);
    this.arrange(false);
  }

  clear() {
    for (const id of [...this.messages.keys()]) this.drop(id);
  }

  /** arrange puts the days between the messages, once for all changes of a frame. */
  arrange(follow) {
    this.follow ||= follow;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.dayMarks();
      this.phone.show();
      if (this.follow) this.toEnd();
      this.follow = false;
      this.scrolled();
    });
  }

  /** dayMarks leaves what is right alone, so that nothing is read out twice. */
  dayMarks() {
    const marks = new Map([...this.list.querySelectorAll(".day")].map((mark) => [mark.nextElementSibling, mark]));
    let last = "";
    for (const { view, element } of [...this.messages.values()].sort((a, b) => a.view.id - b.view.id)) {
      const day = this.phone.day(new Date(view.at));
      const mark = marks.get(element);
      if (day !== last && mark?.textContent === day) marks.delete(element);
      else if (day !== last) element.before(make("div", { class: "day" }, make("span", {}, day)));
      last = day;
    }
    marks.forEach((mark) => mark.remove());
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < nearEnd;
  }

  /** toEnd shows the newest message and its buttons; while a story plays here, its beginning, for it is read and not pressed. */
  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    const read = this.phone.element?.hasAttribute("data-acting") && [...this.list.querySelectorAll("[data-from='bot']")].at(-1);
    if (read) this.list.scrollTop = Math.min(this.list.scrollTop, read.offsetTop - 8);
  }

  /** settle keeps the end in sight when the list has got another height. */
  settle() {
    if (this.down.hidden) this.toEnd();
  }

  resized() {
    this.settle();
    this.size = this.measure();
    this.scrolled();
  }

  measure() {
    return `${this.list.clientWidth} ${this.list.clientHeight}`;
  }

  /** scrolled notes how far somebody reads; a list of a new size has moved by itself, and resized puts that right. */
  scrolled() {
    if (this.size !== this.measure()) return;
    this.down.hidden = this.atEnd();
  }
}
