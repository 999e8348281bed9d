import { count, type Attack } from '../attack.ts'
import { commandOf, flood, openVisitor, reopening } from '../raw-socket.ts'

/** Notices made of thousands of empty objects: little as JSON, much as objects. */
export const tinyValues: Attack = (target, achieved) => {
  const data = Array.from({ length: 10_000 }, () => ({}))
  reopening(achieved, async (gone) => {
    const visitor = await openVisitor(target, { name: 'tiny', gone })
    const make = () => commandOf(visitor.clientId, { type: 'SendNotice', notice: { name: 'tiny', data } })
    flood(visitor, { make, written: (bytes) => count(achieved, 'bytes written', bytes), atOnce: 1 })
  })
}
