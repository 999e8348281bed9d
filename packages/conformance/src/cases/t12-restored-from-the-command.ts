import type { ConformanceCase } from '../case/conformance-case.ts'
import { connectedPage, openPage, restoreOf } from '../fixtures/page.ts'

/** All other cases build on these: they restore sessions that the transport has not seen before. */
export const restoredFromTheCommandCases: readonly ConformanceCase[] = [
  {
    id: 'T12/another-page',
    rule: 'T12',
    title: 'restores a session that another page started, from the attach command alone',
    async run(context) {
      const session = await context.far.newSession()
      const said = await context.far.say(session.sessionId, 'said before the page came')
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.has(said)
    },
  },
  {
    id: 'T12/later',
    rule: 'T12',
    title: 'restores a session in a new transport after another transport has detached from it',
    async run(context) {
      const { page: earlier, session } = await connectedPage(context)
      const said = await context.far.say(session.sessionId, 'said to the first page')
      await earlier.has(said)
      earlier.close('detached')
      const later = await openPage(context, { attach: restoreOf(session) })
      await later.has(said)
    },
  },
]
