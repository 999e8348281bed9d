import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { mustEqual } from '../case/outcome.ts'
import type { FarSession } from '../far-side/far-side.ts'
import { watchGlobals, type GlobalWatch } from '../fixtures/global-watch/global-watch.ts'
import { passMarker } from '../fixtures/marker.ts'
import { allChanges } from '../fixtures/page-changes.ts'
import { openPage, restoreOf, type Page } from '../fixtures/page.ts'
import type { RuleId } from '../rules.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T10'] as const
const refusal = { type: 'refuse', event: { error: { code: 101, description: 'refused for good' } } } as const

interface Ending {
  readonly name: string
  /** Completes "leaves nothing behind …". */
  readonly title: string
  /** Another rule that the ending needs. */
  readonly needs?: RuleId
  /** Before the page connects. */
  prepare?(context: CaseContext): Promise<void>
  /** Brings a connected page to its end. */
  end?(context: CaseContext, page: Page, session: FarSession): Promise<void>
}

const endings: readonly Ending[] = [
  { name: 'closed', title: 'after close()', end: async (_context, page) => page.close() },
  {
    name: 'closed-after-an-outage',
    title: 'after close() on the line that followed an outage',
    async end(context, page) {
      await context.far.cut()
      await page.reaches('connected', 2)
      page.close()
    },
  },
  {
    name: 'closed-in-an-outage',
    title: 'after close() in an outage',
    async end(context, page) {
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('an attempt has failed', () => page.retries.length > 1)
      page.close()
      await context.far.refuseLines(false)
    },
  },
  {
    name: 'ended',
    title: 'after EventSessionEnded',
    end: (context, _page, { sessionId }) => context.far.end(sessionId),
  },
  {
    name: 'taken',
    title: 'after EventSessionTaken',
    async end(context, _page, session) {
      const other = await openPage(context, { attach: restoreOf(session) })
      await other.reaches('connected')
      other.close()
    },
  },
  {
    name: 'gone',
    title: 'after error 152',
    needs: 'T2',
    end: (context, _page, { sessionId }) => context.far.expire(sessionId),
  },
  {
    name: 'refused',
    title: 'after its first attach was refused for good',
    prepare: (context) => context.far.planAttaches([refusal]),
  },
]

/** Nothing of the transport is left in the page, whatever the page says of itself after the end. */
async function mustHaveLeftNothing(context: CaseContext, page: Page, watch: GlobalWatch): Promise<void> {
  const { clock, network } = page.underTest
  const attaches = (await page.attaches()).length
  for (const change of allChanges) watch.inside(() => network.tell(change))
  await context.outlast(context.timing.retryDelayMs)
  await passMarker(context)
  mustEqual((await page.attaches()).length - attaches, 0, 'the number of attaches sent after the end')
  const left = () => [
    ...watch.left(),
    ...(clock.pending > 0 ? [`${clock.pending} timers of its clock`] : []),
    ...(network.listeners > 0 ? [`${network.listeners} listeners of its network`] : []),
  ]
  await context.until('nothing is left', () => left().length === 0).catch(() => undefined) // said in the next line
  mustEqual(left(), [], 'what is left after the end')
  await context.until('no line is open any more', async () => (await context.far.lines()) === 0)
}

export const nothingLeftCases: readonly ConformanceCase[] = endings.map(
  ({ name, title, needs, prepare, end }): ConformanceCase => ({
    id: `T9/nothing-left-${name}`,
    rule: 'T9',
    title: `leaves nothing in the page and does not wake again ${title}`,
    requires: needs ? [...requires, needs] : requires,
    async run(context) {
      const session = await context.far.newSession()
      const watch = watchGlobals(context)
      await prepare?.(context)
      const page = await watch.inside(() => openPage(context, { attach: restoreOf(session) }))
      if (end) {
        await page.reaches('connected')
        await watch.inside(() => end(context, page, session))
      }
      if (!name.startsWith('closed')) await page.reaches('closed')
      await context.far.expire(session.sessionId) // a far side in the same process keeps its own timers for a session
      await mustHaveLeftNothing(context, page, watch)
    },
  }),
)
