/** 128 random bits, safe in URLs and file names. Uses Web Crypto, so that the back end also runs in a page. */
export function randomId(): string {
  return hex(globalThis.crypto.getRandomValues(new Uint8Array(16)))
}

/** Secrets are kept in this form only. No salt, because a secret is random, not a password. */
export async function hashSecret(secret: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return hex(new Uint8Array(digest))
}

/** Compares two hashes in constant time. */
export function sameHash(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let place = 0; place < one.length; place++) difference |= one.charCodeAt(place) ^ other.charCodeAt(place)
  return difference === 0
}

/** Throws when `crypto.subtle` is missing, which browsers offer to secure pages only. Without it no secret can be checked. */
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
