import type { AttachCommand, ChatCommand, OpenLink } from '@chat-transport/core'

/** A link over a plain WebSocket. Each frame is one JSON object, the attach first. An empty frame is a sign of life. */
export function webSocketLink(url: string): OpenLink {
  return async function webSocket(attach, line) {
    line.signal.throwIfAborted()
    const socket = new WebSocket(url)
    const send = (command: AttachCommand | ChatCommand) => socket.send(JSON.stringify(command))
    line.signal.addEventListener('abort', () => socket.close())
    socket.onmessage = ({ data }) => (data === '' ? line.alive() : line.received(data))
    socket.onclose = ({ code, reason }) =>
      line.lost(Object.assign(new Error(`the WebSocket was closed: ${code} ${reason}`), { code }))
    await new Promise((resolve) => (socket.onopen = socket.onerror = resolve)) // after an error, `onclose` reports the end
    send(attach)
    return send
  }
}
