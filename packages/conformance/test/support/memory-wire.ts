import type { LinkLine, OpenLink } from '@chat-transport/core'
import type { FrontAttachment, FrontAttachHandler, WireControl } from '@chat-transport/conformance'

/** A wire in memory between a front and links: text frames that take a turn of the event loop each way. */
export interface MemoryWire {
  readonly open: OpenLink
  readonly control: WireControl
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

/** Well within the silence that cases allow. */
const heartbeatMs = 40

export function memoryWire(attachHandler: FrontAttachHandler): MemoryWire {
  const connections = new Set<Connection>()
  let refused = false
  return {
    open(attach, line) {
      line.signal.throwIfAborted()
      if (refused) throw new Error('the wire refuses connections')
      const { connection, up } = connect(attachHandler, line, () => connections.delete(connection))
      connections.add(connection)
      up(JSON.stringify(attach))
      return (command) => up(JSON.stringify(command))
    },
    control: {
      async cut() {
        for (const connection of [...connections]) connection.end(new Error('the wire was cut'))
      },
      async refuseLines(refuse) {
        refused = refuse
      },
      async silence(silent) {
        for (const connection of connections) connection.silence(silent)
      },
      async sendGarbage(text) {
        for (const connection of connections) connection.down([text])
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
      clearInterval(heartbeat)
      state = 'over'
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
