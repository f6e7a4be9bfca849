// The menu of pages: real links, so that a new tab opens where one is asked for; a plain press stays in this tab.
import { make, place } from "./common.js"

const mounts = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = place(parentElement, "hw-menu")
  const mount = mounts.get(parentElement) ?? {}
  mounts.set(parentElement, mount)
  mount.open = title => setTriggerValue("opened", title)
  const text = JSON.stringify(data)
  if (mount.text === text) return
  mount.text = text
  const held = root.contains(document.activeElement) ? document.activeElement.pathname : undefined
  const nav = make("nav")
  nav.setAttribute("aria-label", "Pages")
  nav.append(...data.sections.flatMap((section, number) => sectionOf(section, `hw-menu-${number}`, data, mount)))
  root.replaceChildren(nav)
  if (held) [...nav.querySelectorAll("a")].find(link => link.pathname === held)?.focus({ preventScroll: true })
}

function sectionOf({ name, pages }, id, { base, current }, mount) {
  const title = make("p", "hw-menu-section", name)
  title.id = id
  const list = make("ul")
  list.setAttribute("aria-labelledby", id)
  for (const page of pages) {
    const link = make("a", null, page.title)
    link.href = `/${[base, page.path].filter(Boolean).join("/")}`
    if (page.path === current) link.setAttribute("aria-current", "page")
    link.onclick = event => press(event, page.title, mount)
    const item = make("li")
    item.append(link)
    list.append(item)
  }
  return [title, list]
}

function press(event, title, mount) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return // the browser's own: a tab, a window
  event.preventDefault()
  mount.open(title)
  if (innerWidth < 768) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click()
}
