import { openPosts, postForEver, type Posted } from '../../clients/posts.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'

/** Posts that are refused: of an origin that is not allowed, too large, invalid, of a path that is not served. */
export const refusedPosts: Attack = ({ url, addresses: [address] }, achieved) => {
  const chat = openPosts({ url, address }, 20)
  const nowhere = openPosts({ url: new URL('/nowhere', url).href, address }, 10)
  const answered = ({ status }: Posted) => count(achieved, `answered ${status}`)
  const body = JSON.stringify([{ channel: '/flood', data: 'x'.repeat(10_000) }])
  postForEver(10, () => chat.post(body, { origin: 'https://evil.example' }), answered)
  postForEver(5, () => chat.post('x'.repeat(300_000)), answered)
  postForEver(5, () => chat.post('x'), answered)
  postForEver(10, () => nowhere.post(body), answered)
}
