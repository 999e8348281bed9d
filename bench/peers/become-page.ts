import { setMaxListeners } from 'node:events'
import { adapt } from 'cometd-nodejs-client'
import { WebSocket } from 'ws'

/** Gives this process what clients for pages expect of one. */
export function becomePage(): void {
  if ('window' in globalThis) return
  const window: EventTarget & { XMLHttpRequest?: unknown } = new EventTarget()
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  setMaxListeners(0, window, document) // one page stands for many here
  Object.assign(globalThis, { window, document })
  adapt()
  Object.assign(globalThis, { WebSocket, XMLHttpRequest: window.XMLHttpRequest })
}
