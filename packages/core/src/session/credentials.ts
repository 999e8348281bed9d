import type { CredentialsRequest } from '../transport/transport.ts'

/** Asks for the credentials of one attach. */
export interface ChatCredentialsRequest extends CredentialsRequest {
  /** The session that the page comes back to; `undefined` for a start. */
  readonly sessionId?: string
}

/** What the application's own log-in gives for the visitor. `undefined`: the visitor has not logged in. */
export type Credentials = (request: ChatCredentialsRequest) => string | undefined | Promise<string | undefined>
