// The huddle sheet on the page as it will be on paper. It can be printed only once the server has logged the printing.
import { make, paint, place, theme } from "./common.js"

const sheets = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = place(parentElement, "hw-sheet")
  const sheet = sheets.get(parentElement) ?? {}
  sheets.set(parentElement, sheet)
  paint(root, theme(parentElement))
  const text = JSON.stringify(data)
  if (sheet.text === text) return
  sheet.text = text
  root.classList.toggle("hw-sheet-logged", Boolean(data.logged))
  const print = make("button", "hw-button hw-button-first", "Print")
  print.type = "button"
  print.onclick = () => {
    print.disabled = true
    setTriggerValue("asked", crypto.randomUUID?.() ?? String(Math.random()))
  }
  const bar = make("div", "hw-sheet-bar")
  bar.append(print, make("span", "", data.hint))
  const unlogged = make("p", "hw-sheet-unlogged", "Not printed: press Print on the page, so that the printing is logged.")
  root.replaceChildren(bar, unlogged, ...data.wards.map(ward => page(ward, data)))
  if (data.logged && data.logged !== sheet.logged) {
    sheet.logged = data.logged
    addEventListener("afterprint", () => root.classList.remove("hw-sheet-logged"), { once: true }) // the next one is logged anew
    requestAnimationFrame(() => window.print())
  }
}

function page(ward, { columns, stamp, note }) {
  const found = make("section", "hw-sheet-ward")
  const table = make("table")
  table.append(make("caption", "hw-unseen", `${ward.title}. ${ward.said}`))
  const head = make("tr")
  for (const { label, width } of columns) {
    const cell = make("th", "", label)
    cell.scope = "col"
    if (width) cell.style.width = width
    head.append(cell)
  }
  const top = make("thead")
  top.append(head)
  const body = make("tbody")
  for (const row of ward.rows) body.append(line(row, columns))
  table.append(top, body)
  const heading = make("h2", "", ward.title)
  found.append(heading, make("p", "hw-sheet-said", ward.said), table, make("p", "hw-sheet-stamp", stamp), make("p", "hw-sheet-stamp", note))
  return found
}

function line(row, columns) {
  const found = make("tr")
  for (const { key } of columns) found.append(make("td", `hw-sheet-${key}`, row[key] ?? ""))
  return found
}
