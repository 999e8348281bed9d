import type { ServerResponse } from 'node:http'

/** Why a request is not served, in words for the developer who reads the network panel. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Answers with a refusal. Anything else that was thrown is a fault of the server, and is not told to the page. */
export function refuse(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) return void response.destroy()
  const { status, message } = thrown instanceof HttpRefusal ? thrown : new HttpRefusal(500, 'The chat server failed.')
  // The rest of a body that was refused is not read, so its connection cannot be used again.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(message)
}
