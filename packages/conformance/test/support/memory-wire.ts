import type { AttachCommand, ChatCommand, LinkLine, OpenLink } from '@chat-transport/core'
import { createRequestPlans } from '@chat-transport/conformance'
import type { FrontAttachment, FrontAttachHandler, WireControl } from '@chat-transport/conformance'

/** A wire in memory between a front and links: text frames that take a turn of the event loop each way. */
export interface MemoryWire {
  readonly open: OpenLink
  readonly control: Required<WireControl>
  /** A connection for events alone. Returns what posts a command in a request of its own, and resolves with the status. */
  openForRequests(
    attach: AttachCommand,
    line: LinkLine,
  ): (command: ChatCommand, signal?: AbortSignal) => Promise<number>
}

interface Connection {
  /** Sends frames to the page. */
  down(frames: readonly string[]): void
  /** Ends the connection. With a cause, the page's line is lost; without one, the page has closed it. */
  end(cause?: Error): void
  /** A sign of life. */
  beat(): void
  /** Holds back everything until it is called with `false`. */
  silence(silent: boolean): void
}

/** Well within the kit's `silenceTimeoutMs`. */
const heartbeatMs = 40

export function memoryWire(attachHandler: FrontAttachHandler): MemoryWire {
  const connections = new Set<Connection>()
  const requests = createRequestPlans()
  let door: 'open' | 'shut' = 'open'
  let refusals = 0
  const mustAccept = () => {
    if (door === 'open') return
    refusals += 1
    throw new Error('the wire refuses connections')
  }
  const dial = (attach: AttachCommand, line: LinkLine) => {
    line.signal.throwIfAborted()
    mustAccept()
    const { connection, up } = connect(attachHandler, line, () => connections.delete(connection))
    connections.add(connection)
    up(JSON.stringify(attach))
    return { connection, up }
  }
  return {
    open(attach, line) {
      const { up } = dial(attach, line)
      return (command) => up(JSON.stringify(command))
    },
    openForRequests(attach, line) {
      const { connection, up } = dial(attach, line)
      return async (command, signal) => {
        mustAccept()
        await new Promise((resolve) => setImmediate(resolve))
        signal?.throwIfAborted()
        if ((await requests.next()) === 'fail') return 503
        signal?.throwIfAborted()
        if (!connections.has(connection)) return 404
        up(JSON.stringify(command))
        return 200
      }
    },
    control: {
      planRequests: requests.planRequests,
      async cut() {
        const cut = [...connections]
        for (const connection of cut) connection.end(new Error('the wire was cut'))
        return cut.length
      },
      async refuseLines(refuse) {
        const count = refusals
        ;[door, refusals] = [refuse ? 'shut' : 'open', 0]
        return count
      },
      async silence(silent) {
        for (const connection of connections) connection.silence(silent)
        return connections.size
      },
      async sendGarbage(text) {
        for (const connection of connections) connection.down([text])
        return connections.size
      },
    },
  }
}

function connect(attachHandler: FrontAttachHandler, line: LinkLine, ended: () => void) {
  const held: (() => void)[] = []
  let state: 'open' | 'silent' | 'over' = 'open'
  let attachment: FrontAttachment | 'attaching' | undefined

  const pass = (run: () => void) => {
    if (state === 'silent') held.push(run)
    else if (state === 'open') setImmediate(() => state === 'open' && run())
  }
  const connection: Connection = {
    down: (frames) => pass(() => frames.forEach((frame) => line.received(frame))),
    beat: () => pass(() => line.alive()),
    end(cause) {
      if (state === 'over') return
      state = 'over'
      clearInterval(heartbeat)
      line.signal.removeEventListener('abort', closedByPage)
      ended()
      if (typeof attachment === 'object') attachment.detach()
      if (cause) line.lost(cause)
    },
    silence(silent) {
      if (state === 'over') return
      state = silent ? 'silent' : 'open'
      if (!silent) for (const run of held.splice(0)) pass(run)
    },
  }
  const heartbeat = setInterval(() => typeof attachment === 'object' && connection.beat(), heartbeatMs)
  const closedByPage = () => {
    if (state === 'silent') return // the line is half-open: the far end does not notice
    connection.end()
  }
  line.signal.addEventListener('abort', closedByPage)

  async function receive(command: unknown): Promise<void> {
    if (attachment === undefined) return attach(command)
    if (typeof attachment === 'object') await attachment.receive(command)
  }
  async function attach(command: unknown): Promise<void> {
    attachment = 'attaching'
    const result = await attachHandler.attach(command, {
      deliver: (events) => connection.down(events),
      drop: () => pass(() => connection.end(new Error('the far end closed the line'))),
    })
    connection.down([JSON.stringify(result.answer)])
    attachment = result.attachment
    if (state === 'over') return attachment?.detach()
    attachment?.start()
    attachment?.confirm?.()
  }
  const up = (text: string) => pass(() => void receive(JSON.parse(text)))
  return { connection, up }
}
