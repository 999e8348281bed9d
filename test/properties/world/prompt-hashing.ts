import { createHash } from 'node:crypto'
import { vi } from 'vitest'

/**
 * Hashes at once instead of in a thread of the platform. A fake clock cannot tell when that thread is done, and a repeated
 * history would run differently.
 */
export function hashPromptly(): void {
  vi.spyOn(globalThis.crypto.subtle, 'digest').mockImplementation(async (_algorithm, data) => {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer)
    const digest = createHash('sha256').update(bytes).digest()
    return digest.buffer.slice(digest.byteOffset, digest.byteOffset + digest.byteLength) as ArrayBuffer
  })
}
