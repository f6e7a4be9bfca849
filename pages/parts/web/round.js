// A board round by keyboard: the ward's patients on the left, the one in hand on the right. A patient is known by the
// spell id; what was typed stays with that patient, whatever the list does, until the server has acknowledged it.
import { make, mark, paint, place, theme } from "./common.js"
import { Outbox } from "./outbox.js"
import { Delays, Leaving, RoundForm, button } from "./roundform.js"

const rounds = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let round = rounds.get(parentElement)
  if (round?.ward !== data.ward.key) {
    round?.outbox.close()
    rounds.set(parentElement, (round = new Round(parentElement, data)))
  }
  round.outbox.post = message => setTriggerValue("sent", message)
  paint(round.root, theme(parentElement))
  round.show(data)
  return () => (round.outbox.close(), rounds.delete(parentElement))
}

class Round {
  constructor(parentElement, data) {
    this.ward = data.ward.key
    this.root = place(parentElement, "hw-round")
    this.outbox = new Outbox(`homeward round ${data.ward.key}`, () => this.status())
    this.refused = new Map()
    this.list = make("ul", "hw-round-list")
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", `Patients of ${data.ward.said}. Arrow keys move, Enter goes to the form.`)
    this.count = make("p", "hw-round-count")
    this.done = button("Ward completed", () => this.send({ what: "completed", about: "completed" }))
    this.stay = make("p", "hw-round-count")
    const side = make("div", "hw-round-side")
    side.append(this.count, this.list, this.done, this.stay)
    this.said = make("p", "hw-round-said")
    this.said.setAttribute("role", "status")
    this.root.replaceChildren(side, this.sheet(data))
    this.root.onkeydown = event => this.key(event)
    this.list.onclick = event => this.go(event.target.closest("[role=option]")?.dataset.id, "list")
    this.list.onkeydown = event => this.walk(event)
  }

  sheet(data) {
    const sheet = make("div", "hw-round-sheet")
    this.head = make("h2", "hw-round-head")
    this.facts = make("dl", "hw-round-facts")
    this.warning = make("div", "hw-round-refused")
    this.warning.setAttribute("role", "alert")
    this.form = new RoundForm(data, () => this.typed())
    this.form.element.onsubmit = event => (event.preventDefault(), this.save())
    const foot = make("div", "hw-round-foot")
    foot.append(button("Save and next", null, "hw-button-first"), button("Back", () => this.step(-1)), button("Next without saving", () => this.step(1)), this.said)
    this.form.element.append(foot)
    this.delays = new Delays(data, message => this.send(message))
    this.leaving = new Leaving(data, message => this.send(message))
    const keys = "Enter or Ctrl+Enter saves and goes to the next patient. Ctrl+Up and Ctrl+Down move. Escape goes back to the list."
    sheet.append(this.head, this.facts, this.warning, this.form.element, make("p", "hw-quiet", keys), this.delays.element, this.leaving.element)
    return sheet
  }

  show(data) {
    this.data = data
    const answered = this.outbox.take(data.answers)
    this.people = new Map(data.people.map(person => [person.id, person]))
    for (const [message, answer] of answered) this.answer(message, answer)
    for (const [id, draft] of this.outbox.drafts) if (!this.people.has(id)) this.people.set(id, { ...draft.person, gone: true, entry: null, delays: [] })
    if (!this.people.has(this.id)) this.id = ([...this.people.values()].find(person => !person.entry) ?? [...this.people.values()][0])?.id
    this.rows()
    if (this.outbox.drafts.has(this.id) && this.shown === this.id) this.sides()
    else this.open()
    this.status()
  }

  answer(message, { ok, said, theirs }) {
    const id = message.seen?.spell_id
    this.last = said
    const draft = this.outbox.drafts.get(id)
    if (ok) {
      this.refused.delete(id)
      if (draft && message.what === "round") draft.base = this.people.get(id)?.entry?.version ?? draft.base
    } else {
      this.refused.set(id, { said, theirs })
      if (message.what === "round" && !draft) this.outbox.drafts.set(id, { fields: message.fields, base: message.version, person: message.person })
    }
    this.outbox.keep()
  }

  /** What the form shows for a patient: what is typed, what is on its way, what was saved today, what was so before. */
  fields(person) {
    const sent = this.outbox.waiting.findLast(one => one.what === "round" && one.seen.spell_id === person.id)
    return this.outbox.drafts.get(person.id)?.fields ?? sent?.fields ?? person.entry?.fields ?? person.start
  }

  rows() {
    const held = this.list.contains(document.activeElement)
    this.list.replaceChildren(...[...this.people.values()].map(person => this.row(person)))
    if (held) this.list.querySelector('[tabindex="0"]')?.focus()
    const recorded = this.data.people.filter(person => person.entry).length
    this.count.textContent = `${recorded} of ${this.data.people.length} recorded today`
    this.stay.textContent = this.data.completed ?? "This ward's round is not completed yet today."
  }

