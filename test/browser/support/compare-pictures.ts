import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const references = join(root, 'test/browser/pictures')
const results = join(root, 'test-results/pictures')

/** Pixels that may differ: the edge of a curve is not drawn the same by every build of a browser. */
const allowedPixels = 40

/** Where a picture differs from its reference, as the test says it; `undefined` when they are alike. `name`: `light/launcher`. */
export function differenceOf(name: string, bytes: Uint8Array): string | undefined {
  const path = join(references, `${name}.png`)
  if (!existsSync(path)) return `${name} has no reference yet: take it with PICTURES=update, and look at it`
  const reference = PNG.sync.read(readFileSync(path))
  const actual = PNG.sync.read(Buffer.from(bytes))
  const { width, height } = reference
  if (actual.width !== width || actual.height !== height)
    return `${name} is ${actual.width} × ${actual.height}, its reference ${width} × ${height}`
  const difference = new PNG({ width, height })
  const pixels = pixelmatch(reference.data, actual.data, difference.data, width, height, { threshold: 0.06 })
  if (pixels <= allowedPixels) return undefined
  const seen = write(join(results, `${name}.png`), bytes)
  const marked = write(join(results, `${name}.difference.png`), PNG.sync.write(difference))
  return `${name} differs in ${pixels} pixels from ${relative(root, path)}: see ${seen} and, marked in red, ${marked}`
}

export const saveReference = (name: string, bytes: Uint8Array): string =>
  write(join(references, `${name}.png`), PNG.sync.write(PNG.sync.read(Buffer.from(bytes)), { deflateLevel: 9 }))

function write(path: string, bytes: Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return relative(root, path)
}
