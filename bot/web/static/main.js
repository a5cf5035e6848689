// The page: it follows the server's stream and hands each phone what is its.

import { Clock } from "./clock.js";
import { make, post } from "./dom.js";
import { showDue } from "./due.js";
import { fill, pageWords, roleName } from "./page-words.js";
import { Phone } from "./phone.js";
import { Story } from "./story.js";
import { Thief } from "./thief.js";
import { directionOf, nameOf } from "./words.js";

const $ = (id) => document.getElementById(id);
const phones = new Map();
const page = {
  places: [], languages: [], zone: undefined, lang: "", words: {},
  phones: () => [...phones.values()],
  phone: (id) => phones.get(id),
  ofRole: (role) => [...phones.values()].find((p) => p.state.role === role),
  select,
  say,
  onUnread: (phone) => { if (phone.state.id !== selected) phone.tab.toggleAttribute("data-unread", true); },
};
const clock = new Clock($("now"), $("wind"), (text) => say(text, 6000));
const story = new Story($("stories"), $("story"), page);
const thief = new Thief($("thief-open"), $("thief"), page);
let boot = "";
let selected = 0;
let source = null;
let retry = 0;
let due = null;

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
  on("words", speak);
  on("message", (e) => phones.get(e.phone)?.chat.put(e.message, e.new));
  on("deleted", (e) => { const chat = phones.get(e.phone)?.chat; if (e.message) chat?.drop(e.message); else chat?.clear(); });
  on("toast", (e) => phones.get(e.phone)?.answered(e));
  on("action", (e) => phones.get(e.phone)?.act(e.action));
  on("phone", (e) => phones.get(e.id)?.show(e));
  on("clock", (e) => clock.set(e));
  on("play", (e) => story.show(e));
  on("due", (e) => { due = e; showDue($("due"), due, page); });
  source.addEventListener("error", () => {
    document.body.toggleAttribute("data-lost", true);
    page.phones().forEach((p) => p.lost());
    say(page.words.lost ?? pageWords("en").lost);
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(follow, 1500);
  });
}

/** take makes the page what the server says it is. */
function take(state) {
  const renewed = boot !== state.boot;
  const [before, lost] = [boot, document.body.hasAttribute("data-lost")];
  boot = state.boot;
  document.body.removeAttribute("data-lost");
  Object.assign(page, { places: state.places, languages: state.languages, zone: state.clock.zone || undefined });
  if (renewed) phones.clear();
  speak(state);
  if (before && renewed) say(page.words.anew, 15_000);
  else if (lost) say(page.words.again, 3000);
  clock.set(state.clock);
  if (renewed) build(state.phones);
  for (const p of state.phones) {
    const phone = phones.get(p.id);
    phone.show(p);
    phone.chat.replaceAll(p.messages);
  }
  story.offer(state.stories);
  story.show(state.play);
  thief.offer(state.thief);
  document.body.dataset.ready = boot;
}

/** speak puts the page into a language, and its layout into its direction. */
function speak({ lang, title }) {
  const words = pageWords(lang);
  Object.assign(page, { lang, words });
  Object.assign(document.documentElement, { lang, dir: directionOf(lang) });
  document.title = title;
  $("title").textContent = title;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
  $("language").setAttribute("aria-label", words.language);
  $("language").title = words.language;
  $("language").replaceChildren(...page.languages.map((code) => make("option", { value: code, lang: code, selected: code === lang }, nameOf(code))));
  $("clock").setAttribute("aria-label", words.clock);
  $("wind").setAttribute("aria-label", words.wind);
  $("tabs").setAttribute("aria-label", words.phones);
  clock.speak(lang, words);
  story.speak();
  thief.speak();
  showDue($("due"), due, page);
  rename();
}

function rename() {
  for (const phone of page.phones()) {
    phone.rename();
    phone.tab.textContent = roleName(page.words, phone.state.role);
  }
}

/** choose asks for another language; the stream brings it. */
async function choose(code) {
  try {
    const { spoken } = await post("language", { code });
    if (!spoken) say(fill(page.words.lacks, { language: nameOf(code) }), 12_000);
  } catch (error) {
    say(error.message || page.words.lost, 6000);
  }
}

function build(states) {
  for (const state of states) {
    const phone = new Phone({ ...state, messages: undefined }, page);
    phone.tab = make("button", {
      type: "button", role: "tab", class: "tab", id: `tab-${state.id}`, "aria-controls": `phone-${state.id}`, "data-tab": state.id,
      onclick: () => select(phone, true), onkeydown: (e) => arrows(e, phone),
    });
    phones.set(state.id, phone);
  }
  rename();
  const switches = page.phones().filter((p) => p.state.switches);
  switches.forEach((p, i) => choosePhone(p, i === 0));
  $("phones").replaceChildren(...page.phones().map((p) => p.element));
  $("tabs").replaceChildren(...page.phones().map((p) => p.tab));
  select(phones.get(Number(sessionStorage.getItem("phone"))) ?? page.phones()[0]);
}

/** choosePhone lays one of the phones that share a place there, or takes it away. */
function choosePhone(phone, there) {
  phone.element.toggleAttribute("data-away", !there);
  phone.tab.hidden = !there;
}

/** select brings a phone to the front where there is room for one only, and into sight elsewhere. */
function select(phone, moved) {
  selected = phone.state.id;
  sessionStorage.setItem("phone", selected);
  if (phone.state.switches) page.phones().filter((p) => p.state.switches).forEach((p) => { choosePhone(p, p === phone); p.rename(); });
  for (const p of page.phones()) {
    const front = p === phone;
    p.element.toggleAttribute("data-front", front);
    p.tab.setAttribute("aria-selected", String(front));
    p.tab.tabIndex = front ? 0 : -1;
  }
  phone.tab.removeAttribute("data-unread");
  phone.chat.toEnd();
  if (moved) phone.element.scrollIntoView({ block: "nearest", inline: "center" });
}

function arrows(e, phone) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (!by) return;
  const all = page.phones().filter((p) => !p.tab.hidden);
  const forward = document.documentElement.dir === "rtl" ? -by : by;
  const next = all[(all.indexOf(phone) + forward + all.length) % all.length];
  select(next, true);
  next.tab.focus();
}

/** calls lists what the bot asked of Telegram, while somebody looks. */
async function calls() {
  if (!$("calls").open) return;
  const response = await fetch("log").catch(() => null);
  if (response?.ok) {
    const line = (c) => make("li", { class: c.code === 200 ? "" : "refused" },
      new Date(c.at).toLocaleTimeString("en-GB", { timeZone: page.zone }), " ", make("b", {}, c.method), " ",
      phones.get(c.phone)?.title() ?? "", c.times > 1 ? ` ×${c.times}` : "", c.code === 200 ? "" : ` ${c.code}`);
    $("call-list").replaceChildren(...(await response.json()).reverse().map(line));
  }
  setTimeout(calls, 2000);
}

$("calls").addEventListener("toggle", calls);
$("language").addEventListener("change", (e) => choose(e.target.value));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) follow();
  else source?.close();
});
const wide = matchMedia("(min-width: 60rem)");
const fold = () => { $("wind-box").open = wide.matches; };
wide.addEventListener("change", fold);
fold();
follow();
