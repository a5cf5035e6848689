// What slides up from the bottom of a phone: one sheet at a time, closed by
// Escape, by its last button or by a touch beside it. The rest of the phone
// is out of reach meanwhile, and has the focus again afterwards.

import { make } from "./dom.js";
import { chooser, nameIn } from "./map.js";
import { recordVoice } from "./voice.js";

export class Sheets {
  constructor(phone) {
    this.phone = phone;
  }

  /** raise shows a sheet of this content, named by its title. */
  raise(name, title, ...content) {
    this.close();
    const { phone } = this;
    const id = `sheet-${phone.state.id}`;
    this.before = document.activeElement;
    const sheet = make("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": id, "data-sheet": name },
      make("h3", { id, dir: "auto", tabindex: -1 }, title), ...content,
      make("button", { type: "button", class: "option close", "data-option": "close", onclick: () => this.close() },
        name === "alert" ? phone.words.ok : phone.words.close));
    this.cover = make("div", {
      class: "cover",
      onclick: (e) => { if (e.target === this.cover) this.close(); },
      onkeydown: (e) => { if (e.key === "Escape") this.close(); },
    }, sheet);
    phone.screen.inert = true;
    phone.body.append(this.cover);
    (sheet.querySelector("input, button, [tabindex='0']") ?? sheet).focus({ preventScroll: true });
    return sheet;
  }

  close() {
    if (!this.cover) return;
    this.cover.remove();
    this.cover = null;
    this.onClose?.();
    this.onClose = null;
    this.phone.screen.inert = false;
    this.before?.focus?.({ preventScroll: true });
  }

  option(name, label, act, attributes = {}) {
    return make("button", { type: "button", class: "option", "data-option": name, ...attributes, onclick: () => { this.close(); act(); } },
      make("span", { dir: "auto" }, label));
  }

  alert(text) {
    this.raise("alert", text);
  }

  menu() {
    const { phone } = this;
    const { words } = phone;
    this.raise("menu", words.more,
      this.option("link", words.link, () => this.link()),
      this.option("clear", words.clear, () => phone.do("clear")),
      phone.state.blocked
        ? this.option("unblock", words.restart, () => phone.do("unblock"))
        : this.option("block", words.block, () => phone.do("block"), { class: "option danger" }));
  }

  async commands() {
    const { phone } = this;
    const response = await fetch(`${phone.path}/commands`).catch(() => null);
    const list = response?.ok ? await response.json() : [];
    const options = list.map((c) => make("button", {
      type: "button", class: "option command", "data-command": c.command,
      onclick: () => { this.close(); phone.send("/" + c.command); },
    }, make("b", { dir: "ltr" }, "/" + c.command), make("span", { dir: "auto" }, c.description)));
    this.raise("commands", phone.words.commands, ...(options.length ? options : [make("p", {}, phone.words.noCommands)]));
  }

  attach() {
    const { phone } = this;
    const { words } = phone;
    this.raise("attach", words.attach,
      this.option("sample-photo", words.samplePhoto, () => phone.do("sample-photo")),
      this.option("photo", words.photo, () => this.choose("image/jpeg,image/png,image/gif,image/webp", "photo")),
      this.option("sample-voice", words.sampleVoice, () => phone.do("sample-voice")),
      this.option("voice", words.record, () => this.record()),
      this.option("location", words.location, () => this.places()),
      this.option("document", words.file, () => this.choose("", "document")));
  }

  /** choose lets a file be chosen and sends it, with what stands in the text field as its caption. */
  choose(accept, act) {
    const { phone } = this;
    const input = make("input", { type: "file", accept, "data-file": act, hidden: true });
    input.addEventListener("change", async () => {
      const [file] = input.files;
      input.remove();
      if (!file) return;
      const about = new URLSearchParams({ caption: phone.field.value.trim(), name: file.name });
      if (await phone.do(`${act}?${about}`, file)) {
        phone.field.value = "";
        phone.grow();
      }
    });
    input.addEventListener("cancel", () => input.remove());
    phone.element.append(input);
    input.click();
  }

  async record() {
    const { phone } = this;
    const { words } = phone;
    let note;
    try {
      note = await recordVoice((clock) => { length.textContent = clock; });
    } catch {
      phone.toast(words.noMicrophone);
      return;
    }
    const length = make("output", {}, "0:00");
    this.raise("voice", words.recording, make("p", { class: "recording" }, length),
      make("button", {
        type: "button", class: "option primary", "data-option": "send",
        onclick: async () => {
          this.onClose = null;
          const { data, seconds } = await note.end();
          this.close();
          phone.do(`voice?seconds=${seconds}`, data);
        },
      }, words.send));
    this.onClose = () => note.end();
  }

  /** places lets a place be chosen on the map, from the list of neighbourhoods, or by its degrees. */
  places() {
    const { phone } = this;
    const { words } = phone;
    const { places } = phone.page;
    const lang = phone.state.lang;
    const send = (lat, lon) => { this.close(); phone.do("location", { lat, lon }); };
    const known = places.map((p, i) => (p.lat === null
      ? make("p", { class: "option without", "data-place": i }, make("bdi", {}, nameIn(p, lang)), make("small", {}, words.noBorder))
      : this.option("place", nameIn(p, lang), () => send(p.lat, p.lon), { "data-place": i })));
    const degrees = (name, most) => make("input", { type: "number", name, step: "any", min: -most, max: most, required: true, dir: "ltr", inputmode: "decimal" });
    const form = make("form", {
      class: "own-place",
      onsubmit: (e) => {
        e.preventDefault();
        const values = new FormData(form);
        send(Number(values.get("lat")), Number(values.get("lon")));
      },
    },
    make("label", {}, words.latitude, degrees("lat", 90)),
    make("label", {}, words.longitude, degrees("lon", 180)),
    make("button", { type: "submit", class: "option primary", "data-option": "send-degrees" }, words.send));
    this.raise("places", words.location, chooser(places, lang, words, send) ?? "",
      make("div", { class: "known-places" }, ...known),
      make("details", { class: "by-degrees" }, make("summary", {}, words.degrees), form));
  }

  /** link asks for a link that starts the bot, as it was handed out. */
  link() {
    const { phone } = this;
    const { words } = phone;
    const input = make("input", { name: "link", required: true, dir: "ltr", autocomplete: "off", "data-link": true });
    const form = make("form", {
      class: "own-place",
      onsubmit: (e) => {
        e.preventDefault();
        const payload = input.value.trim().replace(/^.*[?&]start=([^&]*).*$/, "$1");
        this.close();
        phone.do("start", { payload });
      },
    }, make("label", {}, words.linkHint, input), make("button", { type: "submit", class: "option primary", "data-option": "start" }, words.start));
    this.raise("link", words.link, form);
  }

  /** open asks on whose phone a link that starts the bot is opened: people hand such links on. */
  open(payload) {
    const { phone } = this;
    const holders = [phone, ...phone.page.phones().filter((p) => p !== phone)];
    this.raise("open", phone.words.openOn, ...holders.map((p) =>
      this.option("open", p.title(), () => { phone.page.select(p); p.do("start", { payload }); }, { "data-open": p.state.id })));
  }
}
