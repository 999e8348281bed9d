import type { IncomingMessage, ServerResponse } from 'node:http'

export declare function createEventStream(snapshot: () => readonly object[]): {
  handle(request: IncomingMessage, response: ServerResponse): void
  publish(event: object): void
  close(): void
}
