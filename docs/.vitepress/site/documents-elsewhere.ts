import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { sitePath } from './site-path.ts'

const isMade = (folder: string) => folder === 'node_modules' || folder.startsWith('.')

/** Each document below `root` that the site does not show, by its path. */
export function documentsElsewhere(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return isMade(entry.name) ? [] : documentsElsewhere(root, path)
    return path.endsWith('.md') && sitePath(path) === undefined ? [path] : []
  })
}
