import { describe, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { openHost } from './host/host.ts'
import type { Kind } from './situation.ts'
import { situations } from './situations.ts'

const transports = ['websocket', 'long-polling'] as const

/** Plays the situations of one kind, in every engine over every transport in which they make a difference. */
export function playSituations(kind: Kind): void {
  describe.each(engines)('in %s', (engine) => {
    const browser = shareBrowser(engine)
    for (const transport of transports) {
      for (const { over = transports, limits, title, server, play } of situations[kind]) {
        if (!over.includes(transport)) continue
        const limit = limits?.[engine]
        const name = `over ${transport} ${title}`
        test(limit ? `${name} (not here: ${limit.because})` : name, async () => {
          const host = await openHost(browser(), transport, server?.())
          await (limit ? limit.proof(host) : play(host))
        })
      }
    }
  })
}
