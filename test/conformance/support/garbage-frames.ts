/** What carries a line: one WebSocket, or HTTP requests one after another. */
export type Carrier = 'socket' | 'requests'

/** How a text is put on the wire, on a connection whose client waits for something, as a broken server would put it. */
type GarbageFrame = (text: string, pageOrigin: string) => Uint8Array

/** An unmasked text frame of RFC 6455, as servers send them. */
const webSocketFrame: GarbageFrame = (text) => {
  const payload = Buffer.from(text)
  return Buffer.concat([header(payload.length), payload])
}

const textFrame = 0x81

function header(length: number): Buffer {
  if (length < 126) return Buffer.from([textFrame, length])
  const long = length > 0xffff
  const bytes = Buffer.alloc(long ? 10 : 4)
  bytes[0] = textFrame
  bytes[1] = long ? 127 : 126
  if (long) bytes.writeBigUInt64BE(BigInt(length), 2)
  else bytes.writeUInt16BE(length, 2)
  return bytes
}

/** A whole answer to the request that the connection carries, which a page of another origin may read. */
const httpAnswer: GarbageFrame = (text, pageOrigin) => {
  const payload = Buffer.from(text)
  const head = [
    'HTTP/1.1 200 OK',
    'Content-Type: application/json',
    `Content-Length: ${payload.length}`,
    `Access-Control-Allow-Origin: ${pageOrigin}`,
    'Access-Control-Allow-Credentials: true',
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), payload])
}

export const garbageFrames: Readonly<Record<Carrier, GarbageFrame>> = { socket: webSocketFrame, requests: httpAnswer }
