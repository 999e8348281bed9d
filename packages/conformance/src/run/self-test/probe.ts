import { silentLogger, systemClock } from '@chat-transport/core'
import type { ChatCommand, LineSignal, OpenLink, RestoreSession } from '@chat-transport/core'
import { fakeNetwork } from '../../case/fake-network.ts'
import { commandIdOf, indexOf } from '../../case/event-fields.ts'
import { longTimeouts } from '../../case/transport-under-test.ts'
import type { Harness } from '../../far-side/harness.ts'

/** One line that the kit opens to try the harness, not the transport. It only watches. */
export interface Probe {
  readonly attach: RestoreSession
  /** How often a sign of life has come: an event or a heartbeat. A transport keeps its heartbeats to itself: `undefined`. */
  readonly signsOfLife: number | undefined
  /** Whether anything has come that answers the attach. */
  readonly isAnswered: boolean
  /** Whether the line, or the first line of the transport, has ended. */
  readonly isLost: boolean
  /** Whether the transcript event with this index has come. */
  has(index: number): boolean
  /** Writes a command, if the line can. */
  write(command: ChatCommand): void
  close(): void
}

/** Over the link if there is one, because less can be wrong with it. */
export async function openProbe({ open, createTransport }: Harness, attach: RestoreSession): Promise<Probe> {
  if (open) return linkProbe(open, attach)
  if (createTransport) return transportProbe(createTransport, attach)
  throw new Error('unable to open a line: the harness has neither a link nor a transport')
}

type MakeTransport = NonNullable<Harness['createTransport']>

function linkProbe(open: OpenLink, attach: RestoreSession): Probe {
  const scope = new AbortController()
  const come = eventsOf(attach)
  let [signsOfLife, isLost] = [0, false]
  const lost = () => void (isLost = true)
  const line = {
    received(data: unknown) {
      signsOfLife += 1
      come.note(parsed(data))
    },
    alive: () => void (signsOfLife += 1),
    lost,
    signal: scope.signal as LineSignal,
    logger: silentLogger,
  }
  // A link may throw or reject; both say that the line is lost.
  const opened = Promise.resolve().then(() => open(structuredClone(attach), line))
  opened.catch(lost)
  return {
    attach,
    get signsOfLife() {
      return signsOfLife
    },
    get isAnswered() {
      return come.isAnswered
    },
    get isLost() {
      return isLost
    },
    has: (index) => come.indexes.has(index),
    write: (command) => void opened.then((put) => put(command)).catch(lost),
    close: () => scope.abort('detached'),
  }
}

async function transportProbe(make: MakeTransport, attach: RestoreSession): Promise<Probe> {
  const come = eventsOf(attach)
  let isLost = false
  const retryDelayMs = () => longTimeouts.openTimeoutMs
  const transport = await make({ ...longTimeouts, retryDelayMs, network: fakeNetwork(), clock: systemClock })
  const connection = transport.connect(structuredClone(attach), {
    position: 0,
    onEvent: (event) => come.note(event),
    onConnectivity({ current, cause }) {
      for (const refused of [cause, cause?.cause]) come.note((refused as { event?: unknown } | undefined)?.event)
      isLost ||= current !== 'connected'
    },
    onRetry: () => void (isLost = true),
  })
  return {
    attach,
    signsOfLife: undefined,
    get isAnswered() {
      return come.isAnswered
    },
    get isLost() {
      return isLost
    },
    has: (index) => come.indexes.has(index),
    write: (command) =>
      void Promise.resolve(command)
        .then((given) => connection.send(given))
        .catch(() => undefined), // it is asked whether it has come
    close() {
      try {
        connection.close()
      } catch {
        // T10 has cases for that.
      }
    },
  }
}

/** What has come for one attach. */
function eventsOf({ id }: RestoreSession) {
  const indexes = new Set<number>()
  let isAnswered = false
  return {
    indexes,
    get isAnswered() {
      return isAnswered
    },
    note(event: unknown): void {
      isAnswered ||= commandIdOf(event) === id
      const index = indexOf(event)
      if (index !== undefined) indexes.add(index)
    },
  }
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return undefined // not JSON, such as a heartbeat
  }
}