  row(person) {
    const chosen = person.id === this.id
    const row = make("li", "hw-round-row")
    row.dataset.id = person.id
    row.setAttribute("role", "option")
    row.setAttribute("aria-selected", String(chosen))
    row.tabIndex = chosen ? 0 : -1
    const name = make("span", "hw-round-name", person.name)
    const bed = make("span", "hw-quiet", person.bed)
    const status = make("span", "")
    if (person.status.shape) status.append(mark(person.status.shape, person.status.tone))
    status.append(person.gone ? "no longer on this ward" : person.status.text)
    const state = make("span", "hw-round-state", this.state(person))
    row.append(name, state, bed, status)
    return row
  }

  state(person) {
    if (this.refused.has(person.id)) return "not saved"
    if (this.outbox.waiting.some(one => one.seen?.spell_id === person.id)) return this.outbox.late() ? "not saved yet" : "saving"
    if (this.outbox.drafts.has(person.id)) return "not saved"
    return person.left ?? person.entry?.said ?? ""
  }

  /** Shows the patient in hand: the whole form. */
  open() {
    const person = this.people.get(this.id)
    this.root.classList.toggle("hw-round-none", !person)
    if (!person) return
    if (this.shown !== this.id) this.delays.clear(this.data.day)
    this.shown = this.id
    this.basis = person.entry?.version ?? 0
    const filled = JSON.stringify([this.id, this.fields(person)])
    if (filled !== this.filled) this.form.fill(this.fields(person)) // an open list of reasons stays open
    this.filled = filled
    this.sides()
  }

  /** What stands around the form: it may change while somebody types. */
  sides() {
    const person = this.people.get(this.id)
    this.head.textContent = [person.name, person.bed, this.data.ward.said].filter(Boolean).join(" · ")
    this.facts.replaceChildren(...person.facts.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]))
    this.delays.show(person.delays)
    this.warn(person)
  }

  warn(person) {
    const refusal = this.refused.get(person.id)
    this.warning.replaceChildren()
    if (!refusal) return
    this.warning.append(make("p", "", refusal.said))
    if (!refusal.theirs) return
    this.warning.append(make("p", "", refusal.theirs.said))
    const mine = button("Save mine over theirs", () => {
      this.outbox.drafts.get(person.id).base = refusal.theirs.version
      this.save()
    })
    const theirs = button("Take theirs", () => {
      this.outbox.drafts.delete(person.id)
      this.refused.delete(person.id)
      this.outbox.keep()
      this.rows()
      this.open()
    })
    this.warning.append(mine, theirs)
  }

  typed() {
    const person = this.people.get(this.id)
    const held = this.outbox.drafts.get(this.id)
    this.filled = undefined
    this.outbox.drafts.set(this.id, { fields: this.form.read(), base: held?.base ?? this.basis, person: held?.person ?? person })
    this.outbox.keep()
    this.rows()
  }

  save() {
    const person = this.people.get(this.id)
    const draft = this.outbox.drafts.get(person.id)
    this.form.reason.settle()
    const fields = this.form.read()
    const version = draft?.base ?? this.basis
    this.outbox.drafts.delete(person.id)
    this.refused.delete(person.id)
    this.send({ what: "round", about: `round ${person.id}`, version, fields, person: draft?.person ?? person })
    this.step(1)
  }

  send(message) {
    const person = message.person ?? this.people.get(this.id)
    const { provider, site, ward } = this.data.ward
    this.outbox.add({ ...message, seen: { provider, site, ward, spell_id: person?.id, patient: person?.name } })
    this.rows()
    this.status()
  }

  /** To the patient after (1) or before (-1) the one in hand, the form's first field ready. */
  step(way) {
    const ids = [...this.people.keys()]
    const to = ids.indexOf(this.id) + way
    if (to < 0 || to >= ids.length) {
      this.go(this.id, "list")
      this.last = way > 0 ? "That was the last patient of this ward." : "That was the first patient of this ward."
      return this.status()
    }
    this.go(ids[to], "form")
  }

  go(id, where) {
    if (!id) return
    this.id = id
    this.rows()
    this.open()
    this.status()
    this.list.querySelector('[tabindex="0"]')?.scrollIntoView({ block: "nearest" })
    if (where === "form") this.form.focus()
    else this.list.querySelector('[tabindex="0"]')?.focus()
  }

  walk(event) {
    const ids = [...this.people.keys()]
    const at = ids.indexOf(this.id)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key]
    if (event.ctrlKey) return
    if (to !== undefined) this.go(ids[Math.min(Math.max(to, 0), ids.length - 1)], "list")
    else if (event.key === "Enter" || event.key === " ") this.form.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  key(event) {
    event.stopPropagation() // Streamlit has shortcuts of one letter
    const way = event.ctrlKey && { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (way) this.step(way)
    else if (event.key === "Enter" && event.ctrlKey) this.save()
    else if (event.key === "Escape") this.go(this.id, "list")
    else return
    event.preventDefault()
  }

  status() {
    const unsent = this.outbox.waiting.length
    const late = "Not saved yet: no answer from the server. What you typed is kept here and sent again until it answers."
    this.said.textContent = this.outbox.late() ? late : unsent ? "Saving" : (this.last ?? "")
    this.said.classList.toggle("hw-tone-amber", this.outbox.late())
  }
}
