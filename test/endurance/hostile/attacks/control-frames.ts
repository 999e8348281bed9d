import { frame, opcodes } from '../../clients/frame.ts'
import { openRawVisitor } from '../../clients/raw-visitor.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { flood, reopening } from '../flood.ts'

/** Visitors who send nothing but pongs, or nothing but pings. */
export const controlFrames: Attack = ({ url, addresses: [address] }, achieved) => {
  for (const name of ['pong', 'ping', 'pong', 'ping'] as const) {
    const bytes = Buffer.concat(Array.from({ length: 5_000 }, () => frame(opcodes[name])))
    reopening(achieved, async (gone) => {
      const visitor = await openRawVisitor({ url, address }, { gone })
      flood(visitor, { make: () => bytes, written: (more) => count(achieved, `bytes of ${name}s`, more), atOnce: 4 })
    })
  }
}
