// A text with its entities, as elements. Entities count UTF-16 units, as
// strings do here; they nest but never cross (the emulator sees to that).

import { icon, icons, make } from "./dom.js";

const plainTags = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code",
  blockquote: "blockquote",
};

/** onLink(url) may take a link for itself by returning true. */
export function renderText(text, entities, { words, onLink, onCommand }) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const tools = { words, onLink, onCommand };
  return fragment(text, 0, text.length, sorted, tools);
}

/** fragment renders text[from, to) with the entities that lie in it. */
function fragment(text, from, to, entities, tools) {
  const out = document.createDocumentFragment();
  let at = from;
  for (let i = 0; i < entities.length; ) {
    const e = entities[i];
    const end = Math.min(e.offset + e.length, to);
    let next = i + 1;
    while (next < entities.length && entities[next].offset < end) next++;
    if (e.offset >= at && end > e.offset) {
      out.append(text.slice(at, e.offset));
      const inside = fragment(text, e.offset, end, entities.slice(i + 1, next), tools);
      out.append(wrap(e, text.slice(e.offset, end), inside, tools));
      at = end;
    }
    i = next;
  }
  out.append(text.slice(at, to));
  return out;
}

function wrap(entity, text, inside, tools) {
  switch (entity.type) {
    case "pre":
      return make("pre", { dir: "ltr", tabindex: 0 }, make("code", {}, inside));
    case "code":
      return make("code", {}, inside);
    case "expandable_blockquote":
      return folded(inside, tools.words);
    case "spoiler":
      return spoiler(inside, tools.words);
    case "url":
      return link(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : "https://" + text, inside, tools);
    case "text_link":
      return link(entity.url, inside, tools);
    case "email":
      return link("mailto:" + text, inside, tools);
    case "phone_number":
      return make("a", { href: "tel:" + text.replace(/[^\d+*#]/g, "") }, inside);
    case "bot_command":
      return make("button", { type: "button", class: "inline-command", onclick: () => tools.onCommand(text) }, inside);
    case "mention":
    case "hashtag":
      return make("span", { class: "mention" }, inside);
    default:
      return plainTags[entity.type] ? make(plainTags[entity.type], {}, inside) : make("span", {}, inside);
  }
}

function spoiler(inside, words) {
  const show = () => {
    element.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) element.removeAttribute(name);
  };
  const element = make("span", {
    class: "spoiler", role: "button", tabindex: 0, "aria-label": words.spoiler, onclick: show,
    onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); show(); } },
  }, make("span", {}, inside));
  return element;
}

/** folded shows three lines of a quote, and all of it after a touch. A quote that is no longer has nothing to unfold. */
function folded(inside, words) {
  const text = make("div", { class: "folded" }, inside);
  const say = () => {
    const open = quote.classList.contains("open");
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? words.fold : words.unfold);
  };
  const turn = () => { quote.classList.toggle("open"); say(); };
  const button = make("button", { type: "button", class: "unfold", "data-unfold": true, onclick: (e) => { e.stopPropagation(); turn(); } }, icon(icons.down));
  const quote = make("blockquote", {
    class: "expandable",
    onclick: (e) => { if (!button.hidden && !e.target.closest("a, button, .spoiler") && getSelection().isCollapsed) turn(); },
  }, text, button);
  say();
  new ResizeObserver(() => {
    if (!quote.classList.contains("open")) button.hidden = text.scrollHeight <= text.clientHeight + 1;
  }).observe(text);
  return quote;
}

const safe = ["http:", "https:", "mailto:", "tel:", "tg:"];

/** safeUrl returns the address if a click may go there, or null. */
export function safeUrl(url) {
  try {
    return safe.includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

function link(url, inside, { onLink }) {
  const href = safeUrl(url);
  if (!href) return make("span", {}, inside);
  return make("a", {
    href, target: "_blank", rel: "noopener noreferrer",
    onclick: (e) => { if (onLink(href)) e.preventDefault(); },
  }, inside);
}

/** startPayload reads the payload of a link that starts a bot, or null. */
export function startPayload(url) {
  try {
    const u = new URL(url);
    const web = ["t.me", "telegram.me"].includes(u.hostname) && /^\/\w+\/?$/.test(u.pathname);
    const app = u.protocol === "tg:" && u.host === "resolve";
    return web || app ? u.searchParams.get("start") : null;
  } catch {
    return null;
  }
}
