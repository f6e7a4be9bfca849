// The icon matrix: a real HTML table of some thousand cells. Its icons are ten pictures made once for each theme, so a
// cell is two small elements; words stand in the cell for screen readers and, for the cell pointed at, in a line above.
import { make, paint, place, theme } from "./common.js"
import { LIGHT, DARK } from "./palette.js"
import { WORDS, assurance, variation } from "./tiles.js"

const ASSURED = ["pass", "fail", "inconsistent"]
const HINT = "Point at a cell, or move with the arrow keys, and what it says stands here. A click or Enter opens its chart; a measure's name sorts by it."
const TONES = { concern: "concern", improvement: "improvement", neutral: "neutral" }
const mounts = new WeakMap()

const sheet = new CSSStyleSheet()
sheet.replaceSync([["light", LIGHT], ["dark", DARK]].flatMap(([name, colours]) => rules(name, colours)).join("\n"))
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]

export default function ({ data, parentElement, setTriggerValue }) {
  let matrix = mounts.get(parentElement)
  if (!matrix) mounts.set(parentElement, (matrix = new Matrix(parentElement)))
  matrix.picked = cell => setTriggerValue("picked", cell)
  paint(matrix.root, theme(parentElement))
  const text = JSON.stringify(data)
  if (matrix.text !== text) matrix.show(data, text)
  return () => mounts.delete(parentElement)
}

class Matrix {
  constructor(parentElement) {
    this.root = place(parentElement, "hw-matrix")
    this.said = make("p", "hw-matrix-said", HINT)
    this.said.setAttribute("aria-hidden", "true") // the cell itself says the same
    this.frame = make("div", "hw-matrix-frame")
    this.table = make("table")
    this.table.setAttribute("role", "grid")
    this.frame.append(this.table)
    this.root.replaceChildren(this.said, this.frame)
    this.table.onclick = event => this.click(event.target)
    this.table.onkeydown = event => this.key(event)
    this.table.addEventListener("focusin", event => this.settle(event.target)) // there is no property onfocusin
    this.table.onmouseover = event => this.say(event.target.closest("td"))
    this.table.onmouseleave = () => this.say(null)
  }

  show(data, text) {
    this.text = text
    this.data = data
    const names = data.families.flatMap(family => family.rows.map(row => row.id))
    if (!names.includes(this.by)) this.by = this.way = undefined
    const held = this.table.contains(document.activeElement) ? this.at(document.activeElement) : null
    this.lines = []
    const columns = make("colgroup")
    columns.append(make("col", "hw-matrix-names"), ...data.columns.map(() => make("col")))
    this.table.replaceChildren(make("caption", "hw-unseen", data.caption), columns, this.head(), ...data.families.map(family => this.family(family)))
    this.table.style.width = `calc(var(--hw-matrix-names) + ${data.columns.length} * var(--hw-matrix-cell))`
    this.arrange()
    const stop = this.cell(...(held ?? [0, 0]))
    if (stop) stop.tabIndex = 0
    if (held && stop) stop.focus({ preventScroll: true })
  }

  head() {
    const row = make("tr")
    this.corner = make("td", "hw-matrix-corner")
    row.append(this.corner)
    this.headings = this.data.columns.map(name => {
      const cell = make("th", "hw-matrix-place")
      cell.scope = "col"
      cell.append(make("span", "", name))
      return cell
    })
    row.append(...this.headings)
    this.lines.push({ row, cells: this.headings, first: row.firstChild })
    const head = make("thead")
    head.append(row)
    return head
  }

  family({ label, rows }) {
    const body = make("tbody")
    const title = make("tr", "hw-matrix-family")
    const cell = make("th", "")
    cell.scope = "rowgroup"
    cell.append(make("span", "", label))
    const rest = make("td")
    rest.colSpan = this.data.columns.length
    title.append(cell, rest)
    body.append(title, ...rows.map(row => this.row(row)))
    return body
  }

  row(row) {
    const element = make("tr", row.opens ? "hw-opens" : "")
    const heading = make("th")
    heading.scope = "row"
    const button = make("button", "", row.label)
    button.type = "button"
    button.tabIndex = -1
    if (row.title) button.title = row.title
    button.dataset.sorts = row.id
    if (row.unit && !row.label.toLowerCase().includes(row.unit.trim())) button.append(make("small", "", row.unit))
    heading.append(button)
    const cells = row.cells.map((cell, at) => cellOf(cell, row, this.data.columns[at]))
    element.append(heading, ...cells)
    this.lines.push({ row: element, cells, first: heading, spec: row, button })
    return element
  }

