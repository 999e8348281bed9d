import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { UploadOptions } from '../../src/index.ts'

type Answer = readonly [status: number, headers?: OutgoingHttpHeaders, body?: string]
/** What the server answers to a request; it has read the body. */
type Script = (request: IncomingMessage, body: Buffer) => Answer | 'nothing' | 'break'

/** A server for uploads that does what a test says, and otherwise what tus says. */
export async function startScripted(script: Script = () => 'as tus' as never) {
  const asked: string[] = []
  let kept = Buffer.alloc(0)
  const byTus: (request: IncomingMessage, body: Buffer) => Answer = ({ method, headers }, body) => {
    if (method === 'POST') return [201, { location: '/files/u1' }]
    if (method === 'PATCH') {
      if (Number(headers['upload-offset']) !== kept.length) return [409]
      kept = Buffer.concat([kept, body])
    }
    return method === 'DELETE' ? [204] : [method === 'HEAD' ? 200 : 204, { 'upload-offset': kept.length }]
  }
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    try {
      for await (const piece of request) pieces.push(piece as Buffer)
    } catch {
      return // the page has given up
    }
    const body = Buffer.concat(pieces)
    asked.push(request.method ?? '')
    const scripted: unknown = script(request, body)
    if (scripted === 'nothing') return
    if (scripted === 'break') return void request.socket.destroy()
    const [status, headers, text] = Array.isArray(scripted) ? (scripted as unknown as Answer) : byTus(request, body)
    response.writeHead(status, headers).end(text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files`
  return { url, asked, kept: () => kept.toString() }
}

export const hello = new Blob(['hello'], { type: 'text/plain' })
export const asTus = 'as tus' as never
export const options = (url: string, more: Partial<UploadOptions> = {}): UploadOptions => ({
  url,
  token: 't1',
  name: 'hello.txt',
  ...more,
})
