// Counts what the scripts after it hold on to: loaded first, it stands between them and the browser. `window.held` says how
// much of each kind is held just now.
const held = { timers: 0, listeners: 0, sockets: 0, requests: 0, channels: 0, workers: 0, blobUrls: 0 }
window.held = held

const { setTimeout: startTimer, clearTimeout: stopTimer } = window
const timers = new Set()
window.setTimeout = (run, delayMs, ...args) => {
  const timer = startTimer(() => {
    timers.delete(timer)
    held.timers = timers.size
    run(...args)
  }, delayMs)
  timers.add(timer)
  held.timers = timers.size
  return timer
}
window.clearTimeout = (timer) => {
  timers.delete(timer)
  held.timers = timers.size
  stopTimer(timer)
}

for (const target of [window, document, window.visualViewport]) {
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const listening = new Map()
  const keyOf = (type, listener) => {
    if (!listening.has(listener)) listening.set(listener, new Set())
    return listening.get(listener).has(type)
  }
  const gone = (type, listener) => {
    if (!listening.get(listener)?.delete(type)) return
    if (listening.get(listener).size === 0) listening.delete(listener)
    held.listeners--
  }
  target.addEventListener = (type, listener, options) => {
    if (!keyOf(type, listener)) held.listeners++
    listening.get(listener).add(type)
    options?.signal?.addEventListener('abort', () => gone(type, listener), { once: true })
    addEventListener.call(target, type, listener, options)
  }
  target.removeEventListener = (type, listener, options) => {
    gone(type, listener)
    removeEventListener.call(target, type, listener, options)
  }
}

window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args)
    held.sockets++
    this.addEventListener('close', () => held.sockets--, { once: true })
  }
}
const { fetch } = window
window.fetch = (...request) => {
  held.requests++
  return fetch(...request).finally(() => held.requests--)
}
window.MessageChannel = class extends MessageChannel {
  constructor() {
    super()
    held.channels++
    let open = true
    for (const port of [this.port1, this.port2]) {
      port.close = () => {
        if (open) held.channels--
        open = false
        MessagePort.prototype.close.call(port)
      }
    }
  }
}
window.Worker = class extends Worker {
  constructor(...args) {
    super(...args)
    held.workers++
  }
  terminate() {
    held.workers--
    super.terminate()
  }
}
const { createObjectURL, revokeObjectURL } = URL
URL.createObjectURL = (object) => {
  held.blobUrls++
  return createObjectURL.call(URL, object)
}
URL.revokeObjectURL = (url) => {
  held.blobUrls--
  revokeObjectURL.call(URL, url)
}
