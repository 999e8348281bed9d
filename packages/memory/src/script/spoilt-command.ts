import { ErrorCode } from '@chat-transport/core'

/** For each command a parameter that it cannot do without. A leave has none. */
const mandatoryParameters: Readonly<Record<string, string>> = {
  StartSession: 'pageId',
  RestoreSession: 'pageId',
  SendMessage: 'content',
  SendNotice: 'notice',
  UpdateUserData: 'userData',
}

/**
 * A command as it would look had the page got it wrong, so that a back end really answers it with this error: of unknown
 * type (1), a parameter left out (2), a parameter with a wrong value (3), a session that nobody knows (50). `undefined` where
 * that cannot be done.
 */
export function spoiltCommand(command: object, code: number): object | undefined {
  const { type } = command as { type?: unknown }
  const parameter = typeof type === 'string' ? mandatoryParameters[type] : undefined
  if (code === ErrorCode.unknownCommand) return { ...command, type: `No${String(type)}` }
  if (code === ErrorCode.unknownSession && type === 'RestoreSession') return { ...command, sessionId: 'unknown' }
  if (!parameter) return undefined
  if (code === ErrorCode.missingParameter) return { ...command, [parameter]: undefined }
  if (code === ErrorCode.incorrectParameter) return { ...command, [parameter]: null }
  return undefined
}
