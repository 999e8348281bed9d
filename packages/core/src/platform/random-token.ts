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

/** 132 bits (P4). */
const idLetters = 22
const drawnAtOnce = 64
/** The last id, and those behind it that are drawn already: to draw many takes hardly longer than to draw one. */
let drawn = ''

/** An id for a command or a page. */
export function randomId(): string {
  drawn = drawn.slice(idLetters) || randomToken((drawnAtOnce * idLetters * 3) / 4)
  return drawn.slice(0, idLetters)
}
