import type { AttachCommand, ChatCommand, LinkLine, OpenLink } from '@chat-transport/core'
import { createRequestPlans } from '@chat-transport/conformance'
import type { FrontAttachment, FrontAttachHandler, WireControl } from '@chat-transport/conformance'

/** A wire in memory between a front and links: text frames that take a turn of the event loop each way. */
export interface MemoryWire {
  readonly open: OpenLink
  /** The same to a front that never confirms that the page has the answer. */
  readonly openUnconfirmed: OpenLink
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
  /** Sends a sign of life, and returns `true`, once it is attached. */
  beat(): boolean
  /** Holds back everything until it is called with `false`. */
  silence(silent: boolean): void
}

export interface MemoryWireOptions {
  /** @default 40, well within the kit's `silenceTimeoutMs` */
  readonly heartbeatMs?: number | 'never'
}

export function memoryWire(
  attachHandler: FrontAttachHandler,
  { heartbeatMs = 40 }: MemoryWireOptions = {},
): MemoryWire {
  const connections = new Set<Connection>()
  const requests = createRequestPlans()
  let carrier: 'connection' | 'requests' = 'connection'
  let beats = 0
  let door: 'open' | 'shut' = 'open'
  let refusals = 0
  const mustAccept = () => {
    if (door === 'open') return
    refusals += 1
    throw new Error('the wire refuses connections')
  }
  const dial = (attach: AttachCommand, line: LinkLine, front = attachHandler) => {
    line.signal.throwIfAborted()
    mustAccept()
    const { connection, up } = connect(front, line, () => {
      connections.delete(connection)
      clearInterval(heartbeat)
    })
    connections.add(connection)
    const beat = () => void (connection.beat() && beats++)
    const heartbeat = heartbeatMs === 'never' ? undefined : setInterval(beat, heartbeatMs)
    up(JSON.stringify(attach))
    return { connection, up }
  }
  return {
    open(attach, line) {
      const { up } = dial(attach, line)
      return (command) => up(JSON.stringify(command))
    },
    openUnconfirmed(attach, line) {
      const { up } = dial(attach, line, neverConfirming(attachHandler))
      return (command) => up(JSON.stringify(command))
    },
    openForRequests(attach, line) {
      carrier = 'requests'
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
      planRequests: async (plans) => (carrier === 'requests' ? requests.planRequests(plans) : null),
      async heartbeats() {
        const count = beats
        beats = 0
        return count
      },
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

const neverConfirming = ({ attach }: FrontAttachHandler): FrontAttachHandler => ({
  async attach(...args) {
    const { answer, attachment } = await attach(...args)
    return { answer, ...(attachment && { attachment: { ...attachment, confirm: () => undefined } }) }
  },
})

function connect(attachHandler: FrontAttachHandler, line: LinkLine, ended: () => void) {
  const held: (() => void)[] = []
  let state: 'open' | 'silent' | 'over' = 'open'
  let attachment: FrontAttachment | 'attaching' | undefined

  const arrive = (run: () => void) => {
    if (state === 'silent') held.push(run)
    else if (state === 'open') run()
  }
  const pass = (run: () => void) => void setImmediate(() => arrive(run))
  const connection: Connection = {
    down: (frames) => pass(() => frames.forEach((frame) => line.received(frame))),
    beat() {
      if (typeof attachment !== 'object') return false
      pass(() => line.alive())
      return true
    },
    end(cause) {
      if (state === 'over') return
      state = 'over'
      line.signal.removeEventListener('abort', closedByPage)
      ended()
      if (typeof attachment === 'object') attachment.detach()
      if (cause) line.lost(cause)
    },
    silence(silent) {
      if (state === 'over') return
      state = silent ? 'silent' : 'open'
      if (!silent) for (const run of held.splice(0)) arrive(run) // before what is on its way
    },
  }
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
