// What was said and is not acknowledged yet: sent one at a time and again until the server answers, kept over a reload
// of the tab (session storage: gone when the tab closes). Sending the same thing twice saves it once.

const AGAIN = 4000 // milliseconds without an answer after which it is sent once more

export class Outbox {
  constructor(name, changed) {
    this.name = name
    this.changed = changed
    const kept = JSON.parse(sessionStorage.getItem(name) ?? "{}")
    this.waiting = kept.waiting ?? []
    this.drafts = new Map(Object.entries(kept.drafts ?? {}))
    this.timer = setInterval(() => this.pump(), 1000)
    this.leaving = event => (this.waiting.length || this.drafts.size) && event.preventDefault()
    addEventListener("beforeunload", this.leaving)
  }

  close() {
    clearInterval(this.timer)
    removeEventListener("beforeunload", this.leaving)
  }

  /** Takes a message to be sent; one about the same thing that was never sent is replaced. */
  add(message) {
    const nonce = Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, "0")).join("")
    this.waiting = this.waiting.filter(one => one.sent || one.about !== message.about)
    this.waiting.push({ ...message, nonce })
    this.keep()
    this.pump()
  }

  /** The messages that the server has answered, with its answers, taken out of the queue. */
  take(answers) {
    const done = this.waiting.filter(message => answers[message.nonce]).map(message => [message, answers[message.nonce]])
    if (!done.length) return done
    this.waiting = this.waiting.filter(message => !answers[message.nonce])
    this.keep()
    this.pump()
    return done
  }

  pump() {
    const [first] = this.waiting
    if (!first || (first.sent && Date.now() - first.sent < AGAIN)) return
    first.tries = (first.tries ?? 0) + 1
    first.sent = Date.now()
    this.post?.(first)
    this.changed()
  }

  /** Whether the server has let a message wait: the line may be down. */
  late() {
    return (this.waiting[0]?.tries ?? 0) > 1
  }

  keep() {
    const kept = { waiting: this.waiting, drafts: Object.fromEntries(this.drafts) }
    if (this.waiting.length || this.drafts.size) sessionStorage.setItem(this.name, JSON.stringify(kept))
    else sessionStorage.removeItem(this.name)
  }
}
