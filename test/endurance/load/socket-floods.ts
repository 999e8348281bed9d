import type { RawSocket } from '../clients/raw-socket.ts'
import type { Flooder } from './flooder.ts'

/** Writes frames to a socket, `mostFrames` of them at most. */
export function floodSocket({ socket, write }: RawSocket, makeFrame: () => Buffer, mostFrames: number): Flooder {
  let sent = 0
  const burst = () => {
    if (sent >= mostFrames || !socket.writable) return
    for (let frames = 0; frames < 200 && write(makeFrame()); frames++) sent += 1
    setTimeout(burst, 5)
  }
  burst()
  return {
    get sent() {
      return sent
    },
    stop: () => void socket.destroy(),
  }
}
