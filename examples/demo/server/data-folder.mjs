import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const data = fileURLToPath(new URL('../data/', import.meta.url))

/**
 * Where the demo on this port keeps its chats, so that it finds them when it is started again. On a port that the system chooses it
 * keeps nothing: it will not have that port again.
 *
 * @param {number} port
 */
export function dataFolder(port) {
  if (port !== 0) return { folder: join(data, String(port)), removeIfTemporary() {} }
  const folder = mkdtempSync(join(tmpdir(), 'chat-transport-demo-'))
  return { folder, removeIfTemporary: () => rmSync(folder, { recursive: true, force: true }) }
}
