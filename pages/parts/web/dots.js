// The points of a control chart, one path for all points of one meaning, laid over the lines that Plotly draws.
// Plotly makes each point an element and styles it twice, which is two fifths of the time that such a chart takes.
import { draw } from "./common.js"

const triangle = (r, way) => {
  const half = (2 * r) / Math.sqrt(3)
  return `m${-half},${(way * r) / 2}h${2 * half}l${-half},${-1.5 * way * r}z`
}
// Plotly's own shapes: round a point, r pixels in radius.
const SHAPES = {
  circle: r => `m${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0z`,
  square: r => `m${-r},${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: r => `m0,${-1.3 * r}l${1.3 * r},${1.3 * r}l${-1.3 * r},${1.3 * r}l${-1.3 * r},${-1.3 * r}z`,
  "triangle-up": r => triangle(r, 1),
  "triangle-down": r => triangle(r, -1),
}

/** Draws the points of the trace that has meta.dots, where the axes of the drawn chart now put them. */
export function dots(box, traces) {
  const plot = box.querySelector(".cartesianlayer .overplot > .xy")
  if (!plot) return
  let layer = plot.querySelector(":scope > .hw-dots")
  if (!layer) plot.append((layer = draw("g", { class: "hw-dots" })))
  const trace = traces.find(trace => trace.meta?.dots)
  layer.replaceChildren(...(trace?.meta.dots ?? []).map(kind => path(kind, trace, box._fullLayout)))
}

function path({ color, symbol, size, at }, { x, y }, { xaxis, yaxis }) {
  const shape = SHAPES[symbol](size / 2)
  const d = at.map(point => `M${xaxis.d2p(x[point]).toFixed(2)},${yaxis.d2p(y[point]).toFixed(2)}${shape}`).join("")
  return draw("path", { d, fill: color, "data-shape": symbol })
}
