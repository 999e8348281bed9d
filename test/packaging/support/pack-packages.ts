import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The name under which the package of a folder of `packages` is published. */
export function publishedName(folder: string): string {
  const manifest = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { name: string }).name
}

/**
 * Packs packages as they are published; returns their tarballs by their names. npm names the tarball of `@a/b` like that of `a-b`, so
 * packages without the scope have a folder of their own.
 */
export async function packPackages(
  folders: readonly string[],
  destination: string,
): Promise<ReadonlyMap<string, string>> {
  const isScoped = (folder: string) => publishedName(folder).startsWith('@')
  return new Map([
    ...(await pack(folders.filter(isScoped), destination)),
    ...(await pack(
      folders.filter((folder) => !isScoped(folder)),
      join(destination, 'without-scope'),
    )),
  ])
}

async function pack(folders: readonly string[], destination: string): Promise<[name: string, file: string][]> {
  if (folders.length === 0) return []
  mkdirSync(destination, { recursive: true })
  const workspaces = folders.flatMap((folder) => ['--workspace', `packages/${folder}`])
  const args = ['pack', '--json', '--pack-destination', destination, ...workspaces]
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root })
  const packed = JSON.parse(stdout) as { name: string; filename: string }[]
  return packed.map(({ name, filename }) => [name, join(destination, filename)])
}
