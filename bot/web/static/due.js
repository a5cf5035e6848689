// What became due while the clock was wound, in one line.

import { make } from "./dom.js";
import { fill, roleName } from "./page-words.js";

const stays = 30_000; // milliseconds: then the phones need the room

/** showDue fills the line for a while, or hides it if the clock has not been wound. */
export function showDue(line, due, page) {
  line.hidden = !due || due === line.over;
  if (line.hidden) return;
  clearTimeout(line.timer);
  line.timer = setTimeout(() => { line.over = due; line.hidden = true; }, stays);
  const { words, lang, zone } = page;
  const time = new Date(due.at).toLocaleString(lang === "en" ? "en-GB" : lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const names = due.phones.map((id) => page.phone(id)).filter(Boolean).map((p) => roleName(words, p.state.role)).join(", ");
  const parts = [
    ...due.kinds.map((kind) => words[kind] ?? kind),
    due.sent > 0 && fill(words.dueSent, { n: due.sent }),
    due.deleted > 0 && fill(words.dueDeleted, { n: due.deleted }),
    names && fill(words.dueHere, { names }),
  ].filter(Boolean);
  line.replaceChildren(make("b", {}, `${words.due} (${time}): `), parts.length ? parts.join("; ") : words.dueNothing);
}
