import type { Logger } from '../platform/logger.ts'
import type { ChatCommand } from '../protocol/protocol.ts'
import type { TransportConnection } from '../transport/transport.ts'

/** Writes a command on a line. That it was not written is only logged: what becomes of a command is told by events alone. */
export function writeCommand(line: Pick<TransportConnection, 'send'>, command: ChatCommand, logger: Logger): void {
  const { type, id } = command
  logger.debug(`send ${type} ${id}`)
  new Promise((resolve) => resolve(line.send(command))).catch((error) => logger.debug(`not written: ${id}`, error))
}
