import type { FrontAttachment, FrontLine } from './front.ts'

/** The line that the back end is given. The far side can hold back, add and cut what passes on it. */
export interface StageLine extends FrontLine {
  /** Known once its attach has been accepted. */
  readonly sessionId: string | undefined
  readonly isOpen: boolean
  drop(reason?: string): void
  /** The connection under it has ended. */
  lost(): void
  /** Returns the attachment for the front; `receive` is called with each command of the page. */
  accepted(attachment: FrontAttachment, receive: (command: unknown) => Promise<void>): FrontAttachment
  /** Gives a command to the back end. */
  pass(command: unknown): Promise<void>
  deliverVerbatim(events: readonly unknown[]): Promise<void>
  /** Holds this transcript event back from now on. */
  skip(index: number): void
  /** Delivers nothing to the page from now on. */
  mute(): void
}

export function createStageLine(front: FrontLine): StageLine {
  const skipped = new Set<unknown>()
  let state: 'attaching' | 'open' | 'muted' | 'closed' = 'attaching'
  let attachment: FrontAttachment | undefined
  const passes = (event: object) => !skipped.has((event as { index?: unknown }).index)
  const deliver = (events: readonly unknown[]) => front.deliver(events as readonly never[])

  return {
    get sessionId() {
      return attachment?.sessionId
    },
    get isOpen() {
      return state === 'open' || state === 'muted'
    },
    deliver(events) {
      const passing = state === 'muted' ? [] : events.filter(passes)
      return passing.length > 0 ? deliver(passing) : undefined
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
    accepted(inner, receive) {
      attachment = inner
      if (state === 'attaching') state = 'open'
      return {
        sessionId: inner.sessionId,
        start: () => inner.start(),
        confirm: () => inner.confirm?.(),
        receive,
        detach() {
          state = 'closed'
          inner.detach()
        },
      }
    },
    pass: async (command) => attachment?.receive(command),
    deliverVerbatim: async (events) => deliver(events),
    skip: (index) => void skipped.add(index),
    mute() {
      if (state === 'open') state = 'muted'
    },
  }
}
