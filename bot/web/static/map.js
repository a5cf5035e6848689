// Where a place is: a small map drawn from the borders of the neighbourhoods,
// without tiles and without a network, and the names of what lies there.

import { make } from "./dom.js";

const wide = 320; // units of the drawing
const margin = 18;
const steps = 40; // of an arrow key from edge to edge
const labelled = 12; // more neighbourhoods than that are named below the map only

/** nameIn is a place's name in a language, else in English, else in whatever it has. */
export const nameIn = (place, lang) => place.names[lang] ?? place.names.en ?? Object.values(place.names)[0] ?? "";

/** placeAt finds the neighbourhood around a place, or the known place within about 50 metres of it. */
export function placeAt(places, lat, lon) {
  const near = (p) => p.lat !== null && Math.abs(p.lat - lat) < 0.0005 && Math.abs(p.lon - lon) < 0.0005;
  return places.find((p) => p.rings.some((ring) => inside(ring, lat, lon))) ?? places.find(near);
}

/** inside counts how often a line to the east crosses the border. */
function inside(ring, lat, lon) {
  let is = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
    if ((y1 > lat) !== (y2 > lat) && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) is = !is;
  }
  return is;
}

/** frame is what the map shows: degrees to units and back. */
function frame(places) {
  const points = places.flatMap((p) => p.rings.flat());
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const narrow = Math.cos(((south + north) / 2) * (Math.PI / 180)); // a degree of longitude is shorter than one of latitude
  const scale = (wide - 2 * margin) / Math.max((east - west) * narrow, (north - south) * 0.8);
  const left = (wide - (east - west) * narrow * scale) / 2;
  const high = (north - south) * scale + 2 * margin;
  return {
    high,
    x: (lon) => left + (lon - west) * narrow * scale,
    y: (lat) => margin + (north - lat) * scale,
    lon: (x) => west + (x - left) / narrow / scale,
    lat: (y) => north - (y - margin) / scale,
  };
}

const ns = "http://www.w3.org/2000/svg";

function draw(tag, attributes, ...children) {
  const element = document.createElementNS(ns, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * chooser is the map and what stands below it, or null where no place has a border.
 * send(lat, lon) takes what was chosen.
 */
export function chooser(places, lang, words, send) {
  const drawn = places.filter((p) => p.rings.length);
  if (!drawn.length) return null;
  const f = frame(drawn);
  const middle = { x: f.x(drawn[0].lon), y: f.y(drawn[0].lat) };
  let at = middle;
  const shapes = drawn.map((p, i) => draw("path", {
    class: `area shade-${i % 4}`, d: p.rings.map((ring) => `M${ring.map(([lon, lat]) => `${f.x(lon).toFixed(1)} ${f.y(lat).toFixed(1)}`).join("L")}Z`).join(""),
  }));
  const names = drawn.length > labelled ? [] : drawn.map((p) => draw("text", { class: "area-name", x: f.x(p.lon).toFixed(1), y: f.y(p.lat).toFixed(1) }, nameIn(p, lang)));
  const pin = draw("g", { class: "map-pin" }, draw("path", { d: "M0 0C-2-7-8-11-8-17a8 8 0 0 1 16 0c0 6-6 10-8 17z" }), draw("circle", { cx: 0, cy: -17, r: 3 }));
  const svg = draw("svg", { class: "map", viewBox: `0 0 ${wide} ${f.high.toFixed(1)}`, tabindex: 0, role: "application", "aria-label": words.map, "data-map": "" }, ...shapes, ...names, pin);
  const where = make("output", { class: "map-where", "data-where": true });
  const place = () => {
    pin.setAttribute("transform", `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`);
    const known = placeAt(drawn, f.lat(at.y), f.lon(at.x));
    shapes.forEach((s, i) => s.classList.toggle("chosen", drawn[i] === known));
    where.textContent = known ? nameIn(known, lang) : words.outside;
  };
  const move = (x, y) => {
    at = { x: Math.min(Math.max(x, 2), wide - 2), y: Math.min(Math.max(y, 2), f.high - 2) };
    place();
  };
  const done = () => send(f.lat(at.y), f.lon(at.x));
  svg.addEventListener("pointerdown", (e) => {
    const point = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
    move(point.x, point.y);
  });
  svg.addEventListener("keydown", (e) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (by) move(at.x + (by[0] * wide) / steps, at.y + (by[1] * wide) / steps);
    else if (e.key === "Enter") done();
    else return;
    e.preventDefault();
  });
  place();
  return make("div", { class: "map-box" }, svg, where,
    make("button", { type: "button", class: "option primary", "data-option": "send-place", onclick: done }, words.send));
}
