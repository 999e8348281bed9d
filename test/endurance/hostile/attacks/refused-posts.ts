import { count, type Attack } from '../attack.ts'
import { openPosts, postForEver, type Posted } from '../post.ts'

/** Posts that are refused: of an origin that is not allowed, too large, of a path that is not served. */
export const refusedPosts: Attack = ({ url, addresses }, achieved) => {
  const [address] = addresses
  const here = openPosts(url, address, 20)
  const elsewhere = openPosts(new URL('/nowhere', url).href, address, 10)
  const answered = ({ status }: Posted) => count(achieved, `answered ${status}`)
  const body = JSON.stringify([{ channel: '/flood', data: 'x'.repeat(10_000) }])
  postForEver(10, () => here(body, { origin: 'https://evil.example' }), answered)
  postForEver(5, () => here('x'.repeat(300_000)), answered)
  postForEver(5, () => here('x'), answered)
  postForEver(10, () => elsewhere(body), answered)
}
