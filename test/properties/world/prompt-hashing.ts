import { createHash } from 'node:crypto'
import { vi } from 'vitest'

/**
 * Hashes at once instead of in a thread of the platform's: no fake clock knows when that one is done, and a history that is
 * played again would take another course.
 */
export function hashPromptly(): void {
  vi.spyOn(globalThis.crypto.subtle, 'digest').mockImplementation(async (_algorithm, data) => {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer)
    const digest = createHash('sha256').update(bytes).digest()
    return digest.buffer.slice(digest.byteOffset, digest.byteOffset + digest.byteLength) as ArrayBuffer
  })
}
