import { createContext, useContext } from 'react'
import type { ChatStore } from './chat-store.ts'

export const ChatContext = createContext<ChatStore | undefined>(undefined)

/** The chat of the nearest provider. */
export function useChatStore(): ChatStore {
  const store = useContext(ChatContext)
  if (!store) throw new Error('no chat here: put a <ChatProvider chat={…}> around the component that calls this hook')
  return store
}
