import type { AttachCommand, ChatCommand, OpenLink } from '@chat-transport/core'

/** A link over a plain WebSocket. Each frame is one JSON object, the attach first. An empty frame is a sign of life. */
export function webSocketLink(url: string): OpenLink {
  return async function webSocket(attach, line) {
    line.signal.throwIfAborted()
    const socket = new WebSocket(url)
    const send = (command: AttachCommand | ChatCommand) => socket.send(JSON.stringify(command))
    line.signal.addEventListener('abort', () => socket.close())
    socket.onmessage = ({ data }) => (data === '' ? line.alive() : line.received(data))
    const ended = ({ code, reason }: { readonly code: number; readonly reason: string }) =>
      line.lost(Object.assign(new Error(`the WebSocket was closed: ${code} ${reason}`), { code }))
    socket.onclose = ended
    await new Promise((resolve) => (socket.onopen = socket.onerror = resolve))
    // `close` follows an error, but not where a Content-Security-Policy forbids the address.
    if (socket.readyState === WebSocket.CLOSED) ended({ code: 1006, reason: '' })
    send(attach)
    return send
  }
}
