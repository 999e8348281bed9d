import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './npm.mjs'

/**
 * Whatever can be imported from our packages, as their package.json say: under which name, its code, and its types where it has any.
 * Paths are those from the root.
 */
export function entries() {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
    return Object.entries(exports)
      .filter(([path]) => path !== './package.json')
      .map(([path, target]) => {
        const { types, default: code } = typeof target === 'string' ? { default: target } : (target.import ?? target)
        const inProject = (file) => file && `packages/${folder}/${file.slice('./'.length)}`
        return { folder, path, name: name + path.slice(1), code: inProject(code), types: inProject(types) }
      })
  })
}
