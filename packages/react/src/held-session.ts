import { canSend, ChatError, ErrorCode } from '@chat-transport/core'
import type { Chat, ChatSession, OpenOptions, SessionEnded, StartRequest } from '@chat-transport/core'
import { createSessionHandlers } from './session-handlers.ts'

interface Told {
  readonly error?: ChatError | undefined
  readonly ended?: SessionEnded | undefined
}
/** `unopened`: as nobody has opened it yet, or after it was let go of. `none`: nothing is stored that could be restored. */
type State = Told &
  (
    | { readonly name: 'unopened' | 'none' }
    | { readonly name: 'restoring'; readonly scope: AbortController }
    | { readonly name: 'held'; readonly session: ChatSession }
  )

/** The session of a chat that is at hand in this page, and what has been told of it. `changed` is called when anything of it has changed. */
export function createHeldSession(chat: Chat, changed: () => void) {
  const handlers = createSessionHandlers()
  let state: State = { name: 'unopened' }

  const become = (next: State) => {
    state = next
    changed()
  }
  const session = () => (state.name === 'held' ? state.session : undefined)
  const hold = (opened: ChatSession) => {
    become({ name: 'held', session: opened })
    handlers.moveTo(opened)
  }
  const giveUpRestoring = () => state.name === 'restoring' && state.scope.abort()

  handlers.on('changed', changed)
  handlers.on('error', (event) => {
    const isNews = event.error.code !== ErrorCode.connectionInterrupted // The status says so.
    if (isNews) become({ ...state, error: ChatError.fromEvent(event) })
  })
  handlers.on('sessionEnded', (ended) => become({ ...state, ended }))

  return {
    on: handlers.on,
    session,
    state: () => state,
    dismissError: () => become({ ...state, error: undefined }),
    /** Gives the session at hand, or opens one. */
    open(request: StartRequest | undefined, options: OpenOptions): ChatSession {
      const live = session()
      if (live && canSend(live)) return live
      giveUpRestoring()
      const opened = chat.openSession(request, options)
      hold(opened)
      return opened
    },
    /** Shows what is stored, and starts nothing. */
    restore(last: number | undefined): void {
      const scope = new AbortController()
      const { signal } = scope
      become({ name: 'restoring', scope })
      const found = (restored: ChatSession | null) => {
        if (signal.aborted) void restored?.detach()
        else if (restored) hold(restored)
        else become({ name: 'none' })
      }
      const failed = (error: unknown) => {
        const isOfChat = ChatError.is(error)
        if (!signal.aborted) become({ name: 'none', ...(isOfChat && { error }) })
        if (!isOfChat && !isAbort(error)) throw error // A mistake of the page: it has opened a session beside this.
      }
      void chat.restoreSession({ last, signal }).then(found, failed)
    },
    /** Lets go of it. The next `open()` or `restore()` comes back to it. */
    release(): void {
      if (state.name === 'unopened') return
      giveUpRestoring()
      handlers.moveTo(undefined)
      void session()?.detach()
      become({ name: 'unopened' })
    },
  }
}

const isAbort = (error: unknown) => error instanceof Object && 'name' in error && error.name === 'AbortError'
