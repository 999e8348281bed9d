import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5'] as const

const takes = async (page: Page): Promise<unknown[]> => (await page.attaches()).map(({ take }) => take)

/** The page that holds the session must keep it. */
async function mustKeep(context: CaseContext, holder: Page, sessionId: string): Promise<void> {
  await context.outlast(context.timing.retryDelayMs)
  await passMarker(context)
  await holder.has(await context.far.say(sessionId, 'for the holder'))
  mustEqual(holder.changes.length, 1, 'the number of changes reported to the page that holds the session')
}

export const neverStealsCases: readonly ConformanceCase[] = [
  {
    id: 'T16/reconnect',
    rule: 'T16',
    title: 'takes the session with the attach it was given, and never with a reconnect',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      for (const outage of [1, 2]) {
        await context.far.cut()
        await page.reaches('connected', outage + 1)
      }
      mustEqual(await takes(page), [true, false, false], '`take` of the attaches sent')
      const [given, ...later] = await page.attaches()
      mustEqual(given, page.attach, 'the first attach')
      must(new Set([given, ...later].map((attach) => attach?.id)).size === 3, 'an id was used for two attaches')
    },
  },
  {
    id: 'T16/first-repeated',
    rule: 'T16',
    title: 'repeats the attach it was given, with the same id, until it is answered',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'lose' }, { type: 'lose' }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      mustEqual(await page.attaches(), [page.attach, page.attach, page.attach], 'the attaches sent')
    },
  },
  {
    id: 'T16/taken-while-offline',
    rule: 'T16',
    title: 'does not take back a session that another page took while it was offline',
    requires,
    async run(context) {
      const { openTimeoutMs } = context.timing
      const { page, session } = await connectedPage(context, { options: { openTimeoutMs } })
      await context.far.planAttaches([{ type: 'hold' }])
      await context.far.cut()
      await context.until('the page attaches again and is not answered', async () => (await page.attaches()).length > 1)
      const other = await openPage(context, { attach: restoreOf(session) })
      await other.reaches('connected')
      await page.reaches('closed')
      must(page.changes.at(-1)?.cause === undefined, 'a session that was taken was closed with a cause')
      await mustKeep(context, other, session.sessionId)
    },
  },
  {
    id: 'T16/taken-behind-a-dead-line',
    rule: 'T16',
    title: 'does not take back a session that another page took while it was offline on a line that it believed in',
    requires,
    async run(context) {
      const silenceTimeoutMs = 3_600_000
      const { page, session } = await connectedPage(context, { options: { silenceTimeoutMs } })
      const { clock, network } = page.underTest
      network.tell('offline')
      await context.far.silence(true)
      const other = await openPage(context, { attach: restoreOf(session) })
      await other.reaches('connected')
      clock.sleep(silenceTimeoutMs)
      network.tell('online')
      network.tell('visible')
      await page.reaches('closed')
      must(page.changes.at(-1)?.cause === undefined, 'a session that was taken was closed with a cause')
      mustEqual(await takes(page), [true, false], '`take` of the attaches sent')
      await mustKeep(context, other, session.sessionId)
    },
  },
  {
    id: 'T16/woken-in-an-outage',
    rule: 'T16',
    title: 'does not take the session when the page wakes, or the network is back, in an outage',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      for (const [outage, change] of (['online', 'visible', 'pageshow', 'pagehide'] as const).entries()) {
        await context.far.refuseLines(true)
        await context.far.cut()
        await page.reaches('reconnecting', outage + 1)
        page.underTest.network.tell(change)
        await context.far.refuseLines(false)
        await page.reaches('connected', outage + 2)
      }
      mustEqual(await takes(page), [true, false, false, false, false], '`take` of the attaches sent')
    },
  },
  {
    id: 'T16/page-shown-again-in-an-outage',
    rule: 'T16',
    title: 'takes the session once when the page comes back from the back/forward cache in an outage',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      page.underTest.network.tell('pageshow-persisted')
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      await context.far.cut()
      await page.reaches('connected', 3)
      mustEqual(await takes(page), [true, true, false], '`take` of the attaches sent')
    },
  },
  {
    id: 'T16/page-shown-again-twice',
    rule: 'T16',
    title: 'takes the session each time that the page comes back from the back/forward cache',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      for (const time of [1, 2]) {
        page.underTest.network.tell('pageshow-persisted')
        await page.reaches('connected', 2 * time)
        await context.far.cut()
        await page.reaches('connected', 2 * time + 1)
      }
      mustEqual(await takes(page), [true, true, false, true, false], '`take` of the attaches sent')
    },
  },
  {
    id: 'T16/page-shown-again',
    rule: 'T16',
    title:
      'takes the session once more after the page came back from the back/forward cache, with the same id until it is answered',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.planAttaches([{ type: 'lose' }])
      page.underTest.network.tell('pageshow-persisted')
      await page.reaches('connected', 2)
      await context.far.cut()
      await page.reaches('connected', 3)
      mustEqual(await takes(page), [true, true, true, false], '`take` of the attaches sent')
      const [given, taking, repeated] = await page.attaches()
      mustEqual(repeated?.id, taking?.id, 'the id of the repeated attach')
      must(taking?.id !== given?.id, 'the attach after `pageshow.persisted` has the id of an attach that was answered')
    },
  },
]
