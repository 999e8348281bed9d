/** Ids and secrets, with Web Crypto alone, so that the back end also runs in a page. */

/** 128 random bits, safe in URLs and file names. */
export function randomId(): string {
  return hex(globalThis.crypto.getRandomValues(new Uint8Array(16)))
}

/** The only form in which a session's secret is kept. No salt: the secret is random, not a password. */
export async function hashSecret(secret: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return hex(new Uint8Array(digest))
}

/** Takes as long for a near miss as for a far one. Both are hashes, so their length tells nothing. */
export function sameHash(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let place = 0; place < one.length; place++) difference |= one.charCodeAt(place) ^ other.charCodeAt(place)
  return difference === 0
}

/** Browsers offer `crypto.subtle` only to secure pages; without it no secret can be checked. */
export function requireWebCrypto(): void {
  if (globalThis.crypto?.subtle) return
  throw new Error(
    'unable to create a chat back end: Web Crypto (crypto.subtle) is missing. Browsers offer it to secure pages only: ' +
      'use https or localhost',
  )
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
