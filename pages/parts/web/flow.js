// People's way through three columns of places, as bands of SVG; pixels from the top come from the server.
// One stop of the Tab key; arrows move along the bands, and each is said. The tables of the page hold the same numbers.
import { draw, make, moved, paint, place, readable, theme } from "./common.js"

const NODE = 14 // pixels that a place is wide
const LETTER = 7.2 // pixels that a letter takes, more or less
const GUTTER = 0.28 // of the width at most, for the names at either side
const flows = new WeakMap()

export default function ({ data, parentElement }) {
  let flow = flows.get(parentElement)
  if (!flow) flows.set(parentElement, (flow = new Flow(parentElement)))
  paint(flow.root, theme(parentElement))
  flow.show(data)
  return () => {
    flows.delete(parentElement)
    flow.watcher.disconnect()
  }
}

class Flow {
  constructor(parentElement) {
    this.root = place(parentElement, "hw-flow")
    readable(this, "hw-flow-box")
    this.box.onpointerover = event => this.point(event.target.dataset?.at)
    this.box.onpointerleave = () => this.leave()
    this.label = make("p", "hw-flow-said")
    this.words = make("p", "hw-plot-words")
    this.root.replaceChildren(this.box, this.words, this.live)
  }

  show(data) {
    const text = JSON.stringify(data)
    if (this.text === text) return
    this.text = text
    this.data = data
    this.box.setAttribute("aria-label", `${data.alt} Left and right arrow keys move along the bands.`)
    this.words.textContent = data.alt
    this.draw()
  }

  fit() {
    if (this.data && this.root.clientWidth && this.root.clientWidth !== this.width) this.draw()
  }

  draw() {
    const { places, bands, heads, height } = this.data
    this.width = this.root.clientWidth || 600
    this.columns = columns(places, this.width)
    this.at = null
    this.paths = bands.map((band, at) => this.band(band, at))
    const svg = draw("svg", { width: this.width, height, "aria-hidden": "true" })
    svg.append(...this.paths, ...places.map(node => this.node(node)), ...places.map(node => this.name(node)))
    svg.append(...heads.map((head, column) => this.head(head, column)))
    this.label.hidden = true
    this.box.replaceChildren(svg, this.label)
  }

  band({ column, from, to, size, tone }, at) {
    const start = this.columns[column].x + NODE
    const end = this.columns[column + 1].x
    const middle = (start + end) / 2
    const high = Math.max(size, 0.75)
    const line = `M${start} ${from}C${middle} ${from} ${middle} ${to} ${end} ${to}v${high}` +
      `C${middle} ${to + high} ${middle} ${from + high} ${start} ${from + high}Z`
    return draw("path", { d: line, class: "hw-flow-band", style: coloured(tone), "data-at": at })
  }

  node({ column, top, size, tone }) {
    const shape = { x: this.columns[column].x, y: top, width: NODE, height: Math.max(size, 1) }
    return draw("rect", { ...shape, class: "hw-flow-place", style: tone === null ? "" : coloured(tone) })
  }

  name({ column, name, count, said, top, size }) {
    const { x, before, letters } = this.columns[column]
    const room = letters - count.length - 1
    const shown = name.length > room ? `${name.slice(0, room - 1)}…` : name
    const number = draw("tspan", { class: "hw-flow-count" }, ` ${count}`)
    const at = { x: before ? x - 6 : x + NODE + 6, y: top + size / 2, "text-anchor": before ? "end" : "start" }
    return draw("text", { ...at, class: "hw-flow-name" }, draw("title", {}, said), shown, number)
  }

  head(head, column) {
    const { x, before } = this.columns[column]
    const at = { x: before ? x + NODE : x, y: 10, "text-anchor": before ? "end" : "start" }
    return draw("text", { ...at, class: "hw-flow-head" }, head)
  }

  key(event) {
    const to = moved(event.key, this.at, this.paths.length - 1, 0)
    if (to !== undefined) this.point(to)
    else if (event.key === "Escape" && this.at !== null) this.leave()
    else return
    if (to !== undefined) this.live.textContent = this.data.bands[to].said
    event.preventDefault()
    event.stopPropagation()
  }

  point(at) {
    this.leave()
    if (at === undefined) return
    this.at = Number(at)
    this.paths[this.at].classList.add("hw-flow-here")
    const { column, from, to, size, said } = this.data.bands[this.at]
    this.label.textContent = said
    this.label.style.left = `${(this.columns[column].x + NODE + this.columns[column + 1].x) / 2}px`
    this.label.style.top = `${Math.max((from + to + size) / 2, 40)}px`
    this.label.hidden = false
  }

  leave() {
    if (this.at === null) return
    this.paths[this.at].classList.remove("hw-flow-here")
    this.at = null
    this.label.hidden = true
  }
}

/** Of each column its left edge, whether names stand before it, and how many letters have room beside it. */
function columns(places, width) {
  const most = column => Math.max(...places.filter(at => at.column === column).map(at => `${at.name} ${at.count}`.length), 0)
  const gutter = column => Math.min(12 + LETTER * most(column), GUTTER * width)
  const letters = room => Math.round((room - 12) / LETTER)
  const [left, right] = [gutter(0), gutter(2)]
  const last = width - right - NODE
  const middle = (left + last) / 2
  return [
    { x: left, before: true, letters: letters(left) },
    { x: middle, before: false, letters: letters(last - middle) },
    { x: last, before: false, letters: letters(right) },
  ]
}

function coloured(tone) {
  return `--hw-who: var(--hw-series-${tone + 1})`
}
