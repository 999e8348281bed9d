import { formatMatrix, formatReport, type ConformanceReport } from '@chat-transport/conformance'
import { afterAll, test } from 'vitest'
import { engines, type Engine } from '../support/browsers/browser-page.ts'
import { launchBrowser } from '../support/browsers/launch-browser.ts'
import { inScope } from '../support/cleanup.ts'
import { conformInPage } from './support/conforms-in-page.ts'
import { networkedTransports, ownTransports } from './support/networked-transports.ts'

const all: ConformanceReport[] = []
afterAll(() => console.log(`\n${formatMatrix(all)}`))

/** The examples' transports are written for people to read, and tried in the browser whose run is the shortest. */
const played: Readonly<Record<Engine, typeof networkedTransports>> = {
  chromium: networkedTransports,
  firefox: ownTransports,
  webkit: ownTransports,
}

/** All at the same time: what a case does most is wait. */
test.concurrent.for(engines)(
  'in a page of %s transports over a network conform',
  { timeout: 900_000 },
  (engine, { expect, onTestFinished }) =>
    inScope(onTestFinished, async () => {
      const transports = played[engine]
      const reports = await conformInPage(await launchBrowser(engine, { webSocketsAtOnce: true }), transports)
      expect(reports).toHaveLength(transports.length)
      for (const report of reports) {
        if ('error' in report) throw new Error(`${report.name} could not be run: ${report.error}`)
        all.push(report)
        expect.soft(report.passed, formatReport(report)).toBe(true)
        expect.soft(report.totals['not reached'], formatReport(report)).toBe(0)
      }
    }),
)
