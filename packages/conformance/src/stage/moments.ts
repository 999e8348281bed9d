import type { CaseContext } from '../case/conformance-case.ts'
import { connectedPage, openPage, restoreOf, type Page } from './page.ts'

/** A moment in the life of a connection, and how to reach it. Cases about moments try all of them. */
export interface Moment {
  /** Kebab-case, for ids. */
  readonly name: string
  /** Completes "while …". */
  readonly title: string
  reach(context: CaseContext): Promise<Page>
}

/** A wait so long that its timer is still pending when the case looks for it. */
const retryDelayMs = () => 600_000

export const connectingMoments: readonly Moment[] = [
  {
    name: 'called',
    title: 'connect() has only just returned',
    async reach(context) {
      return openPage(context, { attach: restoreOf(await context.far.newSession()) })
    },
  },
  {
    name: 'unanswered',
    title: 'its first attach is unanswered',
    async reach(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'hold' }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await context.until('the attach has arrived', async () => (await page.attaches()).length > 0)
      return page
    },
  },
  {
    name: 'between-first-attempts',
    title: 'it waits for its next attempt at a first connection',
    async reach(context) {
      const session = await context.far.newSession()
      await context.far.refuseLines(true)
      const page = await openPage(context, { attach: restoreOf(session) })
      await context.until('an attempt has failed', () => page.retries.length > 0)
      return page
    },
  },
]

export const connectedMoments: readonly Moment[] = [
  {
    name: 'connected',
    title: 'it is connected',
    async reach(context) {
      return (await connectedPage(context)).page
    },
  },
  {
    name: 'catching-up',
    title: 'it is catching up',
    async reach(context) {
      const session = await context.far.newSession()
      const head = await context.far.say(session.sessionId, 'kept back')
      await context.far.skip({ sessionId: session.sessionId, index: head, lines: 1_000 })
      const page = await openPage(context, { attach: restoreOf(session) })
      await context.until('the attach has been answered', () => page.events.length > 0)
      return page
    },
  },
  {
    name: 'reconnecting',
    title: 'it is reconnecting',
    async reach(context) {
      const { page } = await connectedPage(context)
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      await context.until('an attempt has failed', () => page.retries.length > 1)
      return page
    },
  },
  {
    name: 'waiting',
    title: 'it waits long for its next attempt',
    async reach(context) {
      const { page } = await connectedPage(context, { options: { retryDelayMs } })
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      return page
    },
  },
  {
    name: 're-attaching',
    title: 'its re-attach is unanswered',
    async reach(context) {
      const { page } = await connectedPage(context)
      await context.far.planAttaches([{ type: 'hold' }])
      await context.far.cut()
      await context.until('the re-attach has arrived', async () => (await page.attaches()).length > 1)
      return page
    },
  },
  {
    name: 'interrupted',
    title: 'it is interrupted',
    async reach(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.outlast(interruptionTimeoutMs)
      await page.reaches('interrupted')
      return page
    },
  },
]
