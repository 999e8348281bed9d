import type { FileDescription } from '@chat-transport/core'

/** What is known of one file. */
export interface FileRecord {
  /** Random; it is the right to fetch the file, once it has been sent. */
  readonly id: string
  readonly sessionId: string
  readonly sender: 'visitor' | 'agent'
  /** The address that it is counted for. */
  readonly address?: string
  /** Made by the page: the same upload asked for twice is one. */
  readonly key?: string
  readonly name: string
  /** As the sender says; `''`: not at all. */
  readonly declaredType: string
  readonly bytes: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  readonly state: FileState
}

/**
 *   uploading ──good──▶ ready ──a message names it──▶ sent
 *       └──refused──▶ refused, without its bytes          any ──▶ removing
 */
export type FileState =
  | { readonly name: 'uploading' }
  | { readonly name: 'ready' | 'sent'; readonly type: string }
  /** Until its bytes are gone. Nobody may use it any more. */
  | { readonly name: 'removing' }
  | { readonly name: 'refused'; readonly status: number; readonly code: number; readonly description: string }

/** A file that has come as a whole, and was found good. */
export type UsableFile = FileRecord & { readonly state: { readonly name: 'ready' | 'sent'; readonly type: string } }

/** Whether a message may name the file. */
export const isUsable = (record: FileRecord): record is UsableFile =>
  record.state.name === 'ready' || record.state.name === 'sent'

/** What a message says of the file. `undefined`: it is not complete, or was refused. */
export function describeFile(record: FileRecord, base: string): FileDescription | undefined {
  if (!isUsable(record)) return undefined
  const { id, name, bytes, state } = record
  return { id, name, type: state.type, bytes, url: `${base}/${id}/${encodeURIComponent(name)}` }
}

/** A small file takes a place in a folder and in memory too. */
export const leastBytes = 65_536

/** What a file counts as where bytes are bounded. */
export const weightOf = ({ bytes, state }: Pick<FileRecord, 'bytes' | 'state'>) =>
  state.name === 'refused' ? leastBytes : Math.max(leastBytes, bytes)
