import type { IncomingMessage } from 'node:http'
import { fileRefusals } from './file-refusal.ts'

/** What a page says of the file that it is about to upload. */
export interface UploadHeaders {
  readonly bytes: number
  readonly name?: string
  readonly type?: string
  readonly key?: string
}

const longestKey = 128

/** Reads `Upload-Length` and `Upload-Metadata` of tus. Throws a `FileRefusal` that names what is wrong. */
export function uploadHeaders({ headers }: IncomingMessage): UploadHeaders {
  const length = String(headers['upload-length'] ?? '')
  if (!/^\d{1,15}$/.test(length)) throw fileRefusals.wrongRequest('Upload-Length must be the size of the file in bytes')
  const metadata = parseMetadata(String(headers['upload-metadata'] ?? ''))
  const { filename: name, filetype: type, key } = metadata
  if (key !== undefined && (key === '' || key.length > longestKey))
    throw fileRefusals.wrongRequest(`Upload-Metadata key must have 1 to ${longestKey} characters`)
  return {
    bytes: Number(length),
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(key !== undefined && { key }),
  }
}

function parseMetadata(text: string): Readonly<Record<string, string | undefined>> {
  const pairs = text.split(',').map((pair) => pair.trim().split(' '))
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')]),
  )
}

/** The token of `Authorization: Bearer …`. No token is this long. */
export function bearerToken({ headers }: IncomingMessage): string {
  const [, token = ''] = /^Bearer ([\w.~+/=-]{1,512})$/i.exec(headers.authorization ?? '') ?? []
  return token
}
