import { randomUUID } from 'node:crypto'
import type { Authenticate, Authenticated } from '@chat-transport/backend'

/** Whom a log-in has let in. */
export interface TokenRequest {
  readonly user: string
  readonly name: string
  /** @default for ever */
  readonly expiresInMs?: number
}

/** A log-in of an application: it issues tokens, and tells the chat server whose they are. */
export interface TokenLogin {
  issue(request: TokenRequest): string
  /** Whoever brings a token is its user, for as long as it is good; whoever brings none is nobody known. */
  readonly authenticate: Authenticate
}

export function tokenLogin(now = () => Date.now()): TokenLogin {
  const issued = new Map<string, Authenticated>()
  return {
    issue({ user: id, name, expiresInMs }) {
      const token = `${id}~${randomUUID()}`
      issued.set(token, { user: { id, name }, ...(expiresInMs !== undefined && { expiresAt: now() + expiresInMs }) })
      return token
    },
    authenticate: (_request, { auth }) => (auth === undefined ? true : (issued.get(auth) ?? false)),
  }
}
