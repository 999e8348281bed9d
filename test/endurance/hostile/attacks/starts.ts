import type { Attack } from '../attack.ts'
import { postStarts } from '../post-starts.ts'

/** Starts that nobody confirms, from each address over three connections. */
export const starts: Attack = ({ url, addresses }, achieved) => {
  for (const address of addresses) postStarts({ url, address }, { connections: 3, userData: {} }, achieved)
}
