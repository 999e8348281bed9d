import { Readable } from 'node:stream'
import { plainType, type Found } from './media-type.ts'

export interface Inspected {
  readonly found: Found
  readonly isText: boolean
  readonly isKnown: (type: string) => boolean
}

/** Looks at the bytes of a file. `open` gives them from the beginning. */
export async function inspectBytes(open: () => Readable | Promise<Readable>): Promise<Inspected> {
  // As late as possible: most servers take no files.
  const { fileTypeFromStream, supportedMimeTypes } = await import('file-type')
  const isText = looksLikeText(await firstBytes(await open()))
  const stream = await open()
  try {
    const found = await fileTypeFromStream(Readable.toWeb(stream) as Parameters<typeof fileTypeFromStream>[0])
    // Of `audio/ogg; codecs=opus` the codec is of no interest.
    return { found: found && plainType(found.mime), isText, isKnown: (type) => supportedMimeTypes.has(type) }
  } finally {
    stream.destroy()
  }
}

const inspectedBytes = 8_192

async function firstBytes(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= inspectedBytes) break // which destroys the stream
  }
  return Buffer.concat(pieces).subarray(0, inspectedBytes)
}

/** No byte that text has not; text may be in any of its encodings. */
function looksLikeText(bytes: Buffer): boolean {
  const isUtf16 = bytes.length > 1 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE(0))
  return isUtf16 || !bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))
}
