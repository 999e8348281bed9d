import type { StartSession } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { mustBeVerbatim, payload, payloadName } from '../case/payloads.ts'
import { openPage, type Page } from '../fixtures/page.ts'
import { randomName } from '../far-side/random-name.ts'

const requires = ['T12', 'T7', 'T3', 'T11'] as const

const newStart = (): StartSession => ({
  type: 'StartSession',
  id: randomName(),
  secret: randomName(),
  pageId: randomName(),
  take: true,
  nickname: 'Ada',
  userData: { plan: 'pro' },
})

async function mustHaveOneSession(context: CaseContext): Promise<void> {
  mustEqual(await context.far.sessions(), 1, 'the number of sessions at the far side')
}

/** Every start that the page sent must equal the one it was given. */
async function mustRepeatTheStart(page: Page, times: number): Promise<void> {
  const starts = (await page.attaches()).filter(({ type }) => type === 'StartSession')
  must(starts.length >= times, `${starts.length} starts reached the far side, expected ${times} or more`)
  for (const start of starts) mustEqual(start, page.attach, 'a start that the far side received')
}

export const oneSessionPerStartCases: readonly ConformanceCase[] = [
  {
    id: 'T1/start',
    rule: 'T1',
    title: 'starts one session',
    requires,
    async run(context) {
      const page = await openPage(context, { attach: newStart() })
      await page.reaches('connected')
      await mustRepeatTheStart(page, 1)
      await mustHaveOneSession(context)
    },
  },
  {
    id: 'T1/seen-by-agents',
    rule: 'T1',
    title: 'starts a session that agents see, because the far end is told that the page has the answer',
    requires,
    async run(context) {
      const page = await openPage(context, { attach: newStart() })
      await page.reaches('connected')
      await context.until(
        'the session is confirmed (the front calls `attachment.confirm()` once the page has the answer)',
        async () => (await context.far.confirmed()) > 0,
      )
    },
  },
  {
    id: 'T1/answer-lost',
    rule: 'T1',
    title: 'starts only one session when the answers to its start are lost',
    requires,
    async run(context) {
      await context.far.planAttaches([{ type: 'lose' }, { type: 'lose' }])
      const page = await openPage(context, { attach: newStart() })
      await page.reaches('connected')
      await mustRepeatTheStart(page, 3)
      await mustHaveOneSession(context)
    },
  },
  {
    id: 'T1/unanswered',
    rule: 'T1',
    title: 'starts only one session when its start is not answered at first',
    requires,
    async run(context) {
      await context.far.planAttaches([{ type: 'hold' }])
      const { openTimeoutMs } = context.timing
      const page = await openPage(context, { attach: newStart(), options: { openTimeoutMs } })
      await page.reaches('connected')
      await mustRepeatTheStart(page, 2)
      await mustHaveOneSession(context)
    },
  },
  {
    id: 'T1/after-a-reload',
    rule: 'T1',
    title: 'joins the same session when another page repeats the start',
    requires,
    async run(context) {
      const start = newStart()
      const first = await openPage(context, { attach: start })
      await first.reaches('connected')
      first.close()
      const second = await openPage(context, { attach: { ...start, pageId: randomName() } })
      await second.reaches('connected')
      mustEqual(second.attached.sessionId, first.attached.sessionId, 'the session that the repeated start joined')
      await mustHaveOneSession(context)
    },
  },
  {
    id: 'T1/payload',
    rule: 'T1',
    title: 'repeats its start unchanged, whatever is legal in JSON, fields that it does not know included',
    requires,
    async run(context) {
      const fields = { nickname: payloadName, subject: payloadName, userData: payload(), acme_field: payload() }
      const start = { ...newStart(), ...fields }
      await context.far.planAttaches([{ type: 'lose' }])
      const page = await openPage(context, { attach: start })
      await page.reaches('connected')
      mustBeVerbatim(await page.attaches(), [start, start], 'the attaches that the far side received')
    },
  },
  {
    id: 'T1/after-an-outage',
    rule: 'T1',
    title: 'reconnects to the session it started after the line is cut',
    requires,
    async run(context) {
      const page = await openPage(context, { attach: newStart() })
      await page.reaches('connected')
      await context.far.cut()
      await page.reaches('connected', 2)
      await mustHaveOneSession(context)
    },
  },
]
