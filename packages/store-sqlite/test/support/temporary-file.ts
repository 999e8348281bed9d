import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that goes with the current test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A name for a file of chat sessions, which goes with the current test. */
export const temporaryFile = (): string => join(temporaryFolder(), 'chats.db')
