import type { SessionSetup } from './session-parts.ts'

/** What the transport fails to forget keeps nothing else from being forgotten. */
export function forgetByTransport({ transport, logger }: Pick<SessionSetup, 'transport' | 'logger'>): void {
  try {
    transport.forget?.()
  } catch (error) {
    logger.warn('transport.forget() failed', error)
  }
}
