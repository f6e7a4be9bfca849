// Measure tiles: a name, a value, a sentence of change, the NHS variation and assurance icons with their words, a line.
import { draw, make, mark, paint, place, theme } from "./common.js"

const mounts = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = place(parentElement, "hw-tiles")
  const mount = mounts.get(parentElement) ?? {}
  mounts.set(parentElement, mount)
  mount.picked = id => setTriggerValue("picked", id)
  paint(root, theme(parentElement))
  const text = JSON.stringify(data)
  if (mount.text === text) return
  mount.text = text
  root.style.setProperty("--hw-tile", `${data.width}px`)
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.id : undefined
  root.replaceChildren(...data.tiles.map(tile => tileOf(tile, mount)))
  if (held) root.querySelector(`[data-id="${CSS.escape(held)}"]`)?.focus({ preventScroll: true })
}

function tileOf(tile, mount) {
  const element = make(tile.id ? "button" : "div", "hw-tile")
  if (tile.id) {
    element.type = "button"
    element.dataset.id = tile.id
    element.onclick = () => mount.picked(tile.id)
  }
  if (tile.title) element.title = tile.title
  const value = make("span", "hw-tile-value", tile.value)
  if (tile.shape) value.prepend(mark(tile.shape, tile.tone))
  if (tile.unit) value.append(make("span", "hw-tile-unit", ` ${tile.unit}`))
  const top = make("span", "hw-tile-top")
  top.append(value)
  const icons = make("span", "hw-tile-icons")
  if (tile.variation) icons.append(variation(tile.variation))
  if (tile.assurance) icons.append(assurance(tile.assurance))
  if (icons.childElementCount) top.append(icons)
  element.append(make("span", "hw-tile-label", tile.label), top)
  if (tile.change) element.append(make("span", "hw-tile-change", tile.change))
  const said = [tile.variation, tile.assurance].filter(Boolean).map(name => WORDS[name]).join("; ")
  if (said) element.append(make("span", "hw-tile-said", said))
  if (tile.line?.length) element.append(line(tile.line, tile.centre))
  return element
}

export const WORDS = {
  common_cause: "Usual variation",
  improvement_high: "Better: unusually high",
  improvement_low: "Better: unusually low",
  concern_high: "Worse: unusually high",
  concern_low: "Worse: unusually low",
  neutral_high: "Unusually high",
  neutral_low: "Unusually low",
  pass: "target met consistently",
  fail: "target missed consistently",
  inconsistent: "target hit or miss",
}

/** NHS variation icon: a ring whose dots run level, up or down; H or L where the latest points are special. */
export function variation(name) {
  const [kind, way] = name === "common_cause" ? ["common", ""] : name.split("_")
  const rise = { "": [0, 0, 0, 0], high: [4, 1.5, -1.5, -5], low: [-5, -1.5, 1.5, 4] }[way]
  const wave = way ? [0, 0, 0, 0] : [2.5, -3, 3, -2.5]
  const points = [0, 1, 2, 3].map(i => [8 + i * 6, (way ? 22 : 17) + wave[i] + rise[i] * 0.8])
  const svg = icon(name, kind)
  svg.append(draw("polyline", { points: points.map(p => p.join(",")).join(" "), fill: "none", stroke: "var(--hw-limit)", "stroke-width": 1.2 }))
  points.forEach(([cx, cy], i) => svg.append(draw("circle", { cx, cy, r: 2.3, class: way && i < 2 ? "hw-icon-common" : `hw-icon-${kind}` })))
  if (way) svg.append(letter(way === "high" ? "H" : "L", 12.5, `hw-icon-text-${kind}`))
  return svg
}

/** NHS assurance icon: P, F or ? over the target's dash. */
export function assurance(name) {
  const kind = { pass: "improvement", fail: "concern", inconsistent: "common" }[name]
  const svg = icon(name, kind)
  svg.append(draw("line", { x1: 6, x2: 28, y1: 22, y2: 22, stroke: "var(--hw-target)", "stroke-width": 1.5, "stroke-dasharray": "3 2" }))
  const level = { pass: 26, fail: 26, inconsistent: 22 }[name]
  svg.append(draw("path", { d: `M7 ${level}q5 -5 10 0t10 0`, fill: "none", class: `hw-icon-line-${kind}`, "stroke-width": 1.6 }))
  svg.append(letter({ pass: "P", fail: "F", inconsistent: "?" }[name], 15.5, `hw-icon-text-${kind}`))
  return svg
}

function icon(name, kind) {
  const svg = draw("svg", { viewBox: "0 0 34 34", class: "hw-icon", role: "img", "aria-label": WORDS[name] ?? name })
  svg.append(draw("title", {}, document.createTextNode(WORDS[name] ?? name)))
  svg.append(draw("circle", { cx: 17, cy: 17, r: 15, fill: "none", class: `hw-icon-line-${kind}`, "stroke-width": 2.6 }))
  return svg
}

function letter(text, y, className) {
  return draw("text", { x: 17, y, "text-anchor": "middle", class: `hw-icon-letter ${className}` }, document.createTextNode(text))
}

/** The line of the last periods; gaps stay gaps, and the last point is marked. */
function line(values, centre) {
  const seen = values.filter(v => v !== null)
  if (!seen.length) return document.createTextNode("")
  const low = Math.min(...seen, centre ?? Infinity)
  const high = Math.max(...seen, centre ?? -Infinity)
  const x = i => (values.length > 1 ? (i * 116) / (values.length - 1) : 58) + 2
  const y = v => (high === low ? 14 : 25 - ((v - low) * 22) / (high - low))
  const svg = draw("svg", { viewBox: "0 0 120 28", class: "hw-line", "aria-hidden": "true", preserveAspectRatio: "none" })
  if (centre !== null && centre !== undefined)
    svg.append(draw("line", { x1: 2, x2: 118, y1: y(centre), y2: y(centre), class: "hw-line-centre" }))
  let path = ""
  values.forEach((v, i) => (path += v === null ? "" : `${i && values[i - 1] !== null ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`))
  svg.append(draw("path", { d: path, class: "hw-line-path" }))
  return svg
}
