import { createChat, memoryStorage, type ChatOptions, type ChatSession, type Clock } from '@chat-transport/core'
import { memoryTransport, type MemoryTransportOptions } from '@chat-transport/memory'
import { onTestFinished } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import {
  recordSession,
  type RecordSessionOptions,
  replayClock,
  replaySession,
  type ReplaySessionOptions,
  type ReplayTransport,
  type SessionLog,
} from '../../src/index.ts'

/** A chat in one page whose line is recorded. */
export function recordedChat(recording: RecordSessionOptions = {}, options: MemoryTransportOptions = {}) {
  const clock = fakeClock()
  const memory = memoryTransport({ clock, ...options })
  onTestFinished(() => memory.backend.close())
  const transport = recordSession(memory, { clock, ...recording })
  const storage = memoryStorage()
  const openPage = (options: Partial<ChatOptions> = {}) => createChat({ transport, storage, clock, ...options })
  return {
    clock,
    far: memory.far,
    openPage,
    pass: clock.advance,
    /** As it comes back from a file. */
    log: (): SessionLog => JSON.parse(JSON.stringify(transport.log())) as SessionLog,
  }
}

/** A page of a test, to which a log is played. */
export const playedPage = (transport: ReplayTransport, clock: Clock) =>
  createChat({ transport, storage: memoryStorage(), clock })

/** A page to which a log is played as fast as it can be. */
export function played(log: SessionLog, options: ReplaySessionOptions = {}) {
  const clock = replayClock()
  const replay = replaySession(log, { clock, ...options })
  const chat = playedPage(replay, clock)
  return { clock, replay, chat }
}

/** What a page shows of its transcript. Texts are not compared but for their length. */
export const shownOf = ({ transcript }: ChatSession) =>
  transcript.map(({ index, event, delivery, edited, deleted, streaming, reactions = [] }) => ({
    index,
    type: event?.type,
    at: event?.at,
    length: event && 'content' in event && 'text' in event.content ? (event.content.text ?? '').length : undefined,
    delivery,
    edited,
    deleted,
    streaming,
    reactions: reactions.length,
  }))

/** What a page is told of its line and its errors. */
export function storyOf(session: ChatSession): readonly string[] {
  const story: string[] = []
  session.onStatusChanged(({ current }) => story.push(current))
  session.onInterrupted(() => story.push('interrupted!'))
  session.onContinued(() => story.push('continued!'))
  session.onError(({ error }) => story.push(`error ${error.code}`))
  session.onMessageReceived(({ index }) => story.push(`message ${index}`))
  session.onTyping(({ isTyping }) => story.push(isTyping ? 'types' : 'stops typing'))
  session.onSessionEnded(({ reason }) => story.push(`ended, ${reason.length}`))
  return story
}

/** What a visitor says in the page's test: two messages, whatever becomes of them. */
export function asTheVisitor(session: ChatSession): void {
  void session.sendMessage('first').catch(() => undefined)
  void session.sendMessage('second').catch(() => undefined)
}

/** Lets the test's own promises settle. */
export { settle }