  /** Puts every row's cells into the order of the row sorted by; cells without a value stay last. */
  arrange() {
    const spec = this.lines.find(line => line.spec?.id === this.by)?.spec
    this.order = this.data.columns.map((_, at) => at)
    if (spec) {
      const value = at => spec.cells[at][5]
      this.order.sort((a, b) => (value(a) === null) - (value(b) === null) || this.way * (value(a) - value(b)) || a - b)
    }
    this.corner.textContent = spec ? `By ${spec.label}, ${this.way < 0 ? "greatest" : "least"} first` : this.data.first
    for (const line of this.lines) {
      line.row.append(...this.order.map(at => line.cells[at]))
      if (!line.button) continue
      line.button.setAttribute("aria-pressed", String(line.spec.id === this.by))
    }
  }

  sort(id) {
    if (this.by !== id) [this.by, this.way] = [id, -1]
    else if (this.way < 0) this.way = 1
    else this.by = this.way = undefined
    this.arrange()
    this.frame.scrollLeft = 0
  }

  click(target) {
    const sorts = target.closest("button")?.dataset.sorts
    if (sorts !== undefined) return this.sort(sorts)
    const cell = target.closest("td")
    const found = cell && this.at(cell)
    if (!found || getSelection().toString()) return
    const { spec } = this.body()[found[0]]
    if (spec.opens) this.picked([spec.id, this.data.columns[this.order[found[1] - 1]]])
  }

  key(event) {
    const found = this.at(event.target)
    if (!found) return
    const [line, column] = found
    const last = this.data.columns.length
    const to = {
      ArrowUp: [line - 1, column], ArrowDown: [line + 1, column], ArrowLeft: [line, column - 1], ArrowRight: [line, column + 1],
      PageUp: [line - 10, column], PageDown: [line + 10, column], Home: [line, 0], End: [line, last],
    }[event.key]
    if (to) this.cell(...to)?.focus()
    else if ((event.key === "Enter" || event.key === " ") && column > 0) this.click(event.target)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  body() {
    return this.lines.filter(line => line.spec)
  }

  /** [line, column] of a cell as it stands now; column 0 is the measure's name. */
  at(element) {
    const row = element.closest("tr")
    const line = this.body().findIndex(candidate => candidate.row === row)
    const cell = element.closest("td, th")
    return line < 0 || !cell ? null : [line, [...row.children].indexOf(cell)]
  }

  /** The element of a place that takes the focus, the nearest one where there is none. */
  cell(line, column) {
    const lines = this.body()
    if (!lines.length) return null
    const { row, button } = lines[Math.min(Math.max(line, 0), lines.length - 1)]
    const at = Math.min(Math.max(column, 0), this.data.columns.length)
    return at ? row.children[at] : button
  }

  settle(target) {
    for (const other of this.table.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1
    target.tabIndex = 0
    this.say(target.closest("td"))
  }

  /** What the cell pointed at says; away from any, what the cell with the keyboard's focus says. */
  say(cell) {
    const held = this.table.contains(document.activeElement) ? document.activeElement : null
    this.said.textContent = cell?.dataset.said || held?.dataset.said || HINT
  }
}

function cellOf([text, moved, met, short, said, order], row, column) {
  const tone = TONES[moved?.split("_")[0]]
  const cell = make("td", tone ? `hw-matrix-${tone}` : "")
  cell.tabIndex = -1
  const icons = [moved, met].filter(Boolean)
  for (const name of icons) cell.append(make("span", `hw-pic hw-pic-${name}`))
  cell.append(make("span", "hw-matrix-value", text))
  if (short) cell.append(make("small", "", short))
  const meaning = [...icons.map(name => WORDS[name]), said].filter(Boolean).join("; ")
  cell.append(make("span", "hw-unseen", ` ${meaning}`))
  cell.dataset.said = `${column}, ${row.label}: ${text}${order === null ? "" : row.unit}. ${meaning}.`
  return cell
}

/** One rule for each icon: its picture in the colours of a theme. */
function rules(name, colours) {
  return Object.keys(WORDS).map(icon => {
    const drawn = ASSURED.includes(icon) ? assurance(icon) : variation(icon)
    drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg")
    drawn.prepend(style(colours))
    const svg = new XMLSerializer().serializeToString(drawn).replace(/var\(--hw-([a-z-]+)\)/g, (_, key) => colours[key.replaceAll("-", "_")])
    return `.hw-matrix[data-theme="${name}"] .hw-pic-${icon} { background-image: url("data:image/svg+xml,${encodeURIComponent(svg)}") }`
  })
}

function style(colours) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "style")
  const kinds = ["common", "improvement", "concern", "neutral"]
  element.textContent = kinds
    .map(kind => `.hw-icon-${kind}{fill:${colours[kind]}}.hw-icon-line-${kind}{stroke:${colours[kind]}}.hw-icon-text-${kind}{fill:${colours[`${kind}_ink`]}}`)
    .join("") + ".hw-icon-letter{font:700 15px sans-serif}"
  return element
}
