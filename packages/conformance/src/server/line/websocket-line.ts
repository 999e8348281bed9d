import { WebSocket } from 'ws'
import { openBayeuxLine, type BayeuxLine, type Carrier, type CarrierListener } from './bayeux-line.ts'
import { networkReason } from './network-reason.ts'
import { LineEnd, type JsonObject, type LineRequest } from './server-line.ts'

export const socketUrl = (url: string): string => url.replace(/^http/, 'ws')

/** A CometD line over a WebSocket. */
export function openWebSocketLine(url: string, request: LineRequest, handshake?: JsonObject): BayeuxLine {
  return openBayeuxLine({
    request,
    openCarrier: (listener) => socketCarrier(url, listener),
    ...(handshake && { handshake }),
  })
}

function socketCarrier(url: string, listener: CarrierListener): Carrier {
  const socket = new WebSocket(socketUrl(url))
  const waiting: string[] = []
  socket.on('open', () => waiting.splice(0).forEach((frame) => socket.send(frame)))
  socket.on('message', (data) => listener.received(String(data)))
  socket.on('unexpected-response', (_request, response) => {
    response.resume()
    listener.ended(new LineEnd(`the WebSocket was refused with HTTP ${response.statusCode}`, response.statusCode ?? 0))
  })
  socket.on('error', (error) => listener.ended(new LineEnd(`the WebSocket failed: ${networkReason(error)}`)))
  socket.on('close', (code, reason) =>
    listener.ended(new LineEnd(`the WebSocket was closed with ${code} ${String(reason)}`.trim(), code)),
  )
  return {
    connectionType: 'websocket',
    write(messages) {
      const frame = JSON.stringify(messages)
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(frame)
      else if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    },
    close: () => socket.terminate(),
  }
}
