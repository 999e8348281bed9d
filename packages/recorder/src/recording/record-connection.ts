import type { AttachCommand, ChatTransport, TransportConnection, TransportListener } from '@chat-transport/core'
import { redactCommand } from '../redaction/redact-command.ts'
import { redactError } from '../redaction/redact-error.ts'
import { recordedListener } from './recorded-listener.ts'
import type { Recording } from './recording.ts'

/** Connects, and notes what each side does, before the other is told. */
export function recordConnection(
  transport: ChatTransport,
  recording: Recording,
  { attach, page }: { readonly attach: AttachCommand; readonly page: TransportListener },
): TransportConnection {
  const { note } = recording
  const line = recording.nextLine()
  note('connect', (redaction) => ({ type: 'connect', line, attach: redactCommand(attach, redaction) }))
  const connection = connected(() => transport.connect(attach, recordedListener(page, line, recording)))

  function connected(connect: () => TransportConnection): TransportConnection {
    try {
      return connect()
    } catch (error) {
      note('connect-failed', (redaction) => ({ type: 'connect-failed', line, error: redactError(error, redaction) }))
      throw error
    }
  }
  return {
    send(command) {
      const call = recording.nextCall()
      const failed = (error: unknown) =>
        note('send-failed', (redaction) => ({ type: 'send-failed', line, call, error: redactError(error, redaction) }))
      note('send', (redaction) => ({ type: 'send', line, call, command: redactCommand(command, redaction) }))
      try {
        const written = connection.send(command)
        written?.then(() => note('sent', () => ({ type: 'sent', line, call })), failed)
        return written
      } catch (error) {
        failed(error)
        throw error
      }
    },
    close(reason) {
      note('close', () => ({ type: 'close', line, ...(reason && { reason }) }))
      connection.close(reason)
    },
  }
}
