/**
 * A random name that nobody can guess: `bytes` random bytes as base64url without padding.
 * Not `crypto.randomUUID`, which plain-http pages do not have.
 */
export function randomToken(bytes: number): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')
}

/** An id for a command or a page. */
export const randomId = (): string => randomToken(16)
