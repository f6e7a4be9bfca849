// A field to type in that offers a grouped list: the 37 national reasons. Only a text of the list, or nothing, stays.
import { make } from "./common.js"

let numbers = 0

export class Combo {
  constructor(label) {
    const id = `hw-combo-${++numbers}`
    this.root = make("div", "hw-field hw-combo")
    const name = make("label", "", label)
    name.htmlFor = id
    this.input = make("input")
    Object.assign(this.input, { id, type: "text", autocomplete: "off", spellcheck: false, placeholder: "Type to search" })
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list` }))
      this.input.setAttribute(key, value)
    this.list = make("ul", "hw-combo-list")
    Object.assign(this.list, { id: `${id}-list`, hidden: true })
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", label)
    this.root.append(name, this.input, this.list)
    this.groups = []
    this.value = ""
    this.input.oninput = () => this.open(this.input.value)
    this.input.onkeydown = event => this.key(event)
    this.input.onblur = () => this.settle()
    this.input.onclick = () => this.list.hidden && this.open("")
    this.list.onmousedown = event => {
      event.preventDefault() // the field keeps the focus
      const option = event.target.closest("[role=option]")
      if (option) this.choose(option.dataset.value)
    }
  }

  set(value) {
    this.value = value
    this.input.value = value
    this.input.title = value
    this.close()
  }

  open(typed) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
    const fits = (group, text) => words.every(word => `${group} ${text}`.toLowerCase().includes(word))
    this.list.replaceChildren()
    for (const [group, texts] of this.groups) {
      const found = texts.filter(text => fits(group, text))
      if (!found.length) continue
      const head = make("li", "hw-combo-group", group)
      head.setAttribute("role", "presentation")
      this.list.append(head, ...found.map(text => this.option(text)))
    }
    this.options = [...this.list.querySelectorAll("[role=option]")]
    if (!this.options.length) this.list.append(this.none())
    this.at = -1
    this.list.hidden = false
    this.input.setAttribute("aria-expanded", "true")
    if (typed) this.mark(0)
  }

  option(text) {
    const option = make("li", "hw-combo-option", text)
    option.setAttribute("role", "option")
    option.id = `${this.input.id}-${numbers++}`
    option.dataset.value = text
    return option
  }

  none() {
    const none = make("li", "hw-combo-group", "No national reason has these words")
    none.setAttribute("role", "presentation")
    return none
  }

  mark(at) {
    if (!this.options.length) return
    this.options[this.at]?.removeAttribute("aria-selected")
    this.at = (at + this.options.length) % this.options.length
    const option = this.options[this.at]
    option.setAttribute("aria-selected", "true")
    option.scrollIntoView({ block: "nearest" })
    this.input.setAttribute("aria-activedescendant", option.id)
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.ctrlKey) return
      if (this.list.hidden) this.open("")
      this.mark(event.key === "ArrowDown" ? this.at + 1 : this.at < 0 ? -1 : this.at - 1)
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0 && !event.ctrlKey) {
      this.choose(this.options[this.at].dataset.value)
    } else if (event.key === "Escape" && !this.list.hidden) {
      this.set(this.value)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  choose(value) {
    this.set(value)
    this.changed?.()
  }

  /** On leaving, half a text becomes the marked option, nothing becomes nothing, anything else what it was before. */
  settle() {
    const typed = this.input.value.trim()
    const marked = this.list.hidden ? undefined : this.options?.[this.at]?.dataset.value
    const before = this.value
    this.set(typed === "" ? "" : (marked ?? before))
    if (this.value !== before) this.changed?.()
  }

  close() {
    this.list.hidden = true
    this.at = -1
    this.input.setAttribute("aria-expanded", "false")
    this.input.removeAttribute("aria-activedescendant")
  }
}
