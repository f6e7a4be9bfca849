// Watches a Streamlit page from its first moment, to say when it has settled after a click or a load.
//
// Settled is the paint after the last visible change, once all of this has held for QUIET ms:
//  - something was sent to the server after the click, and something came back;
//  - Streamlit is not running and connected, and nothing is stale, a skeleton or a spinner; of Dash: no callback is awaited;
//  - what the page is for (a selector) is there, and every Plotly chart is laid out, drawn and visible;
//  - no visible change of the document (shadow roots too), no drawing on a canvas, no frame from the server, no request
//    under way, no task of 50 ms or more.
// Not visible, so not counted: the running mark and toolbar, hover layers, what stands inside <canvas>, styles, focus.
(() => {
  if (window.homewardWatch) return
  const QUIET = 350
  const now = () => performance.now()
  const seen = { clicked: 0, changed: 0, painted: 0, sent: [], got: [], open: 0, busyUntil: 0 }
  let painting = false

  const changed = () => {
    seen.changed = now()
    if (painting) return
    painting = true
    const painted = () => { if (painting) { painting = false; seen.painted = now() } }
    const late = setTimeout(painted, 200) // a page in the background paints nothing
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => { clearTimeout(late); painted() }
      channel.port2.postMessage(null)
    })
  }

  const UNSEEN = ['stStatusWidget', 'stHeader', 'stToolbar', 'stDecoration'].map(id => `[data-testid=${id}]`).join() +
    ',.notifylayer,.hoverlayer,head,style,script'
  const STATES = new Set(['data-focused', 'data-focus-visible', 'data-hovered', 'data-pressed'])
  const visible = record => {
    const element = record.target.nodeType === 1 ? record.target : record.target.parentElement
    if (!element || element.closest(UNSEEN)) return false
    if (element.closest('canvas') && (record.type === 'childList' || element.tagName !== 'CANVAS')) return false
    if (record.type !== 'attributes') return true
    return !STATES.has(record.attributeName) && element.dataset.testid !== 'stApp'
  }
  const observer = new MutationObserver(records => { if (records.some(visible)) changed() })
  const roots = [document]
  const observe = root => observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
  observe(document)
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options)
    roots.push(root)
    observe(root)
    return root
  }
  const all = selector => roots.flatMap(root =>
    root === document || root.host.isConnected ? [...root.querySelectorAll(selector)] : [])

  const drawing = (type, names) => {
    for (const name of names) {
      const original = type?.prototype[name]
      if (!original) continue
      type.prototype[name] = function (...given) {
        if (this.canvas?.isConnected) changed()
        return original.apply(this, given)
      }
    }
  }
  drawing(window.CanvasRenderingContext2D, ['clearRect', 'fillRect', 'fillText', 'fill', 'stroke', 'drawImage', 'putImageData'])
  drawing(window.WebGLRenderingContext, ['clear', 'drawArrays', 'drawElements'])
  drawing(window.WebGL2RenderingContext, ['clear', 'drawArrays', 'drawElements'])

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given)
      this.addEventListener('message', () => seen.got.push(now()))
    }
    send(data) {
      seen.sent.push(now())
      super.send(data)
    }
  }
  const request = window.fetch
  window.fetch = async (...given) => {
    seen.open += 1
    seen.sent.push(now())
    try {
      const answer = await request(...given)
      await answer.clone().arrayBuffer().catch(() => null)
      return answer
    } finally {
      seen.open -= 1
      seen.got.push(now())
    }
  }
  new PerformanceObserver(list => {
    for (const task of list.getEntries()) seen.busyUntil = Math.max(seen.busyUntil, task.startTime + task.duration)
  }).observe({ type: 'longtask', buffered: true })
  for (const kind of ['pointerup', 'click', 'keydown', 'change'])
    addEventListener(kind, event => { if (event.isTrusted) seen.clicked = event.timeStamp }, true)

  const undrawn = chart => !chart._fullLayout || !chart.calcdata || !chart.querySelector('.main-svg') || chart.style.visibility === 'hidden'
  const waitingFor = (start, load, shows) => {
    const app = document.querySelector('[data-testid=stApp]'), dash = document.querySelector('#react-entry-point')
    if (dash && document.querySelector('[data-dash-is-loading=true],._dash-loading,._dash-loading-callback')) return 'a callback'
    if (!dash && app?.dataset.testScriptState !== 'notRunning') return 'the script'
    if (!dash && app.dataset.testConnectionState !== 'CONNECTED') return 'the connection'
    if (document.querySelector('[data-stale=true],[data-testid=stSkeleton],[data-testid=stAppSkeleton],[data-testid=stSpinner]')) return 'what is stale'
    if (seen.open) return 'a request'
    if (!all(shows).length) return shows
    if (all('.js-plotly-plot').some(undrawn)) return 'a chart'
    const sent = seen.sent.find(time => time >= start - 1)
    if (!load && !(sent && seen.got.some(time => time > sent))) return 'an answer'
    if (now() - Math.max(seen.changed, seen.busyUntil, start, seen.got.at(-1) ?? 0) < QUIET) return 'quiet'
    return ''
  }

  window.homewardWatch = {
    arm() { Object.assign(seen, { clicked: 0, changed: 0, painted: 0, sent: [], got: [], busyUntil: 0, armed: now() }) },
    // Milliseconds from the click (load: from the start of the page) to settled.
    settled: (load, shows, patience) => new Promise((done, failed) => {
      const end = now() + patience
      const look = () => {
        const start = load ? 0 : seen.clicked || seen.armed
        const why = waitingFor(start, load, shows)
        if (!why) done(Math.max(seen.changed, seen.painted) - start)
        else if (now() > end) failed(new Error(`Not settled: still waiting for ${why}`))
        else setTimeout(look, 25)
      }
      look()
    }),
  }
})()
