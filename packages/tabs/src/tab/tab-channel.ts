import type { OpenTabChannel } from './environment.ts'
import type { Envelope, TabMessage } from './messages.ts'
import { readEnvelope } from './read-envelope.ts'

export interface JoinedChannel {
  /** Tells one tab, or all others. */
  send(message: TabMessage, to?: string): void
  close(): void
}

export interface JoinChannelOptions {
  readonly openChannel: OpenTabChannel
  readonly name: string
  /** The name of this tab. */
  readonly own: string
  /** Another tab has said something to this one, or to all. */
  hear(message: TabMessage, from: string): void
}

/** What the tabs of a browser say to each other. Throws where the browser refuses it. */
export function joinChannel({ openChannel, name, own, hear }: JoinChannelOptions): JoinedChannel {
  const channel = openChannel(name)
  channel.onmessage = ({ data }) => {
    const said = readEnvelope(data, own)
    if (said) hear(said.message, said.from)
  }
  return {
    send(message, to) {
      const envelope: Envelope = { from: own, message, ...(to !== undefined && { to }) }
      channel.postMessage(envelope)
    },
    close() {
      channel.onmessage = null
      channel.close()
    },
  }
}
