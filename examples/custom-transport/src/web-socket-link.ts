import type { AttachCommand, ChatCommand, OpenLink } from '@chat-transport/core'

/** A link over a plain WebSocket: one JSON object a frame, the attach first. An empty frame is the sign of life. */
export function webSocketLink(url: string): OpenLink {
  return async (attach, line) => {
    line.signal.throwIfAborted()
    const socket = new WebSocket(url)
    const send = (command: AttachCommand | ChatCommand) => socket.send(JSON.stringify(command))
    line.signal.addEventListener('abort', () => socket.close())
    socket.onmessage = ({ data }) => (data === '' ? line.alive() : line.received(data))
    socket.onclose = ({ code, reason }) => line.lost(new Error(`the WebSocket was closed: ${code} ${reason}`))
    await new Promise((resolve) => (socket.onopen = socket.onerror = resolve)) // an error closes it, which is told above
    send(attach)
    return send
  }
}
