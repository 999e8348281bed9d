import { describe } from '../checks/guards.ts'
import type { CredentialsRequest, TransportListener } from './transport.ts'

/** Asks the application, and checks what it gives. Rejects when it cannot give any, with why as the cause. */
export async function askCredentials(
  credentials: NonNullable<TransportListener['credentials']>,
  request: CredentialsRequest,
): Promise<string | undefined> {
  try {
    const auth: unknown = await credentials(request)
    if (auth === undefined || typeof auth === 'string') return auth
    throw new TypeError(`expected a string or undefined, got ${describe(auth)}`)
  } catch (cause) {
    throw new Error('unable to get the credentials', { cause })
  }
}
