// The form of one patient in a board round: what is said today, the delays of the stay, and leaving.
import { Combo } from "./combo.js"
import { make } from "./common.js"

let numbers = 0

export const FIELDS = ["delay_reason", "waiting_for", "owner", "next_action", "due", "day_colour", "red_reason", "expected_discharge_date", "note"]

/** A labelled input; `offers` makes a list of earlier texts to choose from, typed freely all the same. */
export function field(label, type, offers) {
  const root = make("div", "hw-field")
  const id = `hw-field-${++numbers}`
  const name = make("label", "", label)
  name.htmlFor = id
  const input = make("input")
  Object.assign(input, { id, type, autocomplete: "off" })
  root.append(name, input)
  if (offers) {
    const list = make("datalist")
    list.id = `${id}-list`
    list.append(...offers.map(text => Object.assign(make("option"), { value: text })))
    input.setAttribute("list", list.id)
    root.append(list)
  }
  return { root, input }
}

export function button(text, onclick, kind = "") {
  const element = make("button", `hw-button ${kind}`, text)
  element.type = onclick ? "button" : "submit"
  if (onclick) element.onclick = onclick
  return element
}

function radios(label, options) {
  const root = make("fieldset", "hw-field hw-radios")
  root.append(make("legend", "", label))
  const name = `hw-radio-${++numbers}`
  const inputs = options.map(([value, text]) => {
    const input = Object.assign(make("input"), { type: "radio", name, value })
    const whole = make("label", "")
    whole.append(input, document.createTextNode(text))
    root.append(whole)
    return input
  })
  return { root, inputs }
}

export class RoundForm {
  constructor({ reasons, owners, waits }, typed) {
    this.element = make("form", "hw-round-fields")
    this.reason = new Combo("Reason for the delay (national)")
    this.reason.groups = reasons
    const inputs = {
      waiting_for: field("Waiting for", "text", waits), owner: field("Owner of the next step", "text", owners),
      next_action: field("Next action", "text"), due: field("By", "date"), red_reason: field("Why red", "text"),
      expected_discharge_date: field("Expected discharge", "date"), note: field("Note", "text"),
    }
    this.inputs = Object.fromEntries(Object.entries(inputs).map(([name, { input }]) => [name, input]))
    this.colour = radios("Today is a", [["", "not said"], ["red", "red day: nothing brought leaving nearer"], ["green", "green day: something did"]])
    const order = [this.reason.root, inputs.waiting_for.root, inputs.owner.root, inputs.next_action.root, inputs.due.root,
      this.colour.root, inputs.red_reason.root, inputs.expected_discharge_date.root, inputs.note.root]
    order.forEach((part, at) => part.classList.add(`hw-round-${FIELDS[at]}`))
    this.element.append(...order)
    this.element.oninput = () => (this.shade(), typed())
    this.reason.changed = typed
  }

  /** The values as the form has them now, every one a text. */
  read() {
    const said = Object.fromEntries(Object.entries(this.inputs).map(([name, input]) => [name, input.value.trim()]))
    said.delay_reason = this.reason.value
    said.day_colour = this.colour.inputs.find(input => input.checked)?.value ?? ""
    if (said.day_colour !== "red") said.red_reason = ""
    return said
  }

  fill(said) {
    for (const [name, input] of Object.entries(this.inputs)) input.value = said[name] ?? ""
    this.reason.set(said.delay_reason ?? "")
    for (const input of this.colour.inputs) input.checked = input.value === (said.day_colour ?? "")
    this.shade()
  }

  shade() {
    this.inputs.red_reason.disabled = !this.colour.inputs[1].checked
  }

  focus() {
    this.reason.input.focus()
  }
}

/** Delays of the stay, each with its owner and dates: those that are open, and one to add. */
export class Delays {
  constructor({ reasons, owners, day }, send) {
    this.send = send
    this.day = day
    this.element = make("section", "hw-round-delays")
    this.list = make("ul", "hw-round-open")
    this.form = make("form", "hw-round-add")
    this.reason = new Combo("Add a delay")
    this.reason.groups = reasons
    this.owner = field("Owner", "text", owners)
    this.since = field("Since", "date")
    this.form.append(this.reason.root, this.owner.root, this.since.root, button("Add delay"))
    this.form.onsubmit = event => (event.preventDefault(), this.add())
    this.said = make("p", "hw-round-said")
    this.element.append(make("h3", "", "Delays of this stay"), this.list, this.form, this.said)
  }

  show(delays) {
    const none = make("li", "hw-quiet", "None is open.")
    this.list.replaceChildren(...(delays.length ? delays.map(delay => this.item(delay)) : [none]))
  }

  clear(day) {
    this.reason.set("")
    this.owner.input.value = ""
    this.since.input.value = day
    this.said.textContent = ""
  }

  item(delay) {
    const item = make("li", "", `${delay.said} `)
    const end = button("Ended today", () => this.send({ what: "end_delay", about: `delay ${delay.id}`, delay: delay.id, version: delay.version }))
    end.setAttribute("aria-label", `Ended today: ${delay.said}`)
    item.append(end)
    return item
  }

  add() {
    this.reason.settle()
    if (!this.reason.value) {
      this.said.textContent = "Choose the reason of the delay first."
      this.reason.input.focus()
      return
    }
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("")
    const fields = { reason: this.reason.value, owner: this.owner.input.value.trim(), started: this.since.input.value }
    this.send({ what: "delay", about: `delay ${id}`, delay: id, fields })
    this.clear(this.since.input.value)
    this.reason.input.focus()
  }
}

/** Leaving, said before the next extract says it: asked for twice, since the patient then leaves the list. */
export class Leaving {
  constructor({ destinations, day }, send) {
    this.element = make("details", "hw-round-left")
    this.element.append(make("summary", "", "Mark as left"))
    this.form = make("form", "hw-round-add")
    this.on = field("On", "date")
    this.at = field("At", "time")
    this.to = field("Gone to", "text", destinations)
    this.on.input.value = day
    this.form.append(this.on.root, this.at.root, this.to.root, button("Has left"))
    this.form.onsubmit = event => {
      event.preventDefault()
      const fields = { left_on: this.on.input.value, left_at: this.at.input.value, destination: this.to.input.value.trim() }
      send({ what: "left", about: "left", fields })
      this.element.open = false
    }
    this.element.append(this.form)
  }
}
