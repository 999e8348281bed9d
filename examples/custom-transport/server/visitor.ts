import type { AttachContext, Attachment, AttachHandler, VisitorLine } from '@chat-transport/backend'

/** The transport of one visitor's line. */
export interface PageConnection {
  /** Writes texts in order. Never throws. Returns a promise while the connection is full; it also resolves when it is gone. */
  write(texts: readonly string[]): void | Promise<void>
  /** Closes the connection after everything is written. */
  end(): void
}

/** The page at the other end of a connection. Fronts call it; it keeps attach, events and commands in order. */
export interface Visitor {
  attach(command: unknown, context: AttachContext): Promise<void>
  /** Carries out a command after the earlier ones. If it returns a promise, read no more until that resolves. */
  receive(command: unknown): void | Promise<void>
  /** Whether such a promise is pending. A front that cannot stop reading refuses further commands. */
  readonly isFull: boolean
  /** The page has the answer to its attach. */
  confirm(): void
  /** The connection is gone. */
  leave(): void
}

/**
 *   attaching ──accepted──▶ attached ──left, dropped──▶ over
 *       └──refused, left, dropped──────────────────────▶ over
 *
 * `early` holds events that must not arrive before the answer.
 */
type State =
  | { readonly name: 'attaching'; readonly early: string[] }
  | { readonly name: 'attached'; readonly attachment: Attachment }
  | { readonly name: 'over' }

/** If more commands wait, the front has to stop reading. */
const mostWaiting = 16

/** Connects the page behind `connection` to the back end: sends the answer first, then events, and runs commands one by one. */
export function createVisitor(attachHandler: AttachHandler, connection: PageConnection): Visitor {
  let state: State = { name: 'attaching', early: [] }
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  let full: Promise<void> | undefined

  const current = () => state
  const line: VisitorLine = {
    deliver(events): void | Promise<void> {
      if (state.name === 'attached') return connection.write(events)
      if (state.name === 'attaching') state.early.push(...events)
    },
    drop() {
      state = { name: 'over' }
      connection.end()
    },
  }

  /** Waits for all commands, also those read before the front could stop. Otherwise the front would read on after each one. */
  async function allCarriedOut(): Promise<void> {
    while (waiting > 0) await last
  }

  return {
    attach(command, context) {
      return (last = attach())

      async function attach(): Promise<void> {
        const { answer, attachment } = await attachHandler.attach(command, line, context)
        const before = current()
        if (before.name !== 'attaching') return attachment?.detach()
        state = attachment ? { name: 'attached', attachment } : { name: 'over' }
        void connection.write([JSON.stringify(answer), ...before.early])
        if (attachment) attachment.start()
        else connection.end()
      }
    },
    receive(command): void | Promise<void> {
      waiting++
      last = last.then(async () => {
        if (state.name === 'attached') await state.attachment.receive(command)
        waiting--
      })
      // Usually no promise: the transport acknowledges a command before it is carried out (P30).
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
