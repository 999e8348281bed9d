import type { ChatSession } from '@chat-transport/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { replayClock, replaySession } from '../src/index.ts'
import { playedPage, recordedChat, shownOf, storyOf } from './support/recorded-chat.ts'

type Recorded = ReturnType<typeof recordedChat>

/** What a visitor does. Whatever becomes of it is in the transcript. */
const visits = {
  says: (session: ChatSession, length: number) => void session.sendMessage('x'.repeat(length + 1)).catch(ignore),
  edits: (session: ChatSession) => void session.editMessage(own(session), 'changed').catch(ignore),
  deletes: (session: ChatSession) => void session.deleteMessage(own(session)).catch(ignore),
  reacts: (session: ChatSession, length: number) =>
    void session.react(own(session), '👍', length % 2 === 0).catch(ignore),
  notes: (session: ChatSession) => void session.sendNotice('acme').catch(ignore),
  types: (session: ChatSession) => void session.sendTyping(true),
  reads: (session: ChatSession) => void session.markRead(session.transcript.at(-1)?.index ?? 1),
}
const ignore = () => undefined
const own = ({ transcript }: ChatSession) =>
  transcript.find(({ event, delivery }) => delivery === 'sent' && event?.type === 'EventMessage')?.index ?? 1

/** What happens to the visitor. */
const happenings = {
  answer: ({ far }: Recorded, length: number) => far.say('y'.repeat(length + 1)),
  stream: ({ far, clock }: Recorded) => {
    async function* words() {
      yield 'one '
      await new Promise<void>((resolve) => clock.after(120, resolve))
      yield 'two'
    }
    void far.say(words())
  },
  typing: ({ far }: Recorded) => far.type(true),
  refusal: ({ far }: Recorded) => far.error(51),
  garbage: ({ far }: Recorded) => far.garbage({ type: 'EventMessage', index: 'none' }),
  drop: ({ far }: Recorded) => far.dropLine(),
  silence: ({ far }: Recorded) => far.goSilent(),
  restore: ({ far }: Recorded) => far.restoreLine(),
}

const step = fc.record({
  what: fc.constantFrom(...Object.entries(visits), ...Object.entries(happenings)).map(([name]) => name),
  length: fc.nat(30),
  /** A log does not tell what was first within a millisecond: what the visitor did, or what came. */
  passMs: fc.constantFrom(1, 40, 700, 4_000),
})

it('shows whatever chat was recorded as it was, to whoever does what the visitor did', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const recorded = recordedChat()
      const { clock, openPage, pass } = recorded
      const session = await openPage().startSession()
      const story = storyOf(session)
      const visited: (readonly [at: number, what: keyof typeof visits, length: number])[] = []
      const beganAt = clock.now()
      for (const { what, length, passMs } of steps) {
        if (what in visits) {
          visited.push([clock.now() - beganAt, what as keyof typeof visits, length])
          visits[what as keyof typeof visits](session, length)
        } else await quietly(() => happenings[what as keyof typeof happenings](recorded, length))
        await pass(passMs)
      }
      recorded.far.restoreLine()
      await pass(60_000)
      const log = recorded.log()
      const shown = shownOf(session)

      const played = replayClock()
      const replay = replaySession(log, { clock: played })
      const again = await playedPage(replay, played).startSession()
      const told = storyOf(again)
      for (const [at, what, length] of visited) {
        await replay.reached(at)
        visits[what](again, length)
      }
      await replay.finished
      expect(shownOf(again)).toEqual(shown)
      expect(told).toEqual(story)
      await session.detach()
    }),
    { numRuns: 150 },
  )
}, 60_000)

/** Some need an open line. */
async function quietly(act: () => unknown): Promise<void> {
  try {
    await act()
  } catch {
    // Then it has not happened.
  }
}
