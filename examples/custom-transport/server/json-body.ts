import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './http-refusal.ts'
import { parseJson } from './parse-json.ts'

/** Reads a request's JSON body. Rejects with an `HttpRefusal` if it is not JSON, not declared as JSON, or too large. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  // No HTML form can post this type, so browsers send a preflight before a post from another site (P65).
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new HttpRefusal(415, 'The body must be application/json.')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new HttpRefusal(413, `The body must have at most ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  const body = parseJson(Buffer.concat(chunks).toString('utf8'))
  if (body === undefined) throw new HttpRefusal(400, 'The body must be JSON.')
  return body
}
