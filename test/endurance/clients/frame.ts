/** One masked WebSocket frame. The mask is zero, so that it costs the sender nothing. */
export function frame(opcode: number, payload: string | Buffer = ''): Buffer {
  const body = Buffer.from(payload)
  return Buffer.concat([Buffer.from([0x80 | opcode]), maskedLength(body.length), Buffer.alloc(4), body])
}

export const opcodes = { text: 1, ping: 9, pong: 10 }

/** A frame of Bayeux messages. */
export const textFrame = (...messages: readonly object[]) => frame(opcodes.text, JSON.stringify(messages))

function maskedLength(length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | length])
  if (length < 65_536) return Buffer.from([0x80 | 126, length >> 8, length & 255])
  const bytes = Buffer.alloc(9)
  bytes.writeUInt8(0x80 | 127)
  bytes.writeUInt32BE(length, 5)
  return bytes
}
