import { WebSocket } from 'ws'
import { networkReason } from './network-reason.ts'
import { socketUrl } from './websocket-line.ts'

/** A WebSocket on which a case says exactly what it wants. */
export interface RawSocket {
  /** Each frame that came. */
  readonly frames: readonly string[]
  /** How it ended, or was refused. */
  readonly end: { readonly code: number; readonly text: string } | undefined
  send(frame: string | Uint8Array): void
  close(): void
}

export function openRawSocket(url: string, headers: Readonly<Record<string, string>> = {}): RawSocket {
  const frames: string[] = []
  const waiting: (string | Uint8Array)[] = []
  let end: RawSocket['end']
  const socket = new WebSocket(socketUrl(url), { headers })
  const finish = (code: number, text: string) => (end ??= { code, text })
  socket.on('open', () => waiting.splice(0).forEach((frame) => socket.send(frame)))
  socket.on('message', (data) => frames.push(String(data)))
  socket.on('unexpected-response', (_request, response) => {
    response.resume()
    finish(response.statusCode ?? 0, `refused with HTTP ${response.statusCode}`)
  })
  socket.on('error', (error) => finish(0, networkReason(error)))
  socket.on('close', (code, reason) => finish(code, `closed with ${code} ${String(reason)}`.trim()))
  return {
    frames,
    get end() {
      return end
    },
    send(frame) {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(frame)
      else if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    },
    close: () => socket.terminate(),
  }
}
