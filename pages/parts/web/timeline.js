// One stay: a bar of the waits by owner with its words, and the events as an ordered list. Colour never stands alone.
import { make, mark, paint, place, theme } from "./common.js"

export default function ({ data, parentElement }) {
  const root = place(parentElement, "hw-time")
  paint(root, theme(parentElement))
  const parts = [make("p", "hw-time-said", data.said)]
  if (data.waits.length) parts.push(bar(data.waits), legend(data.owners))
  parts.push(events(data.events))
  root.replaceChildren(...parts)
}

function bar(waits) {
  const box = make("ol", "hw-time-bar")
  box.setAttribute("aria-label", "Days past ready by who had to act, in order of time")
  for (const wait of waits) {
    const part = make("li", `hw-time-part hw-time-${wait.number % 6}`)
    part.style.flexGrow = wait.days
    part.title = wait.said
    const shown = make("span", "", wait.days)
    shown.setAttribute("aria-hidden", "true")
    part.append(shown, make("span", "hw-unseen", wait.said))
    box.append(part)
  }
  return box
}

function legend(owners) {
  const list = make("ul", "hw-time-owners")
  for (const owner of owners) {
    const item = make("li", "")
    item.append(make("span", `hw-time-key hw-time-${owner.number % 6}`), document.createTextNode(owner.said))
    list.append(item)
  }
  return list
}

function events(lines) {
  const list = make("ol", "hw-time-events")
  for (const { when, what, by, shape, tone } of lines) {
    const item = make("li", "")
    const words = make("span", "")
    words.append(mark(shape, tone), what)
    if (by) words.append(make("span", "hw-quiet", ` ${by}`))
    item.append(make("span", "hw-quiet hw-time-when", when), words)
    list.append(item)
  }
  return list
}
