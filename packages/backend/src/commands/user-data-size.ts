import type { UserData } from '@chat-transport/core'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import type { BackendLimits } from '../limits.ts'
import { incorrectParameter } from './refusal.ts'

/** The size of user data as a whole. */
export interface UserDataSize {
  readonly names: number
  /** As JSON in UTF-8. */
  readonly bytes: number
}

export const noUserData: UserDataSize = { names: 0, bytes: 2 }

/** The bytes of one name with its value, the comma behind it included. */
export const entryBytes = (name: string, json: string) => utf8Bytes(JSON.stringify(name)) + utf8Bytes(json) + 2

export function userDataSize(userData: UserData = {}): UserDataSize {
  const entries = Object.entries(userData)
  const bytes = entries.reduce((sum, [name, value]) => sum + entryBytes(name, JSON.stringify(value)), noUserData.bytes)
  return { names: entries.length, bytes }
}

/** Throws a `ChatRefusal` (3) that names the bound that user data of this size is beyond. */
export function requireUserDataWithin(limits: BackendLimits, { names, bytes }: UserDataSize): void {
  const { maxUserDataNames, maxUserDataBytes } = limits
  if (names > maxUserDataNames)
    throw incorrectParameter(
      `userData: the session's user data may have ${maxUserDataNames} names, and would have ${names}`,
    )
  if (bytes > maxUserDataBytes)
    throw incorrectParameter(
      `userData: the session's user data may have ${maxUserDataBytes} bytes, and would have ${bytes}`,
    )
}
