import { callHandler, type Chat, type OpenOptions, type StartRequest } from '@chat-transport/core'
import type { ChatActions, ChatHandle, ChatStatus } from './chat-handle.ts'
import { followConnectivity } from './connectivity.ts'
import { createHeldSession } from './held-session.ts'

/** How a provider opens its chat. */
export interface ChatSettings {
  readonly request: StartRequest | undefined
  readonly autoOpen: boolean | 'stored'
  readonly openOptions: OpenOptions
}

/**
 * The session that the providers of one chat share, and what React reads of it. It is let go of when the last of them has gone, and not
 * at once: what React takes away and puts back in one go (StrictMode, a new key, hot reload) keeps its session.
 */
export function createChatStore(chat: Chat, initial: ChatSettings) {
  const listeners = new Set<() => void>()
  const notify = () => listeners.forEach((listener) => callHandler(listener, undefined))
  const connectivity = followConnectivity(chat, notify)
  const held = createHeldSession(chat, notify)
  const { session } = held
  let settings = initial
  let mounts = 0

  const releaseUnlessMounted = () =>
    void Promise.resolve().then(() => {
      if (mounts === 0) held.release()
    })
  const open = (request = settings.request) => {
    releaseUnlessMounted() // A component's effect runs before that of its provider; a late callback, after the last one has gone.
    return held.open(request, settings.openOptions)
  }
  const sessionToSpeakIn = () => session() ?? open()

  const actions: ChatActions = {
    open,
    send: (message) => sessionToSpeakIn().sendMessage(message),
    sendTyping: (typed) => session()?.sendTyping(typed),
    retry: (key) => sessionToSpeakIn().retry(key),
    discard: (key) => session()?.discard(key),
    leave: () => session()?.leave() ?? Promise.resolve(),
    dismissError: held.dismissError,
  }
  const status = (): ChatStatus => {
    const state = held.state()
    if (state.name === 'held') return state.session.status
    return state.name === 'restoring' || (state.name === 'unopened' && settings.autoOpen) ? 'connecting' : 'idle'
  }
  const now = () => {
    const { error, ended } = held.state()
    return { session: session(), status: status(), error, ended }
  }
  const handleAtFirst: ChatHandle = { chat, ...actions, ...now() }
  let latest = handleAtFirst

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    on: held.on,
    session,
    connectivity,
    /** The same object until something of it changes. */
    handle(): ChatHandle {
      const current = now()
      const isSame = Object.entries(current).every(([name, value]) => latest[name as keyof ChatHandle] === value)
      if (!isSame) latest = { ...latest, ...current }
      return latest
    },
    /** For a server, and for the page's first render, which must show the same. */
    handleAtFirst: () => handleAtFirst,
    configure(next: ChatSettings): void {
      settings = next
    },
    /** A provider has come; returns what is to be called when it goes. */
    mount(): () => void {
      mounts++
      if (held.state().name === 'unopened') autoOpen()
      return () => {
        mounts--
        releaseUnlessMounted()
      }
    },
  }

  function autoOpen(): void {
    if (settings.autoOpen === 'stored') held.restore(settings.openOptions.last)
    else if (settings.autoOpen) open()
  }
}
export type ChatStore = ReturnType<typeof createChatStore>

const stores = new WeakMap<Chat, ChatStore>()

/** The store of a chat, the same for all its providers: a chat has one session at a time. */
export function storeOf(chat: Chat, settings: ChatSettings): ChatStore {
  const store = stores.get(chat) ?? createChatStore(chat, settings)
  stores.set(chat, store)
  return store
}
