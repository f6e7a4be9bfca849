// Draws a Plotly figure in place (Plotly.react: nothing is taken down when data change), with words and a keyboard.
import { make, moved, paint, place, readable, theme } from "./common.js"
import { dots } from "./dots.js"

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false }
const UNCOLOURED = new Set(["customdata", "hovertext", "text", "ticktext", "x", "y"]) // may hold text from data
const graphs = new WeakMap()
let library

export default function ({ data, parentElement, setTriggerValue }) {
  let graph = graphs.get(parentElement)
  if (!graph) graphs.set(parentElement, (graph = new Graph(parentElement)))
  graph.picked = id => setTriggerValue("picked", id)
  graph.show(data)
  return () => {
    graphs.delete(parentElement)
    graph.close()
  }
}

/** Plotly, fetched once: lines, points and bars are all that every page may ask of it. */
function plotly() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = new URL("plotly.min.js", import.meta.url).href
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => reject(new Error("The chart library did not load."))
    document.head.append(script)
  })
  return library
}

class Graph {
  constructor(parentElement) {
    this.host = parentElement
    this.root = place(parentElement, "hw-plot")
    this.words = make("p", "hw-plot-words")
    readable(this, "hw-plot-box")
    this.root.replaceChildren(this.box, this.words, this.live)
  }

  show(data) {
    this.data = data
    this.box.style.height = `${data.height}px`
    this.box.setAttribute("aria-label", `${data.alt} Left and right arrow keys move along the points.`)
    this.words.textContent = data.words ? data.alt : ""
    this.words.hidden = !data.words
    plotly().then(
      library => this.data === data && this.draw(library, data),
      error => (this.words.textContent = `${error.message} Reload the page. ${data.alt}`),
    )
  }

  draw(library, { figure, height }) {
    this.library = library
    const look = theme(this.host)
    const text = JSON.stringify([figure, height, look.dark])
    if (this.text === text) return
    this.text = text
    paint(this.root, look)
    this.width ??= this.root.clientWidth || 600 // from then on fit() knows it: a look here would lay the page out
    const layout = {
      autosize: false,
      dragmode: false,
      hovermode: "closest",
      showlegend: false,
      ...coloured(figure.layout, look.colours),
      width: this.width,
      height,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: look.font, size: 13, color: look.colours.text },
      hoverlabel: { bgcolor: look.colours.paper, bordercolor: look.colours.limit, align: "left",
                    font: { family: look.font, size: 13, color: look.colours.text } },
    }
    this.traces = coloured(figure.data, look.colours)
    const drawn = library.react(this.box, this.traces, layout, CONFIG)
    drawn.then(() => dots(this.box, this.traces))
    this.track = walked(figure.data)
    this.at = null
    this.listen()
  }

  listen() {
    if (this.listening) return
    this.listening = true
    this.box.on("plotly_click", event => this.pick(event.points[0]?.customdata))
  }

  fit() {
    const width = this.root.clientWidth
    if (!this.library || !width || width === this.width) return
    this.width = width
    this.library.relayout(this.box, { width }).then(() => dots(this.box, this.traces))
  }

  key(event) {
    const points = this.track?.points ?? []
    if (!points.length) return
    const to = moved(event.key, this.at, points.length - 1)
    if (to !== undefined) this.go(to)
    else if (event.key === "Enter" && this.at !== null) this.pick(points[this.at].id)
    else if (event.key === "Escape") this.leave()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  go(to) {
    this.at = to
    const { index, said } = this.track.points[to]
    this.library.Fx.hover(this.box, [{ curveNumber: this.track.curve, pointNumber: index }])
    this.live.textContent = said
  }

  leave() {
    if (this.at === null) return
    this.at = null
    if (this.library) this.library.Fx.unhover(this.box)
  }

  pick(id) {
    if (id !== null && id !== undefined) this.picked(id)
  }

  close() {
    this.watcher.disconnect()
    this.data = null
    if (this.library) this.library.purge(this.box)
  }
}

/** The points the arrow keys visit: of the trace marked meta.walk, else of the first that says something on hover. */
function walked(traces) {
  const named = traces.findIndex(trace => trace.meta?.walk)
  const curve = named >= 0 ? named : traces.findIndex(trace => trace.hovertext)
  if (curve < 0) return null
  const { hovertext, customdata, orientation, x, y } = traces[curve]
  const measure = orientation === "h" ? x : y
  const points = hovertext
    .map((text, index) => ({ index, said: spoken(text), id: customdata?.[index] }))
    .filter(point => measure[point.index] !== null)
  return { curve, points }
}

/** Words of a hover label without Plotly's line breaks and escapes. */
function spoken(text) {
  return text.replaceAll("<br>", ", ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
}

/** A copy in which every "@meaning" is that colour of the palette; arrays of numbers and dates are not copied. */
function coloured(value, colours) {
  if (typeof value === "string") return value[0] === "@" ? (colours[value.slice(1)] ?? value) : value
  if (Array.isArray(value)) {
    const first = value[0]
    const plain = first === null || typeof first === "number" || (typeof first === "string" && first[0] !== "@")
    return plain ? value : value.map(item => coloured(item, colours))
  }
  if (value === null || typeof value !== "object") return value
  const copy = {}
  for (const key in value) copy[key] = UNCOLOURED.has(key) ? value[key] : coloured(value[key], colours)
  return copy
}
