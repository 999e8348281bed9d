import type { AttachCommand, ChatCommand, EventAttached, EventError, EventMessage, OpenLink } from '../../src/index.ts'

/** The far side of one dial: what it was told, and the verbs it answers with. */
export interface Dial {
  readonly attach: AttachCommand
  /** The commands it received, in order. */
  readonly commands: readonly ChatCommand[]
  /** Whether this side has hung up, and why. */
  readonly hungUp: boolean
  readonly hangUpReason: unknown
  /** Accepts the attach. Returns the event, to compare with what is handed on. */
  answer(fields?: Partial<EventAttached>): EventAttached
  /** Refuses the attach, with fields of the server's own. */
  refuse(code: number, fields?: object): EventError
  /** Sends anything at all, as it is. */
  event(event: unknown): void
  /** Sends the transcript event with this index. */
  message(index: number, commandId?: string): EventMessage
  messages(...indices: readonly number[]): void
  /** Sends an error of the server. */
  error(code: number, commandId?: string): EventError
  /** Says that another page holds the session now. */
  take(): void
  /** Sends the end of the session. */
  end(index: number, commandId?: string): void
  /** Gives a sign of life that is no event. */
  beat(): void
  /** A piece of something larger comes. */
  part(): void
  drop(cause?: unknown): void
  /** Lets the link's own promise resolve, or reject. */
  open(): void
  failToOpen(cause: unknown): void
  /** Acknowledges every command written so far. */
  acknowledge(): void
  failToWrite(cause: unknown): void
}

export interface ScriptedLink {
  readonly open: OpenLink
  readonly dials: readonly Dial[]
  /** The newest dial. */
  readonly dial: Dial
}

export interface Script {
  /** What the link's function is called. @default 'scripted' */
  readonly name?: string
  /** How the link behaves: whether its own promise waits for `dial.open()`. @default false */
  readonly opensWhenTold?: boolean
  /** Whether commands wait for `dial.acknowledge()`; else writing returns nothing. @default false */
  readonly acknowledges?: boolean
  /** What the far side does at once, from inside the dial. */
  readonly meet?: (dial: Dial, number: number) => void
  /** What the far side does at once with each command, from inside the write. */
  readonly take?: (command: ChatCommand, dial: Dial) => void
}

interface Waiting {
  resolve(): void
  reject(cause: unknown): void
}

/** A link whose far side is driven by the test. */
export function scriptedLink(script: Script = {}): ScriptedLink {
  const { name = 'scripted', opensWhenTold = false, acknowledges = false, meet, take } = script
  const dials: Dial[] = []

  const open: OpenLink = (attach, line) => {
    const commands: ChatCommand[] = []
    const unacknowledged: Waiting[] = []
    const { promise: opened, ...opening } = waiting()
    const say = <Event>(event: Event): Event => {
      line.received(event)
      return event
    }
    const dial: Dial = {
      attach,
      commands,
      get hungUp() {
        return line.signal.aborted
      },
      get hangUpReason(): unknown {
        return line.signal.reason
      },
      answer: (fields) => say({ ...attached(attach), ...fields }),
      refuse: (code, fields) => say({ ...errorEvent(code, attach.id), ...fields }),
      event: say,
      message: (index, commandId) => say(message(index, commandId)),
      messages: (...indices) => indices.forEach((index) => say(message(index))),
      error: (code, commandId) => say(errorEvent(code, commandId)),
      take: () => void say({ type: 'EventSessionTaken' }),
      end: (index, commandId) =>
        void say({ type: 'EventSessionEnded', index, at: index, reason: 'left', ...(commandId && { commandId }) }),
      beat: () => line.alive(),
      part: () => line.alive('part'),
      drop: (cause = new Error('dropped')) => line.lost(cause),
      open: opening.resolve,
      failToOpen: opening.reject,
      acknowledge: () => unacknowledged.splice(0).forEach(({ resolve }) => resolve()),
      failToWrite: (cause) => unacknowledged.splice(0).forEach(({ reject }) => reject(cause)),
    }
    const send = (command: ChatCommand) => {
      commands.push(command)
      take?.(command, dial)
      if (!acknowledges) return undefined
      const { promise, ...acknowledgement } = waiting()
      unacknowledged.push(acknowledgement)
      return promise
    }
    dials.push(dial)
    meet?.(dial, dials.length)
    return opensWhenTold ? opened.then(() => send) : send
  }

  return {
    open: Object.defineProperty(open, 'name', { value: name }),
    dials,
    get dial() {
      const newest = dials.at(-1)
      if (!newest) throw new Error('nothing has been dialed yet')
      return newest
    },
  }
}

export function attached({ id, ...attach }: AttachCommand): EventAttached {
  return {
    type: 'EventAttached',
    commandId: id,
    sessionId: 'sessionId' in attach ? attach.sessionId : 'session-1',
    party: { id: 'visitor', name: 'Ada', type: 'client' },
    first: 1,
    head: 'after' in attach ? attach.after : 0,
    reads: [],
    limits: { maxMessageBytes: 8192, commandsPerSecond: 10 },
    timeoutMs: 300_000,
  }
}

export function message(index: number, commandId?: string): EventMessage {
  return {
    type: 'EventMessage',
    index,
    at: index,
    party: { id: 'agent', name: 'Bob', type: 'agent' },
    content: { type: 'text', text: `message ${index}` },
    ...(commandId !== undefined && { commandId }),
  }
}

export function errorEvent(code: number, commandId?: string): EventError {
  return {
    type: 'EventError',
    error: { code, description: `error ${code}` },
    ...(commandId !== undefined && { commandId }),
  }
}

function waiting(): Waiting & { readonly promise: Promise<void> } {
  let resolve: () => void = () => undefined
  let reject: (cause: unknown) => void = () => undefined
  const promise = new Promise<void>((resolveIt, rejectIt) => {
    resolve = resolveIt
    reject = rejectIt
  })
  promise.catch(() => undefined) // a test may let it fail when nobody waits for it any more
  return { promise, resolve, reject }
}
