import { describe, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { openHost } from './host/host.ts'
import type { Kind } from './situation.ts'
import { situations } from './situations.ts'

const transports = ['websocket', 'long-polling'] as const

/** Plays the situations of one kind, in every engine over every transport. */
export function playSituations(kind: Kind): void {
  describe.each(engines)('in %s', (engine) => {
    const browser = shareBrowser(engine)
    describe.each(transports)('over %s', (transport) => {
      test.each(situations[kind])('$title', async ({ play }) => play(await openHost(browser(), transport)))
    })
  })
}
