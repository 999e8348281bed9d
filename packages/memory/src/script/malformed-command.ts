import { ErrorCode } from '@chat-transport/core'

/** One mandatory parameter of each command. A leave has none. */
const mandatoryParameters: Readonly<Record<string, string>> = {
  StartSession: 'pageId',
  RestoreSession: 'pageId',
  SendMessage: 'content',
  SendNotice: 'notice',
  UpdateUserData: 'userData',
  EditMessage: 'target',
  DeleteMessage: 'target',
  React: 'target',
}

/**
 * Returns the command with a mistake, so that the back end itself answers it with this error: an unknown type (1), a missing
 * parameter (2), a wrong value (3), an unknown session (50). `undefined` if no mistake leads to that error.
 */
export function malformedCommand(command: object, code: number): object | undefined {
  const { type } = command as { type?: unknown }
  const parameter = typeof type === 'string' ? mandatoryParameters[type] : undefined
  if (code === ErrorCode.unknownCommand) return { ...command, type: `No${String(type)}` }
  if (code === ErrorCode.unknownSession && type === 'RestoreSession') return { ...command, sessionId: 'unknown' }
  if (!parameter) return undefined
  if (code === ErrorCode.missingParameter) return { ...command, [parameter]: undefined }
  if (code === ErrorCode.incorrectParameter) return { ...command, [parameter]: null }
  return undefined
}
