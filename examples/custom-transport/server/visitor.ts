import type { AttachContext, Attachment, VisitorEntrance, VisitorLine } from '@chat-transport/backend'

/** What carries one visitor's line. */
export interface Wire {
  /** Puts texts on the wire, in order; never throws. A promise: it is full, and resolves when there is room, or no wire. */
  write(texts: readonly string[]): void | Promise<void>
  /** Ends the wire, once what was written is out. */
  end(): void
}

/** The page at the other end of a wire, as a front handles it. What it may do in which order is seen to here. */
export interface Visitor {
  attach(command: unknown, context: AttachContext): Promise<void>
  /** Takes a command; it is carried out after those before it. A promise: read nothing more until it resolves. */
  receive(command: unknown): void | Promise<void>
  /** Such a promise is pending. A front that cannot stop reading refuses what comes now. */
  readonly isFull: boolean
  /** The page has the answer to its attach. */
  confirm(): void
  /** The wire is gone. */
  leave(): void
}

/**
 *   attaching ──accepted──▶ attached ──left, dropped──▶ over
 *       └──refused, left, dropped──────────────────────▶ over
 *
 * `early` is what must not overtake the answer.
 */
type State =
  | { readonly name: 'attaching'; readonly early: object[] }
  | { readonly name: 'attached'; readonly attachment: Attachment }
  | { readonly name: 'over' }

/** At most this many commands may wait for their turn before the front has to stop reading. */
const mostWaiting = 16

/** Brings the page behind `wire` to the back end: the answer first, then the events; commands one after another. */
export function createVisitor(entrance: VisitorEntrance, wire: Wire): Visitor {
  let state: State = { name: 'attaching', early: [] }
  let taken: Promise<void> = Promise.resolve()
  let waiting = 0
  let full: Promise<void> | undefined

  const current = () => state
  const write = (events: readonly object[]) => wire.write(events.map((event) => JSON.stringify(event)))
  const line: VisitorLine = {
    deliver(events): void | Promise<void> {
      if (state.name === 'attached') return write(events)
      if (state.name === 'attaching') state.early.push(...events)
    },
    drop() {
      state = { name: 'over' }
      wire.end()
    },
  }

  /** What was read ahead before the front could stop counts too; else each command carried out would let it read more. */
  async function allCarriedOut(): Promise<void> {
    while (waiting > 0) await taken
  }

  return {
    attach(command, context) {
      return (taken = attach())

      async function attach(): Promise<void> {
        const { answer, attachment } = await entrance.attach(command, line, context)
        const before = current()
        if (before.name !== 'attaching') return attachment?.detach()
        state = attachment ? { name: 'attached', attachment } : { name: 'over' }
        void write([answer, ...before.early])
        if (attachment) attachment.start()
        else wire.end()
      }
    },
    receive(command): void | Promise<void> {
      waiting++
      taken = taken.then(async () => {
        if (state.name === 'attached') await state.attachment.receive(command)
        waiting--
      })
      // Not at every command: the transport's acknowledgement waits for none to be carried out (P30).
      if (waiting > mostWaiting) full ??= allCarriedOut().finally(() => (full = undefined))
      return full
    },
    get isFull() {
      return full !== undefined
    },
    confirm() {
      if (state.name === 'attached') state.attachment.confirm()
    },
    leave() {
      const before = state
      state = { name: 'over' }
      if (before.name === 'attached') before.attachment.detach()
    },
  }
}
