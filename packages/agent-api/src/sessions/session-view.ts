import type { BackendSession } from '@chat-transport/backend'

/** A session as the API shows it. */
export function sessionView(session: BackendSession) {
  const { id, status, startedAt, subject, party, user, userData, parties, attached, head } = session
  return {
    id,
    status: status === 'open' ? ('open' as const) : ('ended' as const),
    startedAt,
    ...(subject !== undefined && { subject }),
    visitor: party,
    ...(user && { user }),
    userData,
    parties,
    attached,
    head,
  }
}

/** A session as the API shows it. */
export type SessionView = ReturnType<typeof sessionView>
