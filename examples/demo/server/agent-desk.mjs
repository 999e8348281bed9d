import { seatAt } from './seat.mjs'

const keptAfterEndMs = 60_000
/** The desk keeps this many chats. For a further one it gives up the oldest. */
const mostChats = 50

/**
 * Decides who answers the chats: Grace, while somebody at the console has joined, and the bot otherwise. Publishes a session
 * as the console shows it whenever something in it changes.
 *
 * @param {(event: object) => void} publish
 */
export function createAgentDesk(publish) {
  /** @type {Map<string, ReturnType<typeof seatAt>>} the oldest first */
  const seats = new Map()

  const forget = (id) => {
    if (!seats.delete(id)) return
    publish({ type: 'sessions-gone', ids: [id] })
  }

  const seat = (id) => {
    const found = seats.get(id)
    if (!found) throw new Error('This chat is not known any more')
    return found
  }

  /** Gives up the oldest chat, if possible one that is over. */
  const makeRoom = () => {
    if (seats.size < mostChats) return
    const all = [...seats]
    const [id, given] = all.find(([, each]) => each.isOver) ?? all[0]
    given.close()
    forget(id)
    if (!given.isOver) given.end(`the demo keeps ${mostChats} chats, and this was the oldest`).catch(ignoreEnded)
  }

  return {
    snapshot: () => [...seats.values()].map((each) => ({ type: 'session', session: each.view() })),
    /** Takes on a session whose visitor has connected. */
    take(session) {
      makeRoom()
      const changed = () => {
        const known = seats.get(session.id)
        if (known) publish({ type: 'session', session: known.view() })
      }
      seats.set(session.id, seatAt(session, changed))
      session.onEnded(({ event }) => {
        seats.get(session.id)?.close()
        if (!event) return forget(session.id)
        setTimeout(() => forget(session.id), keptAfterEndMs).unref()
      })
      changed()
    },
    forgetAll() {
      for (const [id, each] of seats) {
        each.close()
        forget(id)
      }
    },
    seat,
  }
}

/** The chat has ended by itself in the meantime. */
function ignoreEnded() {}
