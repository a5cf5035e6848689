// One message as it stands in a chat.

import { icon, icons, make } from "./dom.js";
import { nameIn, placeAt } from "./map.js";
import { renderText, safeUrl } from "./text.js";

/**
 * bubble returns the element of a message. The phone is what holds it: its
 * words, its path, the places it knows, and what it does when something in
 * the bubble is touched.
 */
export function bubble(m, phone) {
  const { words } = phone;
  if (m.service) {
    const text = m.service === "pinned_message" ? words.pinned : m.service;
    return make("div", { class: "service", "data-message": m.id, "data-from": "service" }, make("span", {}, text));
  }
  const content = make("div", { class: "bubble" });
  if (m.forward) content.append(make("p", { class: "forward" }, `${words.forwarded} `, make("bdi", {}, m.forward)));
  if (m.replyTo) content.append(quote(m.replyTo, phone));
  if (m.media) content.append(medium(m, phone));
  if (m.place) content.append(placeCard(m.place, phone));
  if (m.contact) content.append(make("p", { class: "text", dir: "auto" }, m.contact));
  if (m.text) {
    content.append(make("div", { class: "text", dir: "auto" },
      make("span", { "data-text": true }, renderText(m.text, m.entities, phone.hands)), stamp(m, phone)));
  } else {
    content.append(stamp(m, phone));
  }
  const classes = ["message", m.bot ? "from-bot" : "from-me", m.media?.kind === "sticker" && "sticker", m.media?.kind === "photo" && "pictured"].filter(Boolean).join(" ");
  return make("div", { class: classes, "data-message": m.id, "data-from": m.bot ? "bot" : "me", "data-edited": m.edited > 0 },
    make("span", { class: "unseen" }, m.bot ? phone.state.botName : words.me, ": "),
    content,
    m.buttons && keyboard(m, phone));
}

/** stamp is the hour, behind the last word where there is room. As in the apps, what a bot has edited does not say so. */
function stamp(m, phone) {
  const time = new Date(m.at);
  return make("span", { class: "stamp" }, make("time", { datetime: time.toISOString() }, phone.hour(time)));
}

function quote(id, phone) {
  const to = phone.chat.messages.get(id)?.view;
  return make("blockquote", { class: "reply-to", dir: "auto" }, to ? to.text.slice(0, 80) || "…" : "…");
}

function medium(m, phone) {
  const { words } = phone;
  const { kind, name, size, width, height, seconds, emoji, serial } = m.media;
  const address = `${phone.path}/files/${m.id}?v=${serial}`;
  switch (kind) {
    case "photo":
      return make("a", { class: "photo", href: address, target: "_blank", "data-media": kind }, picture(address, width, height, words.picture));
    case "voice":
      return make("div", { class: "voice", "data-media": kind },
        make("audio", { src: address, controls: true, preload: "metadata", "aria-label": words.voice }),
        make("span", { class: "length" }, clockOf(seconds)));
    case "sticker":
      return make("p", { class: "emoji", "data-media": kind }, emoji);
    default: {
      const label = [icon(icons.file), make("span", { class: "file-name" }, make("bdi", {}, name || words.file), make("small", {}, sizeOf(size)))];
      if (m.guarded) return make("div", { class: "file", "data-media": kind }, ...label);
      return make("a", { class: "file", href: address, download: name || "file", "data-media": kind, "aria-label": `${words.save}: ${name}` }, ...label);
    }
  }
}

/** picture has its height before it has come, so that nothing moves when it does. */
function picture(src, width, height, alt) {
  const image = make("img", { src, width, height, alt });
  if (width && height) image.style.aspectRatio = `${width} / ${height}`;
  return image;
}

export const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const sizeOf = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`);

/** placeCard names the neighbourhood in whose border the place is, or the place if the page knows it, to about 50 metres. */
function placeCard({ lat, lon }, phone) {
  const known = placeAt(phone.page.places, lat, lon);
  return make("div", { class: "place", "data-media": "location" },
    make("span", { class: "pin" }, icon(icons.pin)),
    make("span", { class: "place-words" },
      make("b", {}, known ? make("bdi", {}, nameIn(known, phone.state.lang)) : phone.words.location),
      make("small", { dir: "ltr" }, `${lat.toFixed(5)}, ${lon.toFixed(5)}`)));
}

function keyboard(m, phone) {
  const rows = m.buttons.map((row) => make("div", { class: "button-row" }, ...row.map((b) => inlineButton(m, b, phone))));
  return make("div", { class: "buttons" }, ...rows);
}

function inlineButton(m, b, phone) {
  const label = make("span", { dir: "auto" }, b.text);
  const attributes = { class: `inline-button ${b.style ?? ""}`.trim(), "data-button": b.text };
  const url = b.url ?? b.web_app?.url;
  if (url !== undefined) {
    return make("a", {
      ...attributes, class: attributes.class + " outward", href: safeUrl(url), target: "_blank", rel: "noopener noreferrer", "data-url": url,
      onclick: (e) => { if (phone.hands.onLink(url)) e.preventDefault(); },
    }, label);
  }
  const press = (e) => {
    if (b.copy_text) phone.copy(b.copy_text.text);
    else if (b.callback_data) phone.press(m.id, b.callback_data, e.currentTarget);
  };
  const copies = b.copy_text && make("span", { class: "copies", title: phone.words.copy }, icon(icons.copy));
  return make("button", { ...attributes, type: "button", "data-do": b.callback_data, "data-copy": b.copy_text?.text, onclick: press }, label, copies);
}
