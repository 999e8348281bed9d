import type { SessionListener, SessionStore } from '../../src/index.ts'

/** What a test does with what the back ends of a store hear of each other. */
export interface Hearing {
  /** From now on nobody hears anything. */
  deafen(): void
  /** Everybody hears again, and is told that they may have missed something. */
  undeafen(): void
  /** Tells nothing until the function that it returns is called; then all that has happened, in order. */
  hold(): () => void
  /** How many listen to a session. */
  listeners(sessionId: string): number
}

/** Connections to one store that hear what, and when, a test wants them to. */
export function heardAtWill() {
  const all = new Set<{ readonly sessionId: string; readonly listener: SessionListener }>()
  let isDeaf = false
  let held: (() => void)[] | undefined
  const deliver = (run: () => void) => {
    if (held) held.push(run)
    else if (!isDeaf) run()
  }
  const delivered = (listener: SessionListener): SessionListener => ({
    appended: (event) => deliver(() => listener.appended(event)),
    claimed: (claim) => deliver(() => listener.claimed(claim)),
    removed: () => deliver(() => listener.removed()),
    told: (message) => deliver(() => listener.told(message)),
    missed: () => deliver(() => listener.missed()),
  })
  const hearing: Hearing = {
    deafen: () => void (isDeaf = true),
    undeafen() {
      isDeaf = false
      for (const { listener } of all) deliver(() => listener.missed())
    },
    hold() {
      held = []
      return () => {
        for (const run of held?.splice(0) ?? []) run()
        held = undefined
      }
    },
    listeners: (sessionId) => [...all].filter((each) => each.sessionId === sessionId).length,
  }
  const connection = <Store extends SessionStore>(store: Store): Store => {
    const { bus } = store
    if (!bus) throw new Error('the store tells nobody')
    return {
      ...store,
      bus: {
        tell: (sessionId, message) => bus.tell(sessionId, message),
        listen(sessionId, listener) {
          const each = { sessionId, listener }
          const { ready, stop } = bus.listen(sessionId, delivered(listener))
          all.add(each)
          return {
            ready,
            stop() {
              all.delete(each)
              stop()
            },
          }
        },
      },
    }
  }
  return { ...hearing, connection }
}
