import { ErrorCode, isInconclusive } from '@chat-transport/core'
import type { Identify } from '@chat-transport/core'
import type { Admission } from '../application/admission.ts'
import type { SessionCore } from '../application/session-core.ts'
import { ChatRefusal, executionFailed, incorrectParameter } from '../commands/refusal.ts'
import type { Appended } from '../store/session-store.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import { admit } from './admit.ts'
import type { BackendSettings } from './backend-settings.ts'

export interface IdentifyHost {
  readonly core: SessionCore
  readonly settings: BackendSettings
  readonly from: SessionAttachment
}

/**
 * The visitor has signed in: the session is their user's from here on, unless it has another already, and the line lasts as long
 * as the new log-in. Throws error 3 if the log-in is refused, or names no user.
 */
export async function identifyVisitor(host: IdentifyHost, { id, auth }: Identify): Promise<Appended> {
  const { core, from, settings } = host
  const context = { ...from.context, auth }
  const request = { type: 'Identify', id, sessionId: core.record.id } as const
  const { user, expiresAt } = await withoutEffect(admit(settings, request, context))
  if (!user) throw incorrectParameter('auth names no user')
  const appended = await core.bind(user, { commandId: id, from })
  if (appended.outcome === 'appended') from.expireAt(expiresAt)
  return appended
}

/** A log-in that refuses, or cannot judge, has changed nothing: the command fails alone, and the line goes on. */
async function withoutEffect(admission: Promise<Admission>): Promise<Admission> {
  try {
    return await admission
  } catch (cause) {
    if (!(cause instanceof ChatRefusal) || !isInconclusive(cause.code)) throw cause
    if (cause.code === ErrorCode.loginFailed) throw incorrectParameter(`auth: ${cause.description}`)
    throw executionFailed(cause.description)
  }
}
