import type { Server } from 'node:http'

/** A product that is measured: its server, and the client that it gives to pages. */
export interface Peer {
  /** Serves it, in the server's process. */
  serve(httpServer: Server): void
  /** Connects a visitor, who has a chat of his own, in the client's process. `url`: that of the server, without a path. */
  visit(url: string): Promise<Visitor>
}

export interface Visitor {
  /**
   * Says a text that he has not said before. Resolves when the server has acknowledged it, and told it to the chat. Rejects with
   * `GivenUp` when the client will not send it any more.
   */
  say(text: string): Promise<void>
  /** Resolves when the client tells its page that the connection is gone. */
  interrupted(): Promise<void>
  close(): void
}
