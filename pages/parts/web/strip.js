// Wards as small blocks: name, people waiting of all, the longest, done or not. One stop of the Tab key; arrows move.
import { make, mark, moved, paint, place, theme } from "./common.js"

const strips = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = place(parentElement, "hw-strip")
  const strip = strips.get(parentElement) ?? {}
  strips.set(parentElement, strip)
  strip.picked = id => setTriggerValue("picked", id)
  paint(root, theme(parentElement))
  const text = JSON.stringify(data)
  if (strip.text === text) return
  strip.text = text
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.id : undefined
  const list = make("ul")
  list.setAttribute("aria-label", `${data.label} Left and right arrow keys move, Enter shows the ward.`)
  list.append(...data.wards.map(ward => block(ward, strip)))
  list.onkeydown = event => move(event, list)
  root.replaceChildren(list, legend())
  const buttons = [...list.querySelectorAll("button")]
  const first = buttons.find(button => button.dataset.id === held) ?? buttons[0]
  for (const button of buttons) button.tabIndex = button === first ? 0 : -1
  if (held !== undefined && first) first.focus({ preventScroll: true })
}

function block(ward, strip) {
  const item = make("li")
  const button = make("button")
  button.type = "button"
  button.dataset.id = ward.id
  button.title = ward.title
  button.setAttribute("aria-label", ward.title)
  button.onclick = () => strip.picked(ward.id)
  const name = make("span", "hw-strip-name", ward.name)
  name.prepend(mark(ward.done ? "tick" : "ring", ward.done ? "quiet" : "amber"))
  button.append(name, make("span", "hw-strip-said", ward.said))
  item.append(button)
  return item
}

function legend() {
  const found = make("p", "", "Waiting / patients, longest past ready.\u2003")
  found.append(mark("ring", "amber"), "round not completed today\u2003", mark("tick", "quiet"), "completed")
  return found
}

function move(event, list) {
  const buttons = [...list.querySelectorAll("button")]
  const at = buttons.indexOf(document.activeElement)
  const to = moved(event.key, at, buttons.length - 1)
  if (at < 0 || to === undefined) return
  const next = buttons[to]
  buttons[at].tabIndex = -1
  next.tabIndex = 0
  next.focus()
  event.preventDefault()
  event.stopPropagation()
}
