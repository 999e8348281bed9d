import { hmac } from '@noble/hashes/hmac'
import { sha256 } from '@noble/hashes/sha2'
import type { SessionRecord } from '../store/session-store.ts'
import { hex, sameHash, utf8 } from './secrets.ts'

type Holder = Pick<SessionRecord, 'id' | 'secretHash'>

/**
 * The right to upload files for one session, and nothing else. Follows from what the store keeps of the session: it lives as
 * long, also over a restart of the server, and says nothing about the secret.
 */
export const uploadToken = (record: Holder) => `${record.id}.${signature(record)}`

/** The id of the session that a token says it is for. */
export const sessionOfToken = (token: string) => token.slice(0, Math.max(0, token.lastIndexOf('.')))

export const isTokenOf = (record: Holder, token: string) => sameHash(uploadToken(record), token)

const signature = ({ id, secretHash }: Holder) => hex(hmac(sha256, utf8(secretHash), utf8(`uploads of ${id}`)))
