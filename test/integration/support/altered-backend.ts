import { createChatBackend, type ChatBackend, type ChatBackendOptions, type VisitorLine } from '@chat-transport/backend'
import type { ChatEvent } from '@chat-transport/core'
import { onTestFinished } from 'vitest'

export interface AlteredBackend {
  /** For `startServer({ backend })`. */
  readonly backend: ChatBackend
  /** Everything passed to the server's fronts, unchanged, including the answers to attaches. */
  readonly sent: readonly unknown[]
}

/** The real back end, whose outgoing events `alter` changes, to those of a later or a broken version. */
export function alteredBackend(alter: (event: ChatEvent) => unknown, options?: ChatBackendOptions): AlteredBackend {
  const real = createChatBackend(options)
  onTestFinished(() => real.close())
  const sent: unknown[] = []
  const send = <Event extends ChatEvent>(event: Event): Event => {
    const altered = alter(event) as Event
    sent.push(altered)
    return altered
  }
  const backend: ChatBackend = {
    ...real,
    async attach(command, line, context) {
      const altered: VisitorLine = {
        deliver: (events) => line.deliver(events.map((event) => JSON.stringify(send(JSON.parse(event) as ChatEvent)))),
        drop: (reason) => line.drop(reason),
      }
      const { answer, attachment } = await real.attach(command, altered, context)
      if (!attachment) return { answer: send(answer) }
      return { answer: send(answer), attachment }
    },
  }
  return { backend, sent }
}
