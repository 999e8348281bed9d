import { ChatRefusal, type FileSource } from '@chat-transport/backend'
import { ErrorCode } from '@chat-transport/core'
import { FileRefusal, fileRefusals } from './file-refusal.ts'

/** The bytes of an agent's file as a whole. Throws a `FileRefusal` as soon as there are too many. */
export async function agentsContent(source: FileSource, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    bytes += piece.length
    if (bytes > maxBytes) throw fileRefusals.tooLarge(maxBytes)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** The failure of an agent's file, in the form that the back end knows. */
export function asChatRefusal(cause: unknown): ChatRefusal {
  if (cause instanceof ChatRefusal) return cause
  if (cause instanceof FileRefusal) return new ChatRefusal(cause.code, cause.description)
  return new ChatRefusal(ErrorCode.executionFailed, `the file could not be kept: ${String(cause)}`)
}
