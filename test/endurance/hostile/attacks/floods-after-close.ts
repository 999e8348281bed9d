import { count, type Attack } from '../attack.ts'
import { flood, frame, openRawSocket, reopening } from '../raw-socket.ts'

/** Sockets that make the server say close, and send on as if nothing had been said. */
export const floodsAfterClose: Attack = (target, achieved) => {
  const bytes = Buffer.concat(Array.from({ length: 2_000 }, () => frame(1, '[{"channel":"/flood"}]')))
  for (let number = 0; number < 4; number++)
    reopening(achieved, async (gone) => {
      const raw = await openRawSocket(target, { gone })
      raw.write(frame(1, 'garbage'))
      flood(raw, { make: () => bytes, written: (more) => count(achieved, 'bytes written', more), atOnce: 4 })
    })
}
