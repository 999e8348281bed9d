import type { ServerResponse } from 'node:http'

/** A refused request. Developers read the message in the network panel. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Answers with a refusal. Any other error is the server's, and its message is not sent to the page. */
export function refuse(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) return void response.destroy()
  const { status, message } = thrown instanceof HttpRefusal ? thrown : new HttpRefusal(500, 'The chat server failed.')
  // The rest of the body is not read, so the connection cannot be used again.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(message)
}
