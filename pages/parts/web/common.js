// What the parts share: the palette of the theme on screen, text set only as text, and the parts' own style sheet.
import { LIGHT, DARK } from "./palette.js"
import { CSS } from "./style.js"

const sheet = new CSSStyleSheet()
sheet.replaceSync(CSS)
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]

let seen = null

/** The palette that fits the page's background, and whether that is the dark one, and the page's font; looked up once a
 * frame: between the drawing of two charts each look would lay the whole page out again. */
export function theme(host) {
  if (!seen) {
    seen = looked(getComputedStyle(host))
    requestAnimationFrame(() => (seen = null))
  }
  return seen
}

function looked(style) {
  const dark = luminance(style.getPropertyValue("--st-background-color").trim()) < 0.4
  return { dark, colours: dark ? DARK : LIGHT, font: style.getPropertyValue("--st-font").trim() }
}

function luminance(colour) {
  const hex = /^#([0-9a-f]{6})/i.exec(colour)
  const parts = hex
    ? [0, 2, 4].map(i => parseInt(hex[1].slice(i, i + 2), 16))
    : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number)
  return (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]) / 255
}

/** Puts the palette on an element as --hw-name variables; done again only when the theme changes. */
export function paint(element, { dark, colours }) {
  const name = dark ? "dark" : "light"
  if (element.dataset.theme === name) return
  element.dataset.theme = name
  for (const [key, value] of Object.entries(colours)) element.style.setProperty(`--hw-${key.replaceAll("_", "-")}`, value)
}

/** An element with a class and, where given, text; text is never read as HTML. */
export function make(tag, className, text) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined && text !== null) element.textContent = text
  return element
}

const SVG = "http://www.w3.org/2000/svg"

/** An SVG element with attributes. */
export function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

const SHAPES = {
  circle: ["circle", { cx: 6, cy: 6, r: 4.5 }],
  ring: ["circle", { cx: 6, cy: 6, r: 4, fill: "none", stroke: "currentColor", "stroke-width": 2 }],
  square: ["rect", { x: 1.5, y: 1.5, width: 9, height: 9 }],
  diamond: ["path", { d: "M6 0.5 11.5 6 6 11.5 0.5 6Z" }],
  up: ["path", { d: "M6 1 11.5 10.5H0.5Z" }],
  down: ["path", { d: "M6 11 0.5 1.5H11.5Z" }],
  tick: ["path", { d: "M1.5 6.5 4.5 9.5 10.5 2.5", fill: "none", stroke: "currentColor", "stroke-width": 2 }],
}

/** A small mark; it says nothing by itself, so words always stand beside it. */
export function mark(shape, tone) {
  const [tag, attributes] = SHAPES[shape] ?? SHAPES.circle
  const svg = draw("svg", { viewBox: "0 0 12 12", class: `hw-mark hw-tone-${tone ?? "neutral"}`, "aria-hidden": "true" })
  svg.append(draw(tag, attributes))
  return svg
}

/** The element that this mount draws in, made once. */
export function place(parentElement, className) {
  const slot = parentElement.querySelector(".hw-slot") ?? parentElement
  let root = slot.querySelector(`:scope > .${className}`)
  if (!root) {
    root = make("div", className)
    slot.append(root)
  }
  return root
}

/** Where a key takes somebody who stands at `at` of 0 to `last` (null: not yet, then at `entry`); undefined: nowhere. */
export function moved(key, at, last, entry = last) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
  if (step) return at === null ? entry : Math.min(Math.max(at + step, 0), last)
  return { Home: 0, End: last }[key]
}

/** Gives `owner` a chart's box, one stop of the Tab key, and the line that reads its points aloud. */
export function readable(owner, name) {
  owner.box = make("div", name)
  owner.box.tabIndex = 0
  owner.box.setAttribute("role", "application")
  owner.box.setAttribute("aria-roledescription", "chart")
  owner.box.onkeydown = event => owner.key(event)
  owner.box.onblur = () => owner.leave()
  owner.live = make("p", "hw-unseen")
  owner.live.setAttribute("aria-live", "polite")
  owner.watcher = new ResizeObserver(() => owner.fit())
  owner.watcher.observe(owner.root)
}
