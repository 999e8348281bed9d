import { count, type Attack } from '../attack.ts'
import { commandOf, flood, openVisitor, reopening } from '../raw-socket.ts'

/** One visitor who gives its user data ever new names. */
export const userDataNames: Attack = (target, achieved) => {
  let name = 0
  const userData = () => Object.fromEntries(Array.from({ length: 2_000 }, () => [`n${(name += 1)}`, 0]))
  reopening(achieved, async (gone) => {
    const visitor = await openVisitor(target, { name: 'names', gone })
    const make = () => commandOf(visitor.clientId, { type: 'UpdateUserData', userData: userData() })
    flood(visitor, { make, written: () => count(achieved, 'names written', 2_000), atOnce: 1 })
  })
}
