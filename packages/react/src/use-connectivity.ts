import { useSyncExternalStore } from 'react'
import { useChatStore } from './chat-context.ts'
import { type ChatConnectivity, unknownConnectivity } from './connectivity.ts'

/** The state of the line, since when, and when the next attempt is. Renders again only when that changes. */
export function useConnectivity(): ChatConnectivity {
  const { subscribe, connectivity } = useChatStore()
  return useSyncExternalStore(subscribe, connectivity, () => unknownConnectivity)
}
