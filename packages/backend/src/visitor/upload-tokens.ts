import { hmac } from '@noble/hashes/hmac'
import { sha256 } from '@noble/hashes/sha2'
import type { Device } from '../store/session-store.ts'
import { hex, sameHash, utf8 } from './secrets.ts'

/**
 * The right of a device to upload files for one session, and nothing else. Follows from what the store keeps of the device: it
 * lives as long, also over a restart of the server, and says nothing about the secret.
 */
export const uploadToken = (sessionId: string, device: Device) => `${sessionId}.${signature(sessionId, device)}`

/** The id of the session that a token says it is for. */
export const sessionOfToken = (token: string) => token.slice(0, Math.max(0, token.lastIndexOf('.')))

export const isTokenOf = (sessionId: string, devices: readonly Device[], token: string) =>
  devices.some((device) => sameHash(uploadToken(sessionId, device), token))

const signature = (sessionId: string, { secretHash }: Device) =>
  hex(hmac(sha256, utf8(secretHash), utf8(`uploads of ${sessionId}`)))
