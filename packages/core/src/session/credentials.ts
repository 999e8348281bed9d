import type { CredentialsRequest, TransportListener } from '../transport/transport.ts'

/** Asks for the credentials of one attach. */
export interface ChatCredentialsRequest extends CredentialsRequest {
  /** The session that the page comes back to; `undefined` for a start. */
  readonly sessionId?: string
}

/** What the application's own log-in gives for the visitor. `undefined`: the visitor has not logged in. */
export type Credentials = (request: ChatCredentialsRequest) => string | undefined | Promise<string | undefined>

/** The credentials of one session, for its transport. */
export function credentialsFor(
  credentials: Credentials | undefined,
  identity: { readonly sessionId: string },
): TransportListener['credentials'] {
  if (!credentials) return undefined
  return (request) => {
    const { sessionId } = identity
    return credentials({ ...request, ...(sessionId && { sessionId }) })
  }
}
