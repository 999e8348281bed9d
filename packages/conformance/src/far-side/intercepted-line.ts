import type { FrontAttachment, FrontLine } from './front.ts'

/** The line given to the back end. The far side can withhold events from it, add events to it, and close it. */
export interface InterceptedLine extends FrontLine {
  /** Known after its attach has been accepted. */
  readonly sessionId: string | undefined
  readonly isOpen: boolean
  drop(reason?: string): void
  /** The connection has ended. */
  lost(): void
  /** Returns the attachment for the front. */
  accepted(attachment: FrontAttachment, calls: AttachmentCalls): FrontAttachment
  /** Gives a command to the back end. */
  pass(command: unknown): Promise<void>
  deliverVerbatim(events: readonly unknown[]): Promise<void>
  /** Withholds this transcript event from now on, and calls `withheld` each time. */
  skip(index: number, withheld: () => void): void
  /** Delivers nothing to the page from now on. */
  mute(): void
}

/** What the front does with an attachment. */
export interface AttachmentCalls {
  /** The page has the answer. */
  confirmed(): void
  /** Called with each command of the page, in place of the back end. */
  receive(command: unknown): Promise<void>
}

export function createInterceptedLine(front: FrontLine): InterceptedLine {
  const skipped = new Map<unknown, () => void>()
  let state: 'attaching' | 'open' | 'muted' | 'closed' = 'attaching'
  let attachment: FrontAttachment | undefined
  const passes = (event: string) => {
    const withheld = skipped.get((JSON.parse(event) as { index?: unknown }).index)
    withheld?.()
    return withheld === undefined
  }

  return {
    get sessionId() {
      return attachment?.sessionId
    },
    get isOpen() {
      return state === 'open' || state === 'muted'
    },
    deliver(events) {
      const passing = state === 'muted' ? [] : events.filter(passes)
      return passing.length > 0 ? front.deliver(passing) : undefined
    },
    drop(reason = 'shutdown') {
      state = 'closed'
      front.drop(reason as never)
    },
    ...(front.signal && { signal: front.signal }),
    lost() {
      state = 'closed'
      attachment?.detach()
    },
    accepted(inner, { confirmed, receive }) {
      attachment = inner
      if (state === 'attaching') state = 'open'
      return {
        sessionId: inner.sessionId,
        start: () => inner.start(),
        confirm() {
          confirmed()
          inner.confirm?.()
        },
        receive,
        detach() {
          state = 'closed'
          inner.detach()
        },
      }
    },
    pass: async (command) => attachment?.receive(command),
    deliverVerbatim: async (events) => front.deliver(events.map((event) => JSON.stringify(event))),
    skip: (index, withheld) => void skipped.set(index, withheld),
    mute() {
      if (state === 'open') state = 'muted'
    },
  }
}
