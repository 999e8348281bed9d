import { sha256 } from '@noble/hashes/sha2'

/** 128 random bits, safe in URLs and file names. Uses Web Crypto, so that the back end also runs in a page. */
export function randomId(): string {
  return hex(globalThis.crypto.getRandomValues(new Uint8Array(16)))
}

/** Secrets are kept in this form only. No salt, because a secret is random, not a password. */
export function hashSecret(secret: string): string {
  return hex(sha256(utf8(secret)))
}

/** Compares two hashes in constant time. */
export function sameHash(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let place = 0; place < one.length; place++) difference |= one.charCodeAt(place) ^ other.charCodeAt(place)
  return difference === 0
}

/** As `TextEncoder` does it, which jsdom has not: half a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
  const parts = escaped.match(/%..|./g) ?? []
  return Uint8Array.from(parts, (part) => (part.length > 1 ? Number(`0x${part.slice(1)}`) : part.charCodeAt(0)))
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
