import { WebSocket } from 'ws'
import { onTestFinished } from 'vitest'

/** The page a test runs in: dispatch `pagehide`, `online` and the like on `window`, `visibilitychange` on `document`. */
export interface NodePage {
  readonly window: EventTarget
  readonly document: EventTarget & { visibilityState: 'visible' | 'hidden' }
}

/**
 * Gives Node what a transport needs of a page, until the current test is over: `window`, `document` and, over real
 * sockets, `WebSocket`. `fetch` is Node's own.
 */
export function installBrowserGlobals(): NodePage {
  const window = Object.assign(new EventTarget(), { WebSocket })
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' as const })
  const before = new Map<string, PropertyDescriptor | undefined>()
  for (const [name, value] of Object.entries({ window, document, WebSocket })) {
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  onTestFinished(() => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  })
  return { window, document }
}
