import { count, type Attack } from '../attack.ts'
import { openPosts, postForEver } from '../post.ts'
import { startOf } from '../raw-socket.ts'

/** Starts with 30 kB of user data that nobody confirms, over ten connections. */
export const largeStarts: Attack = ({ url, addresses }, achieved) => {
  const userData = { filler: 'x'.repeat(30_000) }
  const post = openPosts(url, addresses[0], 10)
  postForEver(
    10,
    () => post(JSON.stringify([startOf('large', { userData }).handshake])),
    ({ status, text }) => count(achieved, text.includes('EventAttached') ? 'started' : `refused (${status})`),
  )
}
