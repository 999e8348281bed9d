import type { IncomingMessage } from 'node:http'

/** Reads a request's body as UTF-8. `'too-large'`: it exceeds `maxBytes`, and reading stopped. `'aborted'`: the client left. */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<{ text: string; bytes: number } | 'too-large' | 'aborted'> {
  if (Number(request.headers['content-length']) > maxBytes) return Promise.resolve('too-large')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const read = (chunk: Buffer) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes > maxBytes) finish('too-large')
    }
    const finish = (outcome: 'too-large' | 'aborted') => {
      request.off('data', read)
      resolve(outcome)
    }
    request.on('data', read)
    request.once('end', () => resolve({ text: Buffer.concat(chunks).toString('utf8'), bytes }))
    request.once('error', () => finish('aborted')) // 'close' and 'error' mean the same here
    request.once('close', () => finish('aborted'))
  })
}
