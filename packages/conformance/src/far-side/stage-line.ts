import type { FrontAttachment, FrontLine } from './front.ts'

/** A line to the page as the back end is given it, with the far side's hand on what passes. */
export interface StageLine extends FrontLine {
  /** Known once its attach has been accepted. */
  readonly sessionId: string | undefined
  readonly isOpen: boolean
  drop(reason?: string): void
  /** The connection under it is gone. */
  lost(): void
  /** What the front is given as the attachment; `receive` takes what the page sends. */
  accepted(attachment: FrontAttachment, receive: (command: unknown) => Promise<void>): FrontAttachment
  /** Hands a command to the back end. */
  pass(command: unknown): Promise<void>
  deliverVerbatim(events: readonly unknown[]): Promise<void>
  /** From now on this transcript event does not pass. */
  skip(index: number): void
  /** From now on nothing passes down. */
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
