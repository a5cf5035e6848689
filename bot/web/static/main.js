// The page: it follows the server's stream and hands each phone what is its.

import { Clock } from "./clock.js";
import { make } from "./dom.js";
import { Phone } from "./phone.js";

const $ = (id) => document.getElementById(id);
const phones = new Map();
const page = {
  places: [], languages: [], zone: undefined,
  phones: () => [...phones.values()],
  select,
  onUnread: (phone) => { if (phone.state.id !== selected) phone.tab.toggleAttribute("data-unread", true); },
};
const clock = new Clock($("now"), $("wind"), (text) => say(text, 6000));
let boot = "";
let selected = 0;
let source = null;
let retry = 0;

/** say shows a line above the phones, for a while or until the next one. */
function say(text, forMs) {
  $("line").textContent = text;
  $("line").hidden = !text;
  clearTimeout(say.timer);
  if (forMs) say.timer = setTimeout(() => say(""), forMs);
}

/** follow opens the stream. A browser keeps few connections to a server, so a page that nobody sees gives its own back. */
function follow() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource("events");
  const on = (name, take) => source.addEventListener(name, (e) => take(JSON.parse(e.data)));
  on("state", take);
  on("message", (e) => phones.get(e.phone)?.chat.put(e.message, e.new));
  on("deleted", (e) => { const chat = phones.get(e.phone)?.chat; if (e.message) chat?.drop(e.message); else chat?.clear(); });
  on("toast", (e) => phones.get(e.phone)?.answered(e));
  on("action", (e) => phones.get(e.phone)?.act(e.action));
  on("phone", (e) => phones.get(e.id)?.show(e));
  on("clock", (e) => clock.set(e));
  source.addEventListener("error", () => {
    document.body.toggleAttribute("data-lost", true);
    say("The demo cannot be reached. Trying again…");
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(follow, 1500);
  });
}

/** take makes the page what the server says it is. */
function take(state) {
  document.body.removeAttribute("data-lost");
  if (boot && boot !== state.boot) {
    say("The demo was started again: everything begins anew.", 15_000);
  } else if (!$("line").hidden) {
    say("Connected again.", 3000);
  }
  const renewed = boot !== state.boot;
  boot = state.boot;
  document.title = state.title;
  $("title").textContent = state.title;
  $("note").textContent = state.note;
  $("note").hidden = !state.note;
  Object.assign(page, { places: state.places, languages: state.languages, zone: state.clock.zone || undefined });
  clock.set(state.clock);
  if (renewed) build(state.phones);
  for (const p of state.phones) {
    const phone = phones.get(p.id);
    phone.show(p);
    phone.chat.replaceAll(p.messages);
  }
  document.body.dataset.ready = boot;
}

function build(states) {
  phones.clear();
  for (const state of states) {
    const phone = new Phone({ ...state, messages: undefined }, page);
    phone.tab = make("button", {
      type: "button", role: "tab", class: "tab", id: `tab-${state.id}`, "aria-controls": `phone-${state.id}`, "data-tab": state.id,
      onclick: () => select(phone), onkeydown: (e) => arrows(e, phone),
    }, phone.element.querySelector("h2").textContent);
    phones.set(state.id, phone);
  }
  $("phones").replaceChildren(...page.phones().map((p) => p.element));
  $("tabs").replaceChildren(...page.phones().map((p) => p.tab));
  select(phones.get(Number(sessionStorage.getItem("phone"))) ?? page.phones()[0]);
}

/** select brings a phone to the front where there is room for one only. */
function select(phone) {
  selected = phone.state.id;
  sessionStorage.setItem("phone", selected);
  for (const p of page.phones()) {
    const front = p === phone;
    p.element.toggleAttribute("data-front", front);
    p.tab.setAttribute("aria-selected", String(front));
    p.tab.tabIndex = front ? 0 : -1;
  }
  phone.tab.removeAttribute("data-unread");
  phone.chat.toEnd();
}

function arrows(e, phone) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (!by) return;
  const all = page.phones();
  const next = all[(all.indexOf(phone) + by + all.length) % all.length];
  select(next);
  next.tab.focus();
}

/** calls lists what the bot asked of Telegram, while somebody looks. */
async function calls() {
  if (!$("calls").open) return;
  const response = await fetch("log").catch(() => null);
  if (response?.ok) {
    const line = (c) => make("li", { class: c.code === 200 ? "" : "refused" },
      new Date(c.at).toLocaleTimeString("en-GB", { timeZone: page.zone }), " ", make("b", {}, c.method), " ",
      phones.get(c.phone)?.state.name ?? "", c.code === 200 ? "" : ` ${c.code}`);
    $("call-list").replaceChildren(...(await response.json()).reverse().map(line));
  }
  setTimeout(calls, 2000);
}

$("calls").addEventListener("toggle", calls);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) follow();
  else source?.close();
});
const wide = matchMedia("(min-width: 60rem)");
const fold = () => { $("wind-box").open = wide.matches; };
wide.addEventListener("change", fold);
fold();
follow();
