import { adapt } from 'cometd-nodejs-client'
import { WebSocket } from 'ws'
import { onCleanup } from './cleanup.ts'

/** The page a test runs in: dispatch `pagehide`, `online` and the like on `window`, `visibilitychange` on `document`. */
export interface NodePage {
  readonly window: EventTarget
  readonly document: EventTarget & { visibilityState: 'visible' | 'hidden' }
}

/** The installed page, and the number of concurrent tests that use it. */
let installed: { readonly page: NodePage; readonly remove: () => void; users: number } | undefined

/**
 * Gives Node the globals of a page that a transport needs, until the current test is over: `window`, `document` and, over a real
 * network, `WebSocket` and `XMLHttpRequest`. It starts with an empty cookie jar; concurrent tests share one page.
 */
export function installBrowserGlobals(): NodePage {
  const current = (installed ??= { ...createPage(), users: 0 })
  current.users += 1
  onCleanup(() => {
    current.users -= 1
    if (current.users > 0) return
    current.remove()
    installed = undefined
  })
  return current.page
}

function createPage() {
  const window: EventTarget & { XMLHttpRequest?: unknown } = new EventTarget()
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' as const })
  const removePage = install({ window, document })
  const { debug } = console
  adapt()
  console.debug = debug // the adapter turns it into console.log
  const removeNetwork = install({ WebSocket, XMLHttpRequest: window.XMLHttpRequest })
  const remove = () => {
    removeNetwork()
    removePage()
  }
  return { page: { window, document }, remove }
}

/** Returns the function that restores the previous globals. */
function install(values: Record<string, unknown>): () => void {
  const before = Object.keys(values).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
}
