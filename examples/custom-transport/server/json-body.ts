import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './http-refusal.ts'

/** What a request holds. Rejects with an `HttpRefusal` for what is no JSON, is not declared to be, or has too many bytes. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  // A type that no form can post, so that a browser asks before it posts from another site (P65).
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new HttpRefusal(415, 'The body must be application/json.')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new HttpRefusal(413, `The body must have at most ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw new HttpRefusal(400, `The body is no JSON: ${String(cause)}`)
  }
}
