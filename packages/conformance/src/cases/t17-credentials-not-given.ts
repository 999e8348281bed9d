import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { credentialsRequires, givenInTurn, mustHaveSent, startOf } from '../fixtures/logged-in.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectedPage, openPage, type Page } from '../fixtures/page.ts'

const requires = credentialsRequires

const failures: readonly { name: string; title: string; fail(): unknown }[] = [
  { name: 'thrown', title: 'throws', fail: () => sayNo() },
  { name: 'rejected', title: 'rejects', fail: async () => sayNo() },
  { name: 'no-text', title: 'gives what is no text', fail: () => 17 },
]

function sayNo(): never {
  throw new Error('the log-in is down')
}

/** Resolves when whatever this page might still do has been done. */
async function outlastLateWork(context: CaseContext): Promise<void> {
  await context.outlast(context.timing.retryDelayMs)
  await passMarker(context)
}

/** A promise that nobody keeps until `give` is called. */
function promised() {
  let give: (auth: string) => void = () => undefined
  const promise = new Promise<string>((resolve) => (give = resolve))
  return { promise, give: (auth: string) => give(auth) }
}

async function mustBeGivenUp(context: CaseContext, page: Page): Promise<void> {
  await context.until('`signal` of the first request aborts', () => page.asked[0]?.signal.aborted)
}

/** What happens when the page's log-in does not say, or nobody waits for it any more. */
export const credentialsNotGivenCases: readonly ConformanceCase[] = [
  ...failures.map(({ name, title, fail }): ConformanceCase => ({
    id: `T17/${name}`,
    rule: 'T17',
    title: `takes a log-in that ${title} for a failed attempt: it tries again, and sends no attach without credentials`,
    requires,
    async run(context) {
      const attach = await startOf(context, 'restore')
      const credentials = givenInTurn(fail, fail, 'token 1', fail, fail, 'token 2')
      const page = await openPage(context, { attach, credentials })
      await page.reaches('connected')
      must(page.retries.length >= 2, `attempts announced before the first connection: ${page.retries.length}, not 2`)
      await context.far.cut()
      await page.reaches('connected', 2)
      await mustHaveSent(page, ['token 1', 'token 2'])
    },
  })),
  {
    id: 'T17/too-late',
    rule: 'T17',
    title: 'gives credentials up that take longer than `openTimeoutMs`, and makes nothing of them when they come',
    requires,
    async run(context) {
      const { openTimeoutMs } = context.timing
      const { promise, give } = promised()
      const attach = await startOf(context, 'restore')
      const credentials = givenInTurn(promise, 'token')
      const page = await openPage(context, { attach, credentials, options: { openTimeoutMs } })
      await mustBeGivenUp(context, page)
      await page.reaches('connected')
      give('too late')
      await outlastLateWork(context)
      await mustHaveSent(page, ['token'])
    },
  },
  {
    id: 'T17/closed-while-asked',
    rule: 'T17',
    title: 'lets go of credentials that it waits for when it is closed, and sends no attach with them',
    requires: [...requires, 'T9', 'T10'],
    async run(context) {
      const { promise, give } = promised()
      const page = await openPage(context, { attach: await startOf(context, 'start'), credentials: () => promise })
      await context.until('the page is asked for credentials', () => page.asked.length > 0)
      page.close()
      await mustBeGivenUp(context, page)
      give('too late')
      await outlastLateWork(context)
      mustEqual(await page.attaches(), [], 'the attaches sent after close()')
    },
  },
  {
    id: 'T17/closed',
    rule: 'T17',
    title: 'asks for nothing more once it is closed',
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { credentials: () => 'token' })
      await context.far.cut()
      await page.reaches('connected', 2)
      page.close()
      await outlastLateWork(context)
      mustEqual(page.asked.length, 2, 'how often the page was asked for credentials')
    },
  },
]
