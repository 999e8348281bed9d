import type { OpenLink } from '@chat-transport/core'

/** A link over a plain WebSocket: one JSON object a frame, the attach first. An empty frame is the sign of life. */
export const webSocketLink =
  (url: string): OpenLink =>
  (attach, line) => {
    line.signal.throwIfAborted()
    const socket = new WebSocket(url)
    line.signal.addEventListener('abort', () => socket.close())
    socket.onmessage = ({ data }) => (data === '' ? line.alive() : line.received(data))
    socket.onerror = () => line.lost(new Error('the WebSocket failed'))
    socket.onclose = ({ code, reason }) => line.lost(new Error(`the WebSocket was closed: ${code} ${reason}`))
    return new Promise((resolve) => {
      socket.onopen = () => (
        socket.send(JSON.stringify(attach)),
        resolve((command) => socket.send(JSON.stringify(command)))
      )
    })
  }
