import { randomId } from '../platform/random-token.ts'
import type { TokenBucket } from '../platform/token-bucket.ts'
import type { PassingCommand } from '../protocol/protocol.ts'
import type { TransportConnection } from '../transport/transport.ts'
import type { SessionParts } from './session-parts.ts'
import { createTypingThrottle } from './typing.ts'

export interface PassingCommandsOptions {
  connection(): TransportConnection | undefined
  rate(): TokenBucket | undefined
}

/** Sends commands of the moment: only while connected, and never again. */
export function createPassingCommands(parts: SessionParts, { connection, rate }: PassingCommandsOptions) {
  const { clock, logger, state } = parts
  const send = (command: PassingCommand) => {
    if (state.status !== 'connected') return
    logger.debug(`send ${command.type} ${command.id}`)
    const written = async () => connection()?.send(command)
    written().catch((error: unknown) => logger.debug(`not written: ${command.id}`, error))
  }
  return {
    send,
    typingThrottle: createTypingThrottle({
      clock,
      send(text) {
        const typed = { isTyping: text !== undefined, ...(text && { text }) }
        if (rate()?.tryAcquire()) send({ type: 'SendTyping', id: randomId(), ...typed })
      },
    }),
  }
}
