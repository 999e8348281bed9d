import type { AttachCommand, ChatEvent, RestoreSession, StartSession, TranscriptEvent } from '@chat-transport/core'
import { onTestFinished } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { createChatBackend } from '../../src/index.ts'
import type {
  AttachContext,
  Attachment,
  BackendSession,
  ChatBackend,
  ChatBackendOptions,
  DropReason,
  VisitorLine,
} from '../../src/index.ts'

export const secret = 'q6XbW0cJ2mQm8yqkq2p7mJ0G9m1m7i5oVtq3b0d5uXk'

/** A back end on a fake clock, closed with the test. `shown` are the sessions it has shown to agents. */
export function startBackend(options: ChatBackendOptions = {}) {
  const clock = fakeClock()
  const backend = createChatBackend({ clock, ...options })
  onTestFinished(() => backend.close())
  const shown: BackendSession[] = []
  backend.onSession((session) => shown.push(session))
  return { backend, clock, shown }
}

export function aStart(fields: Partial<StartSession> = {}): StartSession {
  return { type: 'StartSession', id: 'start-1', secret, pageId: 'page-1', take: true, ...fields }
}

export function aRestore(sessionId: string, fields: Partial<RestoreSession> = {}): RestoreSession {
  return {
    type: 'RestoreSession',
    id: 'restore-1',
    sessionId,
    secret,
    pageId: 'page-1',
    take: false,
    after: 0,
    ...fields,
  }
}

let commands = 0
export const aMessage = (text: string, id = `message-${++commands}`) => ({
  type: 'SendMessage',
  id,
  content: { type: 'text', text },
})

/** The far end of a line: what a page gets to see, and how fast it takes it. */
export class TestLine implements VisitorLine {
  readonly received: ChatEvent[] = []
  /** What each `deliver` brought. */
  readonly chunks: (readonly ChatEvent[])[] = []
  dropped: DropReason | undefined
  isWriting = false
  /** What came after the line was dropped: nothing may. */
  readonly receivedLate: ChatEvent[] = []
  readonly #connection = new AbortController()
  #full: { promise: Promise<void>; drain: () => void } | undefined

  deliver(texts: readonly string[]): void | Promise<void> {
    const events = texts.map((text) => JSON.parse(text) as ChatEvent)
    if (this.dropped !== undefined) this.receivedLate.push(...events)
    this.received.push(...events)
    this.chunks.push(events)
    return this.#full?.promise
  }

  drop(reason: DropReason): void {
    this.dropped = reason
  }

  get signal(): AbortSignal {
    return this.#connection.signal
  }

  /** The front notices that the connection is gone. */
  break(): void {
    this.#connection.abort()
  }

  /** From now on the wire is full after each `deliver`, until `drain()`. */
  fill(): void {
    let drain = () => undefined as void
    this.#full = { promise: new Promise((resolve) => (drain = resolve)), drain: () => drain() }
  }

  /** The wire takes more. */
  async drain(): Promise<void> {
    const full = this.#full
    this.#full = undefined
    full?.drain()
    await settle()
  }

  get texts(): string[] {
    return textsOf(this.received)
  }

  get transcript(): TranscriptEvent[] {
    return this.received.filter((event): event is TranscriptEvent => 'index' in event)
  }

  get indexes(): number[] {
    return this.transcript.map(({ index }) => index)
  }

  get errors() {
    return this.received.flatMap((event) => (event.type === 'EventError' ? [event] : []))
  }

  ofType(type: ChatEvent['type']): ChatEvent[] {
    return this.received.filter((event) => event.type === type)
  }
}

export function textsOf(events: readonly ChatEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'EventMessage' && event.content.type === 'text' ? [event.content.text] : [],
  )
}

/** Asks to be let in, and gives the answer alone. */
export async function answerTo(backend: ChatBackend, command: unknown, context?: AttachContext) {
  return (await backend.attach(command, new TestLine(), context)).answer
}

/** A page that is attached; its answer is on the wire, and it has shown that it arrived. */
export async function connect(backend: ChatBackend, command: AttachCommand = aStart(), line = new TestLine()) {
  const result = await backend.attach(command, line)
  if (!result.attachment) throw new Error(`the attach was refused: ${JSON.stringify(result.answer)}`)
  const { answer, attachment } = result
  attachment.start()
  attachment.confirm()
  await settle()
  return { line, answer, attachment, sessionId: attachment.sessionId, send: sendOn(attachment) }
}

export type TestPage = Awaited<ReturnType<typeof connect>>

const sendOn = (attachment: Attachment) => async (command: unknown) => {
  await attachment.receive(command)
  await settle()
}

/** A back end with one page attached, and its session as agents see it. */
export async function startChat(options: ChatBackendOptions = {}, start: Partial<StartSession> = {}) {
  const room = startBackend(options)
  const page = await connect(room.backend, aStart(start))
  const session = room.backend.session(page.sessionId)
  if (!session) throw new Error('the session was not shown')
  return { ...room, page, session }
}
