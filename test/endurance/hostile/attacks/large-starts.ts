import type { Attack } from '../attack.ts'
import { postStarts } from '../post-starts.ts'

/** Starts with 30 kB of user data that nobody confirms, over ten connections. */
export const largeStarts: Attack = ({ url, addresses: [address] }, achieved) => {
  postStarts({ url, address }, { connections: 10, userData: { filler: 'x'.repeat(30_000) } }, achieved)
}
