import { adapt } from 'cometd-nodejs-client'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

/** The page a test runs in: dispatch `pagehide`, `online` and the like on `window`, `visibilitychange` on `document`. */
export interface NodePage {
  readonly window: EventTarget
  readonly document: EventTarget & { visibilityState: 'visible' | 'hidden' }
}

/**
 * Gives Node what a transport needs of a page, until the current test is over: `window`, `document` and, over a real
 * network, `WebSocket` and `XMLHttpRequest`. Each call starts with an empty cookie jar.
 */
export function installBrowserGlobals(): NodePage {
  const window: EventTarget & { XMLHttpRequest?: unknown } = new EventTarget()
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' as const })
  install({ window, document })
  const { debug } = console
  adapt()
  console.debug = debug // the adapter turns it into console.log
  install({ WebSocket, XMLHttpRequest: window.XMLHttpRequest })
  return { window, document }
}

function install(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name)
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    onTestFinished(() => {
      if (before) Object.defineProperty(globalThis, name, before)
      else Reflect.deleteProperty(globalThis, name)
    })
  }
}
