import type { ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { passMarker } from '../fixtures/marker.ts'
import { credentialsRequires, givenInTurn, mustHaveSent, numberedTokens, startOf } from '../fixtures/logged-in.ts'
import { connectedPage, openPage, restoreOf } from '../fixtures/page.ts'

const requires = credentialsRequires

/** Every kind of character that something between page and server might change, at a length that a JWT may have. */
const awkward = `  Bearer a+b/c==&x=%41;"\\\u0000\u2028é😀\r\n${'x'.repeat(4_000)} `

/** What an attach carries of the page's log-in when nobody refuses it. */
export const credentialsCases: readonly ConformanceCase[] = [
  {
    id: 'T17/each-attach',
    rule: 'T17',
    title: 'asks for credentials anew for each attach, and sends what they are then',
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { credentials: numberedTokens() })
      for (const outage of [1, 2]) {
        await context.far.cut()
        await page.reaches('connected', outage + 1)
      }
      await mustHaveSent(page, ['token 1', 'token 2', 'token 3'])
      mustEqual(
        page.asked.map(({ refused }) => refused?.code),
        [undefined, undefined, undefined],
        'the refusals told with the requests for credentials, although nothing was refused',
      )
    },
  },
  ...(['start', 'restore'] as const).map((kind): ConformanceCase => ({
    id: `T17/repeated-${kind}`,
    rule: 'T17',
    title: `asks anew when it repeats a ${kind} that was not answered, and sends none when there are none any more`,
    requires,
    async run(context) {
      const attach = await startOf(context, kind)
      await context.far.planAttaches([{ type: 'lose' }, { type: 'lose' }])
      const page = await openPage(context, { attach, credentials: givenInTurn('token', undefined, 'another') })
      await page.reaches('connected')
      await mustHaveSent(page, ['token', undefined, 'another'])
    },
  })),
  {
    id: 'T17/unchanged',
    rule: 'T17',
    title: 'sends credentials as they are, whatever characters they have',
    requires,
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      const page = await openPage(context, { attach, credentials: () => awkward })
      await page.reaches('connected')
      const [sent] = await page.attaches()
      must(sent?.auth === awkward, `\`auth\` is not what the page gave: ${JSON.stringify(sent?.auth)?.slice(0, 120)}`)
    },
  },
  {
    id: 'T17/before-it-is-written',
    rule: 'T17',
    title: 'writes no attach before it has the credentials for it',
    requires,
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      let give: (auth: string) => void = () => undefined
      const promised = new Promise<string>((resolve) => (give = resolve))
      const page = await openPage(context, { attach, credentials: () => promised })
      await context.until('the page is asked for credentials', () => page.asked.length > 0)
      await passMarker(context)
      mustEqual(await page.attaches(), [], 'the attaches sent before there were credentials')
      give('token')
      await page.reaches('connected')
      await mustHaveSent(page, ['token'])
    },
  },
  {
    id: 'T17/connections-apart',
    rule: 'T17',
    title: 'keeps no credentials for another connection, whether it is a later one, or has none',
    requires,
    async run(context) {
      const { page: earlier, session } = await connectedPage(context, { credentials: () => 'the first visitor' })
      const { underTest } = earlier
      earlier.close()
      const later = await openPage(context, {
        attach: restoreOf(session),
        underTest,
        credentials: () => 'the second visitor',
      })
      await later.reaches('connected')
      await mustHaveSent(later, ['the second visitor'])
      const without = await openPage(context, { attach: restoreOf(await context.far.newSession()), underTest })
      await without.reaches('connected')
      await mustHaveSent(without, [undefined])
    },
  },
]
