import type { ChatEvent } from '@chat-transport/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../test/support/fake-clock.ts'
import { createChatBackend } from '../src/index.ts'
import type { AttachResult, ChatBackend } from '../src/index.ts'
import { CommittedEvent } from '../src/store/committed-event.ts'
import { unreliableStore } from './support/unreliable-store.ts'
import type { StoreFault } from './support/unreliable-store.ts'
import { aMessage, aStart, aRestore, TestLine } from './support/visitor.ts'

/**
 * Random histories of pages that attach, speak, lose their lines and take the session from one another, on a store that fails;
 * then the trouble stops, and what was promised must hold.
 */
type Step =
  { readonly do: 'attach' | 'say' | 'lose' | 'resend' | 'sayLate'; readonly page: 0 | 1 } | { readonly do: 'agent' }

const page = fc.constantFrom(0 as const, 1 as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('attach' as const), page }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), page }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('resend' as const), page }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), page }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sayLate' as const), page }) },
  { weight: 2, arbitrary: fc.constant({ do: 'agent' as const }) },
)
const fault: fc.Arbitrary<StoreFault> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('none' as const) },
  { weight: 3, arbitrary: fc.constant('slow' as const) },
  { weight: 1, arbitrary: fc.constantFrom('refused' as const, 'lost' as const) },
)

/** A page as the protocol asks for one: it keeps what is unsettled and sends it again, in order, on its next line. */
class ModelPage {
  readonly name: string
  readonly said: string[] = []
  readonly unsettled: string[] = []
  readonly lines: { line: TestLine; result: AttachResult; from: number; givenUp: boolean }[] = []
  #attaches = 0
  #sent = 0

  constructor(name: string) {
    this.name = name
  }

  get current() {
    const last = this.lines.at(-1)
    return last && !last.givenUp && last.line.dropped === undefined ? last : undefined
  }

  /** The last index taken in without a gap, over all its lines. */
  get position(): number {
    return this.lines.reduce((position, { line, from }) => {
      const taken = new Set(line.indexes)
      let at = Math.max(position, from)
      while (taken.has(at + 1)) at++
      return at
    }, 0)
  }

  async attach(backend: ChatBackend, sessionId: string | undefined): Promise<string | undefined> {
    this.lose()
    const line = new TestLine()
    const id = `${this.name}-${++this.#attaches}`
    const take = this.#attaches % 2 === 1
    const after = this.position
    const command = sessionId
      ? aRestore(sessionId, { id, pageId: this.name, take, after })
      : aStart({ pageId: this.name, take: true })
    const result = await backend.attach(command, line)
    if (!result.attachment) return undefined
    this.lines.push({ line, result, from: after, givenUp: false })
    result.attachment.start()
    this.#settle()
    await this.resend()
    return result.attachment.sessionId
  }

  /** The line breaks, and both ends notice. */
  lose(): void {
    const { current } = this
    if (!current) return
    current.givenUp = true
    current.result.attachment?.detach()
  }

  async say(): Promise<void> {
    const id = `${this.name}/${this.said.length}`
    this.said.push(id)
    this.unsettled.push(id)
    await this.current?.result.attachment?.receive(aMessage(id, id))
  }

  async resend(): Promise<void> {
    this.#settle()
    for (const id of this.unsettled) await this.current?.result.attachment?.receive(aMessage(id, id))
  }

  /** A frame that was still on the way when its line was given up. */
  async sayLate(): Promise<void> {
    const older = this.lines.at(-2)?.result.attachment
    await older?.receive(aMessage('late', `${this.name}/late-${++this.#sent}`))
  }

  #settle(): void {
    const committed = new Set(this.lines.flatMap(({ line }) => line.received.map(commandIdOf)))
    const open = this.unsettled.filter((id) => !committed.has(id))
    this.unsettled.splice(0, this.unsettled.length, ...open)
  }
}

const commandIdOf = (event: ChatEvent) => (event.type === 'EventMessage' ? event.commandId : undefined)

async function live(steps: readonly Step[], faults: readonly StoreFault[]) {
  let calls = 0
  let troubled = true
  const store = unreliableStore(() => (troubled ? (faults[calls++ % faults.length] ?? 'none') : 'none'))
  const clock = fakeClock()
  const backend = createChatBackend({ clock, store, limits: { commandsPerSecond: 100_000 } })
  const pages = [new ModelPage('A'), new ModelPage('B')] as const
  let sessionId: string | undefined
  const [startedBy] = pages

  const attach = async (actor: ModelPage) => {
    if (sessionId === undefined) sessionId = await startedBy.attach(backend, undefined)
    else await actor.attach(backend, sessionId)
  }
  const agentSpeaks = () =>
    sessionId === undefined
      ? undefined
      : backend.session(sessionId)?.join({ name: 'Grace' }).say('agent').catch(ignoreTrouble)
  const run = async (action: Step): Promise<unknown> => {
    if (action.do === 'agent') return agentSpeaks()
    const actor = pages[action.page]
    const acts = {
      attach: () => attach(actor),
      say: () => actor.say(),
      resend: () => actor.resend(),
      sayLate: () => actor.sayLate(),
      lose: () => actor.lose(),
    }
    return acts[action.do]()
  }
  let mostAtOnce = 0
  const countLines = () => (mostAtOnce = Math.max(mostAtOnce, pages.filter(({ current }) => current).length))
  for (const action of steps) await run(action).then(countLines)

  troubled = false
  await settle()
  sessionId ??= await startedBy.attach(backend, undefined)
  // Whoever takes last holds the session; what the other page keeps is its own until it comes back.
  for (const actor of pages) {
    for (let attempt = 0; attempt < 3 && (attempt === 0 || actor.unsettled.length > 0); attempt++) {
      await actor.attach(backend, sessionId)
      await settle()
      await actor.resend()
      await settle()
      countLines()
    }
  }
  const stored = await store.read(sessionId ?? '', 0, Number.POSITIVE_INFINITY)
  const transcript = stored.map((event) => new CommittedEvent(event).event)
  await backend.close()
  return { pages, transcript, clock, mostAtOnce }
}

/** An agent that cannot be heard is the agent's trouble, not the history's. */
const ignoreTrouble = () => undefined

describe('whatever happens', () => {
  it('nothing said is lost or doubled, everything keeps its order, and one line is open at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.array(fault, { minLength: 7, maxLength: 40 }),
        async (steps, faults) => {
          const { pages, transcript, clock, mostAtOnce } = await live(steps, faults)
          const ids = transcript.map(commandIdOf).filter((id) => id !== undefined)

          expect(transcript.map(({ index }) => index)).toEqual(transcript.map((_, at) => at + 1))
          expect(new Set(ids).size).toBe(ids.length)
          expect(ids.filter((id) => id.includes('late'))).toEqual([])
          for (const { name, said, lines } of pages) {
            expect(ids.filter((id) => id.startsWith(name))).toEqual(said)
            for (const { line, from } of lines) expectOneStream(line.indexes, from)
          }
          const all = pages.flatMap(({ lines }) => lines)
          expect(mostAtOnce).toBe(1)
          expect(all.flatMap(({ line }) => line.receivedLate)).toEqual([])
          for (const { line } of all) {
            expect(line.transcript).toEqual(line.indexes.map((index) => transcript[index - 1]))
          }
          expect(clock.pending).toBe(0)
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** Missed and new events are one stream: in order, without gaps; behind its front only repeats. */
function expectOneStream(indexes: readonly number[], from: number): void {
  let position = from
  for (const index of indexes) {
    expect(index).toBeLessThanOrEqual(position + 1)
    position = Math.max(position, index)
  }
}
