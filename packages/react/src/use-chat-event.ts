import { useEffect, useRef } from 'react'
import type { EventHandler, SessionEventMap, SessionEventName } from '@chat-transport/core'
import { useChatStore } from './chat-context.ts'

/**
 * Calls `handler` for each event of the session, such as `messageReceived`, as `session.onMessageReceived` would: what an earlier page has
 * shown comes again, as `replayed`. Always calls the handler of the last render. For what happens, like a sound; what is shown comes
 * from the other hooks.
 */
export function useChatEvent<Name extends SessionEventName>(
  name: Name,
  handler: EventHandler<SessionEventMap[Name]>,
): void {
  const { on } = useChatStore()
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => on(name, (event) => latest.current(event)), [on, name])
}
