import type { AttachContext, DropReason, AttachHandler, VisitorLine } from '@chat-transport/backend'
import type { ChatEvent, EventError } from '@chat-transport/core'

/** One attach that a front has brought, as the far side of it sees it. */
export interface FakeVisitor {
  readonly attach: { readonly id: string }
  readonly line: VisitorLine
  readonly context: AttachContext | undefined
  readonly commands: unknown[]
  /** What the front has told, in order. */
  readonly told: ('started' | 'confirmed' | 'detached')[]
  deliver(...events: ChatEvent[]): void | Promise<void>
  drop(reason: DropReason): void
}

/** A back end without a chat: takes every attach, writes down what comes, says what the test tells it to. */
export interface FakeBackend extends AttachHandler {
  readonly visitors: FakeVisitor[]
  /** How many attaches have come, those that wait included. */
  readonly attempts: number
  /** From now on attaches are refused with this event. */
  refuseWith(event: EventError): void
  /** From now on attaches wait for `release`. */
  hold(): { release(): void }
  /** From now on commands wait for `release`. */
  holdCommands(): { release(): void }
  /** From now on each command leads to this event, a few promises later. */
  answerCommandsWith(event: ChatEvent): void
}

export function fakeBackend(): FakeBackend {
  const visitors: FakeVisitor[] = []
  let attempts = 0
  let refusal: EventError | undefined
  let gate: Promise<void> | undefined
  let commandGate: Promise<void> | undefined
  let commandAnswer: ChatEvent | undefined
  const close = () => {
    let release = () => undefined as void
    const opened = new Promise<void>((resolve) => (release = resolve))
    return { opened, release }
  }
  return {
    visitors,
    get attempts() {
      return attempts
    },
    refuseWith(event) {
      refusal = event
    },
    hold() {
      const { opened, release } = close()
      gate = opened
      return { release }
    },
    holdCommands() {
      const { opened, release } = close()
      commandGate = opened
      return { release }
    },
    answerCommandsWith(event) {
      commandAnswer = event
    },
    async attach(command, line, context) {
      attempts += 1
      await gate
      if (refusal) return { answer: refusal }
      const attach = command as { id: string }
      const commands: unknown[] = []
      const told: FakeVisitor['told'] = []
      visitors.push({
        attach,
        line,
        context,
        commands,
        told,
        deliver: (...events) => line.deliver(events.map((event) => JSON.stringify(event))),
        drop: (reason) => line.drop(reason),
      })
      return {
        answer: {
          type: 'EventAttached',
          commandId: attach.id,
          sessionId: `session of ${attach.id}`,
          party: { id: 'p1', name: 'Ada', type: 'client' },
          first: 1,
          head: 0,
          reads: [],
          limits: { maxMessageBytes: 65_536, commandsPerSecond: 20 },
          timeoutMs: 300_000,
        },
        attachment: {
          sessionId: `session of ${attach.id}`,
          start: () => void told.push('started'),
          confirm: () => void (told.includes('confirmed') || told.push('confirmed')),
          async receive(received) {
            commands.push(received)
            await commandGate
            if (commandAnswer) void line.deliver([JSON.stringify(commandAnswer)])
          },
          detach: () => void told.push('detached'),
        },
      }
    },
  }
}

/** A transcript event with a text of the size wished for. */
export function message(index: number, text = `message ${index}`): ChatEvent {
  return {
    type: 'EventMessage',
    index,
    at: 1,
    party: { id: 'p2', name: 'Grace', type: 'agent' },
    content: { type: 'text', text },
  }
}
