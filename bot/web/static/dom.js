// Elements and requests, in few words. Nothing here or elsewhere on the page
// turns a text into markup: a text becomes a text node.

/**
 * make returns an element. Attributes that start with "on" are listeners;
 * false, null and undefined leave an attribute out; true is an empty one.
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** icon returns a picture of an outline, hidden from those who cannot see it. */
export function icon(path) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const line = document.createElementNS(ns, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const icons = {
  send: "M3 11 21 3l-7 18-3-7z",
  attach: "M8 12.5 14.5 6a3 3 0 0 1 4.3 4.2L11 18a5 5 0 0 1-7-7l7.5-7.5",
  slash: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM14.5 7.5l-5 9",
  keys: "M3 6h18v12H3zM7 10h.1M12 10h.1M17 10h.1M8 14.5h8",
  more: "M12 5v.1M12 12v.1M12 19v.1",
  down: "M6 9l6 6 6-6",
  pin: "M12 21s-7-6.2-7-11a7 7 0 0 1 14 0c0 4.8-7 11-7 11zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  copy: "M9 9h10v12H9zM15 9V3H5v12h4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** post sends what a hand did; it throws an Error whose message can be shown. */
export async function post(path, body) {
  const binary = body instanceof Blob;
  const response = await fetch(path, {
    method: "POST",
    headers: binary ? {} : { "Content-Type": "application/json" },
    body: binary ? body : JSON.stringify(body ?? {}),
  });
  if (response.ok) return response.status === 204 ? null : response.json();
  const { error } = await response.json().catch(() => ({}));
  throw new Error(error ?? "");
}
