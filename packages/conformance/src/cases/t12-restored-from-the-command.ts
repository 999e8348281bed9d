import type { ConformanceCase } from '../case/conformance-case.ts'
import { mustEqual } from '../case/outcome.ts'
import { mustBeVerbatim, payload } from '../case/payloads.ts'
import { randomName } from '../far-side/random-name.ts'
import { connectedPage, openPage, restoreOf } from '../fixtures/page.ts'

/** All other cases build on the basic ones: they restore sessions that the transport has not seen before. */
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
  {
    id: 'T12/payload',
    rule: 'T12',
    title: 'writes the attach command that it was given unchanged, fields that it does not know included',
    async run(context) {
      const attach = { ...restoreOf(await context.far.newSession()), acme_field: payload() }
      const page = await openPage(context, { attach })
      await page.has(1)
      mustBeVerbatim((await page.attaches())[0], attach, 'the attach that the far side received')
    },
  },
  {
    id: 'T12/issued-secret',
    rule: 'T12',
    title: 'restores with the secret that the server has issued, however often',
    requires: ['T7', 'T3', 'T11'],
    async run(context) {
      const issued = `issued-${randomName()}`
      const refuse = { type: 'refuse', event: { error: { code: 100, description: 'not now' } } } as const
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'answer', fields: { secret: issued } }, refuse, refuse])
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      await context.far.cut()
      await context.until('two more attaches have arrived', async () => (await page.attaches()).length >= 3)
      const secrets = (await page.attaches()).slice(0, 3).map(({ secret }) => secret)
      mustEqual(secrets, [session.secret, issued, issued], 'the secrets of the attaches')
    },
  },
]
