import type { Socket } from 'node:net'
import { OneWay, type Treatment } from './one-way.ts'
import { resetSocket } from './reset-socket.ts'

/** The treatment of each direction: requests go to the server, replies come from it. */
export interface Treatments {
  readonly requests: Treatment
  readonly replies: Treatment
}

/** A client's connection, joined with the proxy's connection to the server. */
export class JoinedConnection {
  readonly #client: Socket
  readonly #server: Socket
  readonly #requests: OneWay
  readonly #replies: OneWay

  constructor(client: Socket, server: Socket, swallowed: (bytes: number) => void) {
    this.#client = client
    this.#server = server
    for (const socket of [client, server]) {
      socket.on('error', () => undefined) // its close follows, and tells the other side
      socket.setNoDelay(true)
    }
    this.#requests = new OneWay(client, server, swallowed)
    this.#replies = new OneWay(server, client, swallowed)
  }

  /** A TCP stream has no gaps, so a connection that has swallowed something cannot continue and is reset. */
  treat({ requests, replies }: Treatments): void {
    this.#requests.treat(requests)
    this.#replies.treat(replies)
    const goesOn =
      (!this.#requests.hasHole || requests.name === 'swallow') && (!this.#replies.hasHole || replies.name === 'swallow')
    if (!goesOn) this.reset()
  }

  /** Whether the client has sent anything. HTTP clients open connections in reserve. */
  get isUsed(): boolean {
    return this.#client.bytesRead > 0
  }

  end(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  reset(): void {
    resetSocket(this.#client)
    resetSocket(this.#server)
  }

  /** Sends these bytes to the client, whatever the treatment of its replies. */
  inject(bytes: Uint8Array): void {
    if (this.#client.writable) this.#client.write(bytes)
  }

  /** Calls `listener` once the client is gone. */
  onEnd(listener: () => void): void {
    this.#client.once('close', listener)
  }

  /** Calls `listener` when both connections are closed. */
  onGone(listener: () => void): void {
    let open = 2
    for (const socket of [this.#client, this.#server]) {
      socket.once('close', () => {
        open -= 1
        if (open === 0) listener()
      })
    }
  }
}
