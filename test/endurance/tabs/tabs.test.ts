import { expect, test } from 'vitest'
import { openSharedChat } from '../../browser/tabs/shared-chat.ts'
import { engines } from '../../support/browsers/browser-page.ts'
import { heapLimits } from '../../support/browsers/heap-bytes.ts'
import { launchBrowser } from '../../support/browsers/launch-browser.ts'
import { wholeNumber } from '../support/whole-number.ts'
import { measureHandOvers, measureHeaps, type Heaps } from './hand-overs.ts'

/** What `npm run measure -- --tabs` was told (it sets the environment). In the whole test run it is a glance. */
const { TABS_CHANGES } = process.env
const isMeasured = TABS_CHANGES !== undefined
const changes = wholeNumber('--changes', TABS_CHANGES ?? '3')
const targetMs = 300

test.each(isMeasured ? engines : engines.slice(0, 1))(
  'in %s another of five tabs leads when the one that leads is closed, and nothing is lost',
  { timeout: 120_000 + 10_000 * changes },
  async (engine) => {
    const browser = await launchBrowser(engine)
    const chat = await openSharedChat(browser, { timed: true })
    for (const tab of await chat.openUpTo(5)) tab.talk()
    const { acknowledgedMs, connectedMs, interruptions } = await measureHandOvers(chat, changes)
    await chat.isWhole()
    console.log(
      [
        `in ${engine} (${browser.version}), ${changes} times the tab that leads of five that talk was closed`,
        inARow('until what another tab said then was at the server', acknowledgedMs),
        inARow('until another tab was connected again', connectedMs),
        `  lines at the server for five tabs: ${chat.lines.open}, while the lead goes over ${chat.lines.most} at most; interruptions told: ${interruptions}`,
        `  ${heapLimits[engine] ?? heapsOf(await measureHeaps(chat))}`,
      ].join('\n'),
    )
    expect(interruptions).toBe(0)
    expect(acknowledgedMs).toHaveLength(4 * changes)
  },
)

function inARow(what: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => String(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).padStart(5)
  return `  ${what.padEnd(52)} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${targetMs} ms; longest ${at(1)} ms`
}

const heapsOf = ({ events, following, leading, alone }: Heaps) =>
  `JS heap with ${events} events: a tab that follows ${megabytes(following)}, that leads ${megabytes(leading)}, alone ${megabytes(alone)}`

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`
