import { commandOf } from '../../clients/bayeux-messages.ts'
import { openRawVisitor } from '../../clients/raw-visitor.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { flood, reopening } from '../flood.ts'

/** Notices made of thousands of empty objects: little as JSON, much as objects. */
export const tinyValues: Attack = ({ url, addresses: [address] }, achieved) => {
  const data = Array.from({ length: 10_000 }, () => ({}))
  reopening(achieved, async (gone) => {
    const visitor = await openRawVisitor({ url, address }, { gone })
    flood(visitor, {
      make: () => visitor.frameOf(commandOf({ type: 'SendNotice', notice: { name: 'tiny', data } })),
      written: (bytes) => count(achieved, 'bytes written', bytes),
      atOnce: 1,
    })
  })
}
