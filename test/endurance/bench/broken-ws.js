import { WebSocket } from 'ws'

/** Loaded before a process: ws cannot send in it. */
WebSocket.prototype.send = () => {
  throw new Error('broken')
}
