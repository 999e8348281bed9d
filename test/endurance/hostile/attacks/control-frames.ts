import { count, type Attack } from '../attack.ts'
import { flood, frame, opcodes, openVisitor, reopening } from '../raw-socket.ts'

/** Visitors who send nothing but pongs, or nothing but pings. */
export const controlFrames: Attack = (target, achieved) => {
  for (const name of ['pong', 'ping', 'pong', 'ping'] as const) {
    const bytes = Buffer.concat(Array.from({ length: 5_000 }, () => frame(opcodes[name])))
    reopening(achieved, async (gone) => {
      const visitor = await openVisitor(target, { name, gone })
      flood(visitor, { make: () => bytes, written: (more) => count(achieved, `bytes of ${name}s`, more), atOnce: 4 })
    })
  }
}
