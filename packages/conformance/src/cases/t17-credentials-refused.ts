import type { ConformanceCase } from '../case/conformance-case.ts'
import { codeOf } from '../case/event-fields.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { credentialsRequires, givenInTurn, mustHaveSent, numberedTokens, startOf } from '../fixtures/logged-in.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectedPage, openPage, type Page } from '../fixtures/page.ts'

const requires = credentialsRequires
const refusal = (description: string) => ({ type: 'refuse', event: { error: { code: 101, description } } }) as const

/** The codes of the refusals that came with the requests for credentials. */
const toldOf = ({ asked }: Page) => asked.map(({ refused }) => refused?.code)

/** What an attach carries after the server has not accepted what an earlier one carried. */
export const credentialsRefusedCases: readonly ConformanceCase[] = [
  ...(['start', 'restore'] as const).map((kind): ConformanceCase => ({
    id: `T17/${kind}-refused`,
    rule: 'T17',
    title: `asks once more when a ${kind} is refused with 101, says so, and shows the page nothing of it`,
    requires,
    async run(context) {
      const attach = await startOf(context, kind)
      await context.far.planAttaches([refusal('expired')])
      const page = await openPage(context, { attach, credentials: givenInTurn('stale', 'fresh') })
      await page.reaches('connected')
      await mustHaveSent(page, ['stale', 'fresh'])
      mustEqual(toldOf(page), [undefined, 101], 'the refusals told with the requests for credentials')
      mustEqual(page.asked[1]?.refused?.name, 'ChatError', 'the name of `refused`')
      mustEqual(
        page.changes.map(({ current }) => current),
        ['connected'],
        'what the page was told',
      )
      must(!page.events.some((event) => codeOf(event) === 101), 'the refusal was handed on as an event')
    },
  })),
  ...(['start', 'restore'] as const).map((kind): ConformanceCase => ({
    id: `T17/${kind}-refused-twice`,
    rule: 'T17',
    title: `asks no third time when a ${kind} is refused with 101 again: it closes with the server's error`,
    requires,
    async run(context) {
      const attach = await startOf(context, kind)
      await context.far.planAttaches([refusal('the first time'), refusal('the second time')])
      const page = await openPage(context, { attach, credentials: numberedTokens() })
      await page.reaches('closed')
      const cause = page.changes.at(-1)?.cause as { code?: unknown; event?: { error?: unknown } } | undefined
      mustEqual(
        [cause?.code, cause?.event?.error],
        [101, { code: 101, description: 'the second time' }],
        'code and error of the cause',
      )
      await context.outlast(context.timing.retryDelayMs)
      await passMarker(context)
      await mustHaveSent(page, ['token 1', 'token 2'])
    },
  })),
  {
    id: 'T17/re-attach-refused-once',
    rule: 'T17',
    title:
      'shows the page nothing of a re-attach that is refused with 101 once: what it carried had run out on its way',
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { credentials: givenInTurn('token', 'stale', 'fresh') })
      await context.far.planAttaches([refusal('expired')])
      await context.far.cut()
      await page.reaches('connected', 2)
      await mustHaveSent(page, ['token', 'stale', 'fresh'])
      must(!page.events.some((event) => codeOf(event) === 101), 'the refusal was handed on as an event')
    },
  },
  {
    id: 'T17/re-attach-refused',
    rule: 'T17',
    title: 'asks anew, and says so, each time that a re-attach is refused with 101, until one is accepted',
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { credentials: numberedTokens() })
      const again = refusal('expired')
      await context.far.planAttaches([again, again, again])
      await context.far.cut()
      await page.reaches('connected', 2)
      await context.far.cut()
      await page.reaches('connected', 3)
      await mustHaveSent(page, ['token 1', 'token 2', 'token 3', 'token 4', 'token 5', 'token 6'])
      mustEqual(
        toldOf(page),
        [undefined, undefined, 101, 101, 101, undefined],
        'the refusals told with the requests for credentials',
      )
    },
  },
]
