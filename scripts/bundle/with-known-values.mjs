import MagicString from 'magic-string'
import { visit } from './visit.mjs'

/**
 * Puts values in place of expressions that have the same value in every page, so that the bundler drops what hangs on them.
 * A key is an expression as it is written in the file, `callee(…)` for every call of it, or `field = …` for what a class's
 * field starts as. A key that is not found fails the build: the file is another than the one that was read when the value
 * was found out.
 *
 * @param {Record<string, Record<string, string>>} files for each file (the end of its path) the values by expression
 */
export function withKnownValues(files) {
  return {
    name: 'with-known-values',
    transform(code, id) {
      const file = Object.keys(files).find((end) => id.endsWith(end))
      if (!file) return null
      const source = new MagicString(code)
      const values = files[file]
      const missing = new Set(Object.keys(values))
      visit(this.parse(code), (node, role) => {
        if (targets.includes(role)) return false
        const key = namesOf(node, code).find((name) => Object.hasOwn(values, name))
        if (key === undefined) return true
        const { start, end } = node.type === 'PropertyDefinition' ? node.value : node
        source.overwrite(start, end, values[key])
        missing.delete(key)
        return false
      })
      if (missing.size > 0) this.error(`${file} has no ${[...missing].join(', ')}`)
      return { code: source.toString(), map: source.generateMap({ hires: true }) }
    },
  }
}

/** What is assigned to, in whose place nothing can be put. */
const targets = ['AssignmentExpression.left', 'UpdateExpression.argument']

/** What a key may call this node. */
function namesOf(node, code) {
  const text = ({ start, end }) => code.slice(start, end)
  if (node.type === 'CallExpression') return [text(node), `${text(node.callee)}(…)`]
  if (node.type === 'PropertyDefinition' && node.value) return [`${text(node.key)} = …`]
  return /^(Unary|Member|Logical|Binary|Assignment)Expression$/.test(node.type) ? [text(node)] : []
}
