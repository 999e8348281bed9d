import { frame, opcodes } from '../../clients/frame.ts'
import { openRawSocket } from '../../clients/raw-socket.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { flood, reopening } from '../flood.ts'

/** Sockets that make the server say close, and send on as if nothing had been said. */
export const floodsAfterClose: Attack = ({ url, addresses: [address] }, achieved) => {
  const bytes = Buffer.concat(Array.from({ length: 2_000 }, () => frame(opcodes.text, '[{"channel":"/flood"}]')))
  for (let number = 0; number < 4; number++)
    reopening(achieved, async (gone) => {
      const raw = await openRawSocket({ url, address }, gone)
      raw.write(frame(opcodes.text, 'garbage'))
      flood(raw, { make: () => bytes, written: (more) => count(achieved, 'bytes written', more), atOnce: 4 })
    })
}
