import type { AttachCommand, ChatCommand, CloseReason, LinkLine, LineSignal, SendCommand } from '@chat-transport/core'
import type { CaseContext } from '../case/conformance-case.ts'
import { must } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'

/** A link that the kit holds in place of `linkedTransport`. */
export interface HeldLine {
  readonly attach: AttachCommand
  /** Everything received, text parsed. */
  readonly received: readonly unknown[]
  /** Whether the link has said so, has thrown, or has rejected. */
  readonly isLost: boolean
  /** Waits for the answer to the attach. */
  answer(): Promise<object>
  /** Waits for the link to be open. */
  open(): Promise<void>
  /** Gives one command to the link, at once. */
  write(command: ChatCommand): void
  abort(reason?: CloseReason | Error): void
}

export interface HeldLineOptions {
  /** The signal has aborted before the link is opened. */
  readonly aborted?: boolean
  /** Called inside the link's call of `received`. */
  readonly react?: (event: unknown, line: HeldLine) => void
}

/** Opens a link on a line of the kit. The line is aborted when the case ends. */
export function holdLine(context: CaseContext, attach: AttachCommand, options: HeldLineOptions = {}): HeldLine {
  const { trace } = context
  const name = context.nameFor('line')
  const scope = new AbortController()
  const received: unknown[] = []
  let put: SendCommand | undefined
  let state: 'open' | 'lost' | 'aborted' = 'open'

  const lost = (cause: unknown) => {
    if (state !== 'open') return
    state = 'lost'
    trace.note(name, 'is said to be lost:', cause)
  }
  const line: LinkLine = {
    received(data) {
      if (state !== 'open') return
      const event = parsed(data)
      received.push(event)
      trace.note(name, 'received', event)
      options.react?.(event, held)
    },
    alive: () => undefined,
    lost,
    signal: scope.signal as LineSignal,
  }
  const held: HeldLine = {
    attach,
    received,
    get isLost() {
      return state === 'lost'
    },
    answer: () => context.until(`${name} has the answer to its attach`, () => answerTo(attach, received)),
    open: async () => void (await context.until(`${name} is open`, () => put)),
    write(command) {
      must(put, `${name} is not open`)
      trace.note(name, 'is given', command)
      attempt(() => put?.(structuredClone(command)), lost)
    },
    abort(reason = 'detached') {
      if (state === 'aborted') return
      state = 'aborted'
      trace.note(name, 'is aborted:', reason)
      scope.abort(reason)
    },
  }
  context.onEnd(() => held.abort())
  if (options.aborted) held.abort()
  trace.note(name, 'is opened with', attach)
  attempt(async () => {
    put = await context.open(structuredClone(attach), line) // a copy, so that changes in place are seen
    trace.note(name, 'is open')
  }, lost)
  return held
}

/** Runs what may throw or reject; both mean the same. */
function attempt(run: () => void | Promise<void>, failed: (cause: unknown) => void): void {
  try {
    Promise.resolve(run()).catch(failed)
  } catch (cause) {
    failed(cause)
  }
}

function answerTo({ id }: AttachCommand, received: readonly unknown[]): object | undefined {
  return received.find(
    (event): event is object =>
      (event as { commandId?: unknown } | null)?.commandId === id &&
      ['EventAttached', 'EventError', 'EventSessionTaken'].includes(String(typeOf(event))),
  )
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data // no JSON: the link must hand it on unchanged
  }
}
