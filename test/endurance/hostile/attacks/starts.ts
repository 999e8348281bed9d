import { count, type Attack } from '../attack.ts'
import { openPosts, postForEver } from '../post.ts'
import { startOf } from '../raw-socket.ts'

/** Starts and nothing else, from each address over three connections. */
export const starts: Attack = ({ url, addresses }, achieved) => {
  for (const address of addresses) {
    const post = openPosts(url, address, 3)
    postForEver(
      3,
      () => post(JSON.stringify([startOf('start').handshake])),
      ({ status, text }) => count(achieved, text.includes('EventAttached') ? 'started' : `refused (${status})`),
    )
  }
}
