import type { AttachCommand } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { holdLine } from '../fixtures/held-line.ts'
import { mustEqual } from '../case/outcome.ts'
import { mustBeVerbatim, payload, payloadName } from '../case/payloads.ts'
import { restoreOf } from '../fixtures/page.ts'
import { randomName } from '../far-side/random-name.ts'

/** Two lines are opened, one after the other, so that an attach that is written again has time to arrive. */
async function mustArriveOnce(context: CaseContext, attach: AttachCommand): Promise<void> {
  const other = restoreOf(await context.far.newSession())
  for (const [place, each] of [attach, other].entries()) {
    holdLine(context, each)
    await context.until('the attach has arrived', async () => (await context.far.attaches()).length > place)
  }
  mustBeVerbatim(await context.far.attaches(), [attach, other], 'the attaches that the far side received')
  for (const each of [attach, other]) {
    if (!('sessionId' in each)) continue
    mustEqual(await context.far.commands(each.sessionId), [], 'what was written behind the attach, before any command')
  }
}

export const attachFirstCases: readonly ConformanceCase[] = [
  {
    id: 'L1/start',
    rule: 'L1',
    title: 'writes a StartSession as it was given, and once',
    async run(context) {
      const attach = {
        type: 'StartSession',
        id: randomName(),
        secret: randomName(),
        pageId: randomName(),
        take: true,
        nickname: 'Ada',
        subject: 'A broken cable “again”',
        userData: { plan: 'pro', seats: 5, tags: ['ü', '😀'] },
      } as const
      await mustArriveOnce(context, attach)
    },
  },
  {
    id: 'L1/restore',
    rule: 'L1',
    title: 'writes a RestoreSession as it was given, and once',
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      await mustArriveOnce(context, attach)
    },
  },
  {
    id: 'L1/payload',
    rule: 'L1',
    title: 'writes a StartSession as it was given, whatever is legal in JSON, fields that it does not know included',
    async run(context) {
      const attach = {
        type: 'StartSession',
        id: randomName(),
        secret: randomName(),
        pageId: randomName(),
        take: true,
        nickname: payloadName,
        subject: payloadName,
        userData: payload(),
        acme_field: payload(),
      } as const
      await mustArriveOnce(context, attach)
    },
  },
]
