import { frame, opcodes } from '../../clients/frame.ts'
import { openRawSocket } from '../../clients/raw-socket.ts'
import { count } from '../../support/counts.ts'
import type { Attack } from '../attack.ts'
import { openMany } from '../open-many.ts'

/** Sockets that make the server say close, and never answer it. */
export const unansweredCloses: Attack = ({ url, addresses: [address] }, achieved) => {
  openMany(achieved, ({ accepted, gone }) => {
    const opened = openRawSocket({ url, address }, gone)
    void opened.then((raw) => {
      accepted()
      count(achieved, 'sockets')
      raw.write(frame(opcodes.text, 'garbage'))
    })
  })
}
