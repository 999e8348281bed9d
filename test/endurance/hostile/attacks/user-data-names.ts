import { commandOf } from '../../clients/bayeux-messages.ts'
import { openRawVisitor } from '../../clients/raw-visitor.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { flood, reopening } from '../flood.ts'

const namesAtOnce = 2_000

/** One visitor who gives its user data ever new names. */
export const userDataNames: Attack = ({ url, addresses: [address] }, achieved) => {
  let names = 0
  const userData = () => Object.fromEntries(Array.from({ length: namesAtOnce }, () => [`n${(names += 1)}`, 0]))
  reopening(achieved, async (gone) => {
    const visitor = await openRawVisitor({ url, address }, { gone })
    flood(visitor, {
      make: () => visitor.frameOf(commandOf({ type: 'UpdateUserData', userData: userData() })),
      written: () => count(achieved, 'names written', namesAtOnce),
      atOnce: 1,
    })
  })
}
