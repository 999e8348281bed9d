import type { AttachHandler } from '@chat-transport/backend'
import { checkOptions, environmentGuards, guards, type OpenLink } from '@chat-transport/core'
import { startHeartbeat, type HeartbeatOptions } from './heartbeat.ts'

const optionGuards = { clock: environmentGuards.clock, heartbeatMs: guards.optional(guards.positive) }

/** A link to a back end in the same page. It carries JSON text, as any wire does: neither side holds the other's objects. */
export function memoryLink(backend: AttachHandler, options: HeartbeatOptions = {}): OpenLink {
  checkOptions('memoryLink', options, optionGuards)
  return async (attach, line) => {
    if (line.signal.aborted) throw line.signal.reason
    const { answer, attachment } = await backend.attach(JSON.parse(JSON.stringify(attach)), {
      deliver(events) {
        for (const event of events) line.received(event)
      },
      drop: (reason) => line.lost(new Error(`the back end has dropped the line: ${reason}`)),
      signal: line.signal,
    })
    line.received(JSON.stringify(answer))
    if (!attachment) {
      line.signal.throwIfAborted()
      throw new Error('the back end has refused the attach')
    }

    line.signal.addEventListener('abort', () => attachment.detach())
    if (line.signal.aborted) attachment.detach() // aborted before the listener was added
    attachment.start()
    attachment.confirm()
    startHeartbeat(line, options)

    let received = Promise.resolve()
    return (command) => (received = received.then(() => attachment.receive(JSON.parse(JSON.stringify(command)))))
  }
}
