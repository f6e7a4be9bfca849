// A real HTML table from plain rows. Rows are known by id, never by place: the row with the keyboard's focus stays the
// same patient when the data change, or the focus leaves it.
import { make, mark, paint, place, theme } from "./common.js"

const tables = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let table = tables.get(parentElement)
  if (!table) tables.set(parentElement, (table = new Table(parentElement)))
  table.picked = id => setTriggerValue("picked", id)
  paint(table.root, theme(parentElement))
  table.show(data)
  return () => tables.delete(parentElement)
}

class Table {
  constructor(parentElement) {
    this.root = place(parentElement, "hw-table")
    this.element = make("table")
    this.caption = make("caption", "hw-unseen")
    this.head = make("thead")
    this.body = make("tbody")
    this.columns = make("colgroup")
    this.element.append(this.caption, this.columns, this.head, this.body)
    this.root.replaceChildren(this.element)
    this.rows = new Map()
    this.body.onclick = event => this.open(event.target.closest("tr"))
    this.body.onkeydown = event => this.key(event)
    this.body.addEventListener('focusin', event => this.settle(event.target.closest('tr')))
  }

  show(data) {
    const layout = JSON.stringify(data.columns)
    if (layout !== this.layout) this.headings(data.columns, layout)
    this.opens = data.opens
    this.root.classList.toggle("hw-opens", data.opens)
    this.root.style.maxHeight = typeof data.height === "number" ? `${data.height}px` : (data.height ?? "")
    this.root.classList.toggle("hw-scrolls", Boolean(data.height))
    this.root.tabIndex = data.height && !data.opens ? 0 : -1
    this.caption.textContent = data.opens ? `${data.caption} Arrow keys move between rows, Enter opens one.` : data.caption
    this.fill(data)
  }

  headings(columns, layout) {
    this.layout = layout
    this.spec = columns
    this.rows.clear()
    this.columns.replaceChildren(...columns.map(column => {
      const col = make("col")
      if (column.width) col.style.width = column.width
      return col
    }))
    const row = make("tr")
    for (const column of columns) {
      const cell = make("th", column.align === "end" ? "hw-end" : "", column.label)
      cell.scope = "col"
      if (column.title) cell.title = column.title
      row.append(cell)
    }
    this.head.replaceChildren(row)
  }

  fill({ rows, selected }) {
    const focused = document.activeElement?.closest?.("tr")?.dataset.id
    const held = this.body.contains(document.activeElement) ? focused : undefined
    const kept = new Map()
    const fragment = document.createDocumentFragment()
    for (const row of rows) {
      const text = JSON.stringify(row)
      let known = this.rows.get(row.id)
      if (known?.text !== text) known = { text, element: this.row(row) }
      known.element.setAttribute("aria-selected", String(row.id === selected))
      kept.set(row.id, known)
      fragment.append(known.element)
    }
    this.rows = kept
    this.body.replaceChildren(fragment)
    if (!this.opens) return
    const stop = kept.get(held) ?? kept.get(selected) ?? kept.values().next().value
    for (const { element } of kept.values()) element.tabIndex = -1
    if (stop) stop.element.tabIndex = 0
    if (held !== undefined && kept.has(held)) stop.element.focus({ preventScroll: true })
  }

  row(row) {
    const element = make("tr", row.tone ? `hw-row-${row.tone}` : "")
    element.dataset.id = row.id
    if (row.title) element.title = row.title
    for (const column of this.spec) element.append(cell(row[column.key], column))
    return element
  }

  key(event) {
    const row = event.target.closest("tr")
    const rows = this.body.rows
    if (!row || !this.opens) return
    const at = row.sectionRowIndex
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key]
    if (to !== undefined) rows[Math.min(Math.max(to, 0), rows.length - 1)].focus()
    else if (event.key === "Enter" || event.key === " ") this.open(row)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  settle(row) {
    if (!row) return
    for (const other of this.body.querySelectorAll('tr[tabindex="0"]')) other.tabIndex = -1
    row.tabIndex = 0
  }

  open(row) {
    if (row && this.opens && !getSelection().toString()) this.picked(row.dataset.id)
  }
}

/** A cell from plain text or {text, title, shape, tone, more}. */
function cell(value, column) {
  const element = make(column.heading ? "th" : "td", column.align === "end" ? "hw-end" : "")
  if (column.heading) element.scope = "row"
  if (value === null || value === undefined) return element
  if (typeof value !== "object") {
    element.textContent = value
    return element
  }
  if (value.title) element.title = value.title
  if (value.shape) element.append(mark(value.shape, value.tone))
  if (value.tone) element.classList.add(`hw-tone-${value.tone}`)
  element.append(document.createTextNode(value.text ?? ""))
  if (value.more) element.append(make("small", "hw-more", value.more))
  return element
}
