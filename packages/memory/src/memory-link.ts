import type { VisitorEntrance } from '@chat-transport/backend'
import type { OpenLink } from '@chat-transport/core'
import { startHeartbeat, type HeartbeatOptions } from './heartbeat.ts'

/** A link to a back end in the same page. What passes is JSON text, as on any wire: neither side holds the other's objects. */
export function memoryLink(backend: VisitorEntrance, options?: HeartbeatOptions): OpenLink {
  return async (attach, line) => {
    line.signal.throwIfAborted()
    const { answer, attachment } = await backend.attach(JSON.parse(JSON.stringify(attach)), {
      deliver: (events) => events.forEach((event) => line.received(JSON.stringify(event))),
      drop: (reason) => line.lost(new Error(`the back end has let go of the line: ${reason}`)),
    })
    line.received(JSON.stringify(answer))
    if (!attachment) throw new Error('the back end has refused the attach')

    line.signal.addEventListener('abort', () => attachment.detach(), { once: true })
    if (line.signal.aborted) attachment.detach() // the page has gone while it waited; a later abort is heard
    attachment.start()
    attachment.confirm()
    startHeartbeat(line, options)

    let taken = Promise.resolve()
    return (command) => (taken = taken.then(() => attachment.receive(JSON.parse(JSON.stringify(command)))))
  }
}
