import { useSyncExternalStore } from 'react'
import { useChatStore } from './chat-context.ts'
import type { ChatHandle } from './chat-handle.ts'

/**
 * The session at hand, how it is, and what can be done with it. Renders again only when `session`, `status`, `error` or `ended` changes, not
 * with each message; the functions are always the same.
 */
export function useChat(): ChatHandle {
  const { subscribe, handle, handleAtFirst } = useChatStore()
  return useSyncExternalStore(subscribe, handle, handleAtFirst)
}
