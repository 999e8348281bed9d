import type { ConformanceCase } from '../case/conformance-case.ts'
import { holdLine } from '../fixtures/held-line.ts'
import { mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import { mustBeVerbatim, payload, payloadName } from '../case/payloads.ts'
import { restoreOf } from '../fixtures/page.ts'
import { randomName } from '../far-side/random-name.ts'

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
      const answer = await holdLine(context, attach).answer()
      mustEqual(typeOf(answer), 'EventAttached', 'the answer to a start')
      mustEqual(await context.far.attaches(), [attach], 'the attaches that the far side received')
    },
  },
  {
    id: 'L1/restore',
    rule: 'L1',
    title: 'writes a RestoreSession as it was given, and once',
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      const answer = await holdLine(context, attach).answer()
      mustEqual(typeOf(answer), 'EventAttached', 'the answer to a restore')
      mustEqual(await context.far.attaches(), [attach], 'the attaches that the far side received')
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
      await holdLine(context, attach).answer()
      mustBeVerbatim(await context.far.attaches(), [attach], 'the attaches that the far side received')
    },
  },
]
