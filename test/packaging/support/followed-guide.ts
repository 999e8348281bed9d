import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const run = promisify(execFile)

/** A guide of `docs/`, and what comes of doing what it says. */
export function guideOf(name: string) {
  const text = readFileSync(join(root, 'docs', name), 'utf8')

  /** A new folder with every file that the guide tells to write. */
  function followed(): string {
    mkdirSync(join(root, 'test-results'), { recursive: true })
    const folder = mkdtempSync(join(root, 'test-results/followed-')) // in the repository, so that its packages are found
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    for (const [file, code] of filesOf(text)) writeFileSync(join(folder, file), code)
    return folder
  }
  return {
    text,
    files: filesOf(text),
    followed,
    /** What one of its programs prints. */
    output: async (program: string, folder = followed()): Promise<string> =>
      (await run(process.execPath, [program], { cwd: folder })).stdout,
  }
}

/** Each listing in JavaScript that begins with the name of its file. */
function filesOf(guide: string): ReadonlyMap<string, string> {
  const named = guide.matchAll(/(?<=^```js\n)\/\/ (\S+\.js)\n[^]*?(?=^```$)/gm)
  return new Map([...named].map(([code, file = '']) => [file, code]))
}
