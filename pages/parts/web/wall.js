// A wall screen: large, nothing to press. Where no fresh data came for a while it greys and says since when.
import { make, paint, place, theme } from "./common.js"

const walls = new WeakMap()

export default function ({ data, parentElement }) {
  const root = place(parentElement, "hw-wall")
  let wall = walls.get(parentElement)
  if (!wall) walls.set(parentElement, (wall = new Wall(root)))
  paint(root, theme(parentElement))
  wall.show(data)
  return () => {
    clearTimeout(wall.timer)
    walls.delete(parentElement)
  }
}

class Wall {
  constructor(root) {
    this.root = root
    this.text = ""
  }

  show(data) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.lost(data.read), data.patience * 1000)
    const text = JSON.stringify(data)
    if (text === this.text) return
    this.text = text
    this.root.classList.toggle("hw-wall-old", Boolean(data.old))
    this.root.classList.toggle("hw-wall-wide", data.wide)
    this.said = make("p", "hw-wall-said", data.old)
    this.said.setAttribute("role", "status")
    this.said.hidden = !data.old
    this.root.replaceChildren(head(data), this.said, counts(data.counts), people(data), foot(data))
  }

  lost(read) {
    this.text = ""
    this.root.classList.add("hw-wall-old")
    this.said.hidden = false
    this.said.textContent = `This screen has heard nothing from the server since ${read}. Don't act on it.`
  }
}

function head({ title, clock, day }) {
  const found = make("header")
  const time = make("p", "hw-wall-time")
  if (clock) time.append("Data to ", make("b", "", clock), ` ${day}`)
  found.append(make("h1", "", title), time)
  return found
}

function counts(found) {
  const list = make("dl", "hw-wall-counts")
  for (const { label, value, tone } of found) {
    const group = make("div", tone ? `hw-tone-${tone}` : "")
    group.append(make("dt", "", label), make("dd", "", value))
    list.append(group)
  }
  return list
}

/** The people in one wide table, or in two beside each other. */
function people({ columns, rows, wide, each, none }) {
  const found = make("div", "hw-wall-people")
  if (!rows.length) found.append(make("p", "", none))
  const halves = !rows.length ? [] : wide ? [rows] : [rows.slice(0, each), rows.slice(each)]
  for (const half of halves) {
    const table = make("table")
    const widths = make("colgroup")
    widths.append(...columns.map(({ key }) => make("col", `hw-wall-${key}`)))
    const top = make("thead", "hw-unseen")
    top.append(line(columns.map(({ label }) => ({ text: label })), "th"))
    const body = make("tbody")
    for (const row of half) body.append(line(cells(columns, row)))
    table.append(widths, top, body)
    found.append(table)
  }
  return found
}

/** Where there is nothing to do about a patient, what they wait for has the room of both. */
function cells(columns, row) {
  const free = !row.flag
  return columns
    .filter(({ key }) => !(free && key === "flag"))
    .map(({ key }) => ({ key, text: row[key], span: free && key === "waiting" ? 2 : 1 }))
}

function line(cells, tag = "td") {
  const row = make("tr")
  for (const { key, text, span } of cells) {
    const cell = make(tag, key ? `hw-wall-${key}` : "", text)
    if (span > 1) cell.colSpan = span
    row.append(cell)
  }
  return row
}

function foot({ rest, read }) {
  const found = make("footer")
  found.append(make("p", "", rest), make("p", "", `Screen read ${read}`))
  return found
}
