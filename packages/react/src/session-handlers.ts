import type { ChatSession, EventHandler, SessionEventMap, SessionEventName } from '@chat-transport/core'

interface Registration {
  register(session: ChatSession): () => void
  remove(): void
}

/** Handlers that move along from one session to the next. One that is there before a session misses nothing of it. */
export function createSessionHandlers() {
  const registrations = new Set<Registration>()
  let at: ChatSession | undefined

  return {
    on<Name extends SessionEventName>(name: Name, handler: EventHandler<SessionEventMap[Name]>): () => void {
      const register = (session: ChatSession) => registering(session, name)(handler)
      const registration: Registration = { register, remove: at ? register(at) : nothing }
      registrations.add(registration)
      return () => {
        registration.remove()
        registrations.delete(registration)
      }
    },
    moveTo(session: ChatSession | undefined): void {
      at = session
      for (const registration of registrations) {
        registration.remove()
        registration.remove = session ? registration.register(session) : nothing
      }
    },
  }
}

const nothing = () => undefined

/** `session.onTyping` for `typing`, and so on. */
const registering = <Name extends SessionEventName>(session: ChatSession, name: Name) =>
  session[`on${name[0]?.toUpperCase()}${name.slice(1)}` as keyof ChatSession] as (
    handler: EventHandler<SessionEventMap[Name]>,
  ) => () => void
