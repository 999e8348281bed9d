import { describe, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { connectionCases } from './connection/connection-cases.ts'
import { openSetup } from './connection/setup.ts'

const transports = ['websocket', 'long-polling'] as const

describe.each(engines)('in %s', (engine) => {
  const browser = shareBrowser(engine)
  describe.each(transports)('over %s', (transport) => {
    for (const { title, run, limits } of connectionCases) {
      const limit = limits?.[engine]
      const name = limit ? `${title} (not here: ${limit.because}; instead, ${limit.instead})` : title
      test(name, async () => (limit?.run ?? run)(await openSetup(browser(), transport)))
    }
  })
})
