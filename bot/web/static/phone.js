// One phone: its chat, its text field and keyboards. What it shows is told by
// the server; what is done with it is posted, and shown once it comes back.

import { Chat } from "./chat.js";
import { icon, icons, make, post } from "./dom.js";
import { roleName } from "./page-words.js";
import { Sheets } from "./sheets.js";
import { startPayload } from "./text.js";
import { Tries } from "./tries.js";
import { directionOf, nameOf, wordsOf } from "./words.js";

const longestPress = 20_000; // milliseconds until a button that nobody answered is freed
const actionLife = 5_500; // milliseconds; Telegram shows an action for five seconds

export class Phone {
  /** page is what all phones share: its language and words, places, languages, zone, select, onUnread. */
  constructor(state, page) {
    this.page = page;
    this.path = `phones/${state.id}`;
    this.pressed = [];
    this.keysHidden = false;
    this.hands = {
      words: {},
      onLink: (url) => this.link(url),
      onCommand: (text) => this.send(text),
    };
    this.build(state);
    this.show(state);
  }

  build(state) {
    const tool = (name, path, onclick) => make("button", { type: "button", class: "tool", "data-tool": name, onclick }, icon(path));
    this.chat = new Chat(this);
    this.about = make("p", { class: "about", dir: "auto", hidden: true });
    this.toasts = make("div", { class: "toasts", role: "status", "data-toasts": true });
    this.field = make("textarea", {
      id: `field-${state.id}`, rows: 1, maxlength: 8000, enterkeyhint: "send", autocomplete: "off", "data-field": true,
      oninput: () => this.grow(), onkeydown: (e) => this.key(e),
    });
    this.tools = {
      more: tool("more", icons.more, () => this.sheets.menu()),
      commands: tool("commands", icons.slash, () => this.sheets.commands()),
      keys: tool("keys", icons.keys, () => this.toggleKeys()),
      attach: tool("attach", icons.attach, () => this.sheets.attach()),
      send: tool("send", icons.send, () => this.submit()),
    };
    this.composer = make("form", { class: "composer", onsubmit: (e) => { e.preventDefault(); this.submit(); } },
      this.tools.commands, this.field, this.tools.keys, this.tools.attach, this.tools.send);
    this.single = make("button", { type: "button", class: "single", hidden: true, onclick: () => this.wake() });
    this.keys = make("div", { class: "keys", hidden: true, "data-keys": true });
    this.bot = make("bdi", { class: "bot-name" });
    this.status = make("span", { class: "status", "data-status": true, "aria-live": "polite" });
    this.screen = make("div", { class: "screen" },
      make("header", { class: "bar" },
        make("span", { class: "avatar", "aria-hidden": "true" }, "P"),
        make("div", { class: "who" }, this.bot, this.status), this.tools.more),
      make("div", { class: "middle" }, this.chat.list, this.about, this.toasts, this.chat.down),
      make("footer", { class: "bottom" }, this.composer, this.single, this.keys));
    this.body = make("div", { class: "device" }, this.screen);
    this.language = make("select", { "data-language": true, onchange: (e) => this.do("language", { code: e.target.value }) },
      ...this.page.languages.map((code) => make("option", { value: code, lang: code }, nameOf(code))));
    this.heading = make("h2", {});
    this.holder = state.switches ? make("select", { class: "whose", "data-switch": true, onchange: (e) => this.page.select(this.page.phone(Number(e.target.value)), true) }) : this.heading;
    this.skip = make("a", { class: "skip", href: `#field-${state.id}`, "data-skip": true, onclick: (e) => { e.preventDefault(); (this.composer.hidden ? this.single : this.field).focus(); } });
    this.tries = new Tries(state);
    this.element = make("section", { class: "phone", id: `phone-${state.id}`, "data-phone": state.id, "data-role": state.role, "data-switches": state.switches },
      this.skip,
      make("header", { class: "holder" }, this.holder, this.language),
      this.tries.element,
      this.body);
    this.sheets = new Sheets(this);
  }

  /** show takes everything besides the messages. */
  show(state = this.state) {
    const before = this.state;
    this.state = state;
    if (before?.lang !== state.lang) this.speak(state.lang);
    this.bot.textContent = state.botName;
    this.about.textContent = state.about;
    const single = state.blocked ? this.words.restart : this.chat.empty ? this.words.start : "";
    this.single.textContent = single;
    this.single.hidden = !single;
    this.single.dataset.tool = state.blocked ? "restart" : "start";
    this.composer.hidden = Boolean(single);
    this.element.toggleAttribute("data-blocked", state.blocked);
    if (JSON.stringify(before?.keyboard) !== JSON.stringify(state.keyboard)) this.keysHidden = false;
    this.showKeys();
    this.showStatus();
    this.showEmpty();
  }

