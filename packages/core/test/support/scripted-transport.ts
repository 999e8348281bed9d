import type {
  AttachCommand,
  ChatCommand,
  ChatTransport,
  Connectivity,
  ConnectivityChange,
  EventAttached,
  Party,
  PlannedRetry,
  TransportListener,
} from '../../src/index.ts'
import { ChatError } from '../../src/index.ts'

export const visitor: Party = { id: 'v1', name: 'Ada', type: 'client' }
export const agent: Party = { id: 'a1', name: 'Grace', type: 'agent' }

/** One connection of a scripted transport, seen from its far side: it says what the test says, and keeps what it is sent. */
export interface FarSide {
  readonly attach: AttachCommand
  /** Everything sent on this connection, repeats included. */
  readonly received: readonly ChatCommand[]
  /** The texts of the messages among them. */
  readonly texts: readonly string[]
  /** Set by `close()`: why it was called. */
  readonly closedFor: string | undefined
  readonly position: number
  /** Answers the attach. */
  accept(answer?: Partial<EventAttached>): void
  /** Answers the attach, replays `events`, and reports `connected`. */
  open(answer?: Partial<EventAttached>, events?: readonly object[]): void
  says(event: unknown): void
  /** Reports `connected`, or what else is the case. */
  reports(current: Connectivity, cause?: Error): void
  /** The line is lost: commands under way are rejected, outcome unknown. */
  loses(cause?: Error): void
  plans(retry: PlannedRetry): void
  /** Writes to the log that the session gave. */
  logs(message: string): void
  /** Accepts a command: the transcript event that carries its id, or what else becomes of that event on its way. */
  accepts(command: ChatCommand, index: number, spoiled?: object): void
  /** Answers a command with an error. */
  refuses(command: ChatCommand, code: number, more?: object): void
  /** The next sends throw, as those of a broken transport do. */
  breaks(): void
}

export interface ScriptedTransport extends ChatTransport {
  readonly connections: readonly FarSide[]
  /** The newest connection. */
  readonly farSide: FarSide
}

export function scriptedTransport(unsupported: readonly ChatCommand['type'][] = []): ScriptedTransport {
  const connections: FarSide[] = []
  return {
    name: 'scripted',
    unsupported,
    connections,
    get farSide() {
      const newest = connections.at(-1)
      if (!newest) throw new Error('nobody has connected')
      return newest
    },
    connect(attach, listener) {
      const { farSide, connection } = connectTo(attach, listener)
      connections.push(farSide)
      return connection
    },
  }
}

function connectTo(attach: AttachCommand, listener: TransportListener) {
  const received: ChatCommand[] = []
  const underWay = new Map<string, { resolve(): void; reject(error: Error): void }>()
  let current: Connectivity = 'connecting'
  let closedFor: string | undefined
  let broken = false
  const tell = (run: () => void) => void (closedFor === undefined && run())

  const farSide: FarSide = {
    attach,
    received,
    get texts() {
      return received.flatMap((command) => (command.type === 'SendMessage' ? [command.content.text ?? ''] : []))
    },
    get closedFor() {
      return closedFor
    },
    get position() {
      return listener.position
    },
    accept: (answer = {}) => farSide.says(attachedAnswer(attach, answer)),
    open(answer, events = []) {
      farSide.accept({ head: events.length, ...answer })
      for (const event of events) farSide.says(event)
      farSide.reports('connected')
    },
    says: (event) => tell(() => listener.onEvent(event)),
    reports(next, cause) {
      const change: ConnectivityChange = { current: next, previous: current, since: 1, ...(cause && { cause }) }
      if (next === current) return
      current = next
      tell(() => listener.onConnectivity(change))
    },
    loses(cause = new Error('the line was cut')) {
      farSide.reports('reconnecting', cause)
      for (const { reject } of underWay.values()) reject(cause)
      underWay.clear()
    },
    plans: (retry) => tell(() => listener.onRetry?.(retry)),
    logs: (message) => listener.logger?.info(message),
    accepts(command, index, spoiled = {}) {
      farSide.says({ ...eventOf(command, index), ...spoiled })
      underWay.get(command.id)?.resolve()
    },
    refuses(command, code, more = {}) {
      const event = {
        type: 'EventError',
        error: { code, description: `refused with ${code}` },
        commandId: command.id,
        ...more,
      }
      farSide.says(event)
      underWay.get(command.id)?.reject(ChatError.fromEvent(event as never))
    },
    breaks: () => void (broken = true),
  }
  const connection = {
    send(command: ChatCommand): Promise<void> {
      if (broken) throw new Error('broken')
      received.push(command)
      return new Promise<void>((resolve, reject) => underWay.set(command.id, { resolve, reject }))
    },
    close: (reason = 'detached') => void (closedFor ??= reason),
  }
  return { farSide, connection }
}

/** The answer of a server that holds one session, `s1` unless told otherwise. */
export function attachedAnswer(attach: AttachCommand, answer: Partial<EventAttached> = {}): EventAttached {
  return {
    type: 'EventAttached',
    commandId: attach.id,
    sessionId: attach.type === 'RestoreSession' ? attach.sessionId : 's1',
    party: visitor,
    first: 1,
    head: 0,
    reads: [],
    limits: { maxMessageBytes: 8192, commandsPerSecond: 1000 },
    timeoutMs: 300_000,
    ...answer,
  }
}

/** The transcript event that a command becomes. */
export function eventOf(command: ChatCommand, index: number): object {
  const event = { index, at: 1000 + index, commandId: command.id, party: visitor }
  switch (command.type) {
    case 'SendMessage':
      return { type: 'EventMessage', ...event, content: command.content }
    case 'SendNotice':
      return { type: 'EventNotice', ...event, notice: command.notice }
    case 'UpdateUserData':
      return { type: 'EventUserDataUpdated', ...event, userData: command.userData }
    case 'LeaveSession':
      return { type: 'EventSessionEnded', index, at: 1000 + index, commandId: command.id, reason: 'left' }
    default:
      throw new Error(`${command.type} becomes no event`)
  }
}

/** A message of the agent's. */
export const message = (index: number, text = `message ${index}`) => ({
  type: 'EventMessage' as const,
  index,
  at: 1000 + index,
  party: agent,
  content: { type: 'text' as const, text },
})
