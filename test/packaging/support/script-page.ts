import { readFileSync } from 'node:fs'
import { createContext, runInContext, type Context } from 'node:vm'

const scriptOf = (name: string) =>
  readFileSync(new URL(`../../../packages/browser/dist/${name}`, import.meta.url), 'utf8')

/** A page with script tags, one after the other, and what its own scripts give. */
export function scriptPage(globals: Context = {}) {
  const page = createContext({ ...globals })
  return {
    load: (name: string) => void runInContext(scriptOf(name), page),
    run: (code: string): unknown => runInContext(code, page),
    get globals(): readonly string[] {
      return Object.keys(page)
    },
  }
}