  /** speak puts the phone's own words into a language, and its layout into its direction. */
  speak(lang) {
    this.words = wordsOf(lang);
    this.hands.words = this.words;
    this.body.dir = directionOf(lang);
    this.body.lang = lang;
    this.grow();
    this.element.dataset.lang = lang;
    this.language.value = lang;
    for (const [tool, word] of Object.entries({ more: "more", commands: "commands", keys: "keyboard", attach: "attach", send: "send" })) {
      this.tools[tool].setAttribute("aria-label", this.words[word]);
      this.tools[tool].title = this.words[word];
    }
    this.chat.down.setAttribute("aria-label", this.words.down);
    this.hour = (time) => time.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.page.zone });
    this.day = (time) => time.toLocaleDateString(lang, { day: "numeric", month: "long", timeZone: this.page.zone });
    this.chat.redraw();
  }

  /** title is the role and, where it differs, the name. */
  title() {
    const role = roleName(this.page.words, this.state.role);
    return !this.state.name || this.state.name === role ? role : `${role} · ${this.state.name}`;
  }

  /** rename puts what the page says about the phone into the page's language. */
  rename() {
    const { words, lang } = this.page;
    this.heading.textContent = this.title();
    this.skip.textContent = words.skip;
    this.language.setAttribute("aria-label", this.words.language);
    this.chat.list.setAttribute("aria-label", this.title());
    this.element.setAttribute("aria-label", this.title());
    this.tries.speak(lang, words.tries);
    if (!this.state.switches) return;
    this.holder.setAttribute("aria-label", words.whose);
    this.holder.replaceChildren(...this.page.phones().filter((p) => p.state.switches).map((p) => make("option", { value: p.state.id, selected: p === this }, p.title())));
  }

  /** lost says nothing of what the bot is doing: nobody knows. */
  lost() {
    this.action = "";
    this.state = { ...this.state, busy: false };
    while (this.pressed.length) this.free(this.pressed[0]);
    this.showStatus();
  }

  showEmpty() {
    this.about.hidden = !this.chat.empty || !this.state.about;
  }

  /** act is what the bot says that it is doing. */
  act(action) {
    this.action = action;
    clearTimeout(this.actionTimer);
    this.actionTimer = setTimeout(() => { this.action = ""; this.showStatus(); }, actionLife);
    this.showStatus();
  }

  showStatus() {
    const busy = Boolean(this.action) || this.state.busy;
    this.element.toggleAttribute("data-busy", busy);
    this.status.textContent = busy ? this.words.typing : this.words.bot;
  }

  showKeys() {
    const { keyboard, blocked } = this.state;
    const shown = keyboard && !blocked && !this.chat.empty;
    this.tools.keys.hidden = !shown;
    this.tools.keys.setAttribute("aria-expanded", String(Boolean(shown) && !this.keysHidden));
    this.keys.hidden = !shown || this.keysHidden;
    this.field.placeholder = keyboard?.placeholder || this.words.message;
    this.field.setAttribute("aria-label", this.words.message);
    const json = JSON.stringify(keyboard);
    if (this.keysShown === json) return;
    this.keysShown = json;
    const rows = keyboard?.rows ?? [];
    this.keys.replaceChildren(...rows.map((row) => make("div", { class: "key-row" }, ...row.map((b) => make("button", {
      type: "button", class: `key ${b.style ?? ""}`.trim(), "data-key": b.text, "data-request": b.request_location ? "location" : b.request_contact ? "contact" : null,
      onclick: () => (b.request_location ? this.sheets.places() : this.do("tap", { label: b.text })),
    }, make("span", { dir: "auto" }, b.text))))));
  }

  toggleKeys() {
    const follow = this.chat.atEnd();
    this.keysHidden = !this.keysHidden;
    this.showKeys();
    if (follow) this.chat.toEnd();
  }

  key(e) {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      this.submit();
    }
  }

  /** grow makes the field as high as its text, and an empty one run as the phone does. */
  grow() {
    const follow = this.chat.atEnd();
    this.field.dir = this.field.value ? "auto" : this.body.dir;
    this.field.style.height = "auto";
    if (this.field.value) this.field.style.height = `${this.field.scrollHeight}px`;
    if (follow) this.chat.toEnd();
  }

  async submit() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.field.value = "";
    this.grow();
    this.field.focus();
    if (!(await this.send(text)) && !this.field.value) this.field.value = text; // not lost
  }

  send(text) {
    return this.do("text", { text });
  }

  /** wake starts a chat that is empty, or a bot that was blocked. */
  wake() {
    return this.state.blocked ? this.do("unblock") : this.do("start", { payload: "" });
  }

  async press(message, data, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const press = { button, timer: setTimeout(() => this.free(press), longestPress) };
    this.pressed.push(press);
    if (!(await this.do("press", { message, data }))) this.free(press);
  }

  free(press) {
    if (!press) return;
    clearTimeout(press.timer);
    press.button.removeAttribute("aria-busy");
    this.pressed = this.pressed.filter((p) => p !== press);
  }

  /** answered takes the answer to the oldest press that waits for one. */
  answered({ text, alert, url }) {
    this.free(this.pressed[0]);
    if (url) this.link(url) || this.toast(url);
    if (!text) return;
    if (alert) this.sheets.alert(text);
    else this.toast(text);
  }

  /** toast says something for a moment, longer if it is long. */
  toast(text) {
    const note = make("p", { class: "toast", dir: "auto", "data-toast": true }, text);
    this.toasts.append(note);
    setTimeout(() => note.remove(), 3000 + 50 * text.length);
  }

  link(url) {
    const payload = startPayload(url);
    if (payload === null) return false;
    this.sheets.open(payload);
    return true;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(this.words.copied);
    } catch {
      this.toast(text); // at least it can be read
    }
  }

  /** do posts an act and says so if it fails. */
  async do(name, body) {
    try {
      await post(`${this.path}/${name}`, body);
      return true;
    } catch (error) {
      this.toast(`${this.words.failed} ${error instanceof TypeError ? "" : error.message}`.trim());
      return false;
    }
  }
}
