import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A name for a file of chat sessions, in a new folder. */
export const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'chat-store-')), 'chats.db')

/** The same, in a folder that goes with the current test. */
export function temporaryFile(): string {
  const file = newFile()
  onTestFinished(() => rmSync(dirname(file), { recursive: true, force: true }))
  return file
}
