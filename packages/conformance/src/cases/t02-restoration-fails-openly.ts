import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'
import { randomName } from '../far-side/random-name.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5'] as const

/** The page is closed with 152, and no new session was started instead. */
async function mustHaveFailedOpenly(context: CaseContext, page: Page): Promise<void> {
  await page.reaches('closed')
  const cause = page.changes.at(-1)?.cause as { name?: unknown; code?: unknown } | undefined
  mustEqual([cause?.name, cause?.code], ['ChatError', 152], 'name and code of the cause')
  await context.outlast(context.timing.retryDelayMs)
  const sessions = await context.far.sessions()
  await passMarker(context)
  mustEqual(await context.far.sessions(), sessions + 1, 'the number of sessions after the one of the marker')
  must(
    (await page.attaches()).every(({ type }) => type === 'RestoreSession'),
    'a StartSession was sent for a session that was to be restored',
  )
}

export const restorationFailsOpenlyCases: readonly ConformanceCase[] = [
  {
    id: 'T2/unknown',
    rule: 'T2',
    title: 'closes with 152 when the session to restore is unknown',
    requires,
    async run(context) {
      const attach = restoreOf({ sessionId: randomName(), secret: randomName() })
      const page = await openPage(context, { attach })
      await mustHaveFailedOpenly(context, page)
      const cause = (page.changes.at(-1)?.cause as { cause?: unknown } | undefined)?.cause
      const { name, code, event } = (cause ?? {}) as Record<string, unknown>
      mustEqual([name, code], ['ChatError', 50], 'name and code of the cause of 152')
      must(event !== undefined, 'the cause of 152 does not have the server’s event')
    },
  },
  {
    id: 'T2/expired',
    rule: 'T2',
    title: 'closes with 152 when the session expired before the restore',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.expire(session.sessionId)
      await mustHaveFailedOpenly(context, await openPage(context, { attach: restoreOf(session) }))
    },
  },
  {
    id: 'T2/expired-in-an-outage',
    rule: 'T2',
    title: 'closes with 152 when the session expired during an outage',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.far.expire(session.sessionId)
      await context.far.refuseLines(false)
      await mustHaveFailedOpenly(context, page)
    },
  },
  {
    id: 'T2/head-below-first-position',
    rule: 'T2',
    title: 'closes with 152 when the server has lost events that an earlier page received',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.say(session.sessionId, 'one')
      const head = await context.far.say(session.sessionId, 'two')
      await context.far.planAttaches([{ type: 'answer', fields: { head: head - 1 } }])
      const page = await openPage(context, { attach: restoreOf(session, { after: head }) })
      await mustHaveFailedOpenly(context, page)
    },
  },
  {
    id: 'T2/head-below-position',
    rule: 'T2',
    title: 'closes with 152 when the server has lost events that the page received',
    requires: [...requires, 'T4'],
    async run(context) {
      const { page, session } = await connectedPage(context)
      await page.has(await context.far.say(session.sessionId, 'one'))
      const head = await context.far.say(session.sessionId, 'two')
      await page.has(head)
      await context.far.planAttaches([{ type: 'answer', fields: { head: head - 1 } }])
      await context.far.cut()
      await mustHaveFailedOpenly(context, page)
    },
  },
]
