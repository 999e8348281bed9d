import MagicString from 'magic-string'
import { internalNames } from './internal-names.mjs'
import { visit } from './visit.mjs'

/**
 * Gives a few letters to each property whose name only the chunk's own parts say to each other: to the most frequent the shortest.
 * Minifiers leave the names of properties as they are, since they cannot know who else uses them.
 *
 * @param {Parameters<typeof internalNames>[2]} rules
 */
export const shortNames = (rules) => ({
  name: 'short-names',
  renderChunk(code, chunk) {
    const program = this.parse(code)
    const { internal, taken } = internalNames(program, chunk, rules)
    const uses = usesOf(program)
    const letters = lettersBut(new Set([...taken, ...uses.keys()]))
    const source = new MagicString(code)
    for (const [name, places] of [...uses].filter(([used]) => internal.has(used)).sort(byFrequency)) {
      const short = letters.next().value
      for (const { start, end, isShorthand } of places) {
        if (isShorthand) source.appendLeft(start, `${short}: `)
        else source.overwrite(start, end, short)
      }
    }
    return { code: source.toString(), map: source.generateMap({ hires: true }) }
  },
})

const byFrequency = ([, a], [, b]) => b.length - a.length

/** Where each name of a property stands. */
function usesOf(program) {
  const uses = new Map()
  visit(program, (node) => {
    const name = node.type === 'MemberExpression' ? node.property : named.has(node.type) ? node.key : undefined
    if (name?.type !== 'Identifier' || node.computed) return true
    const place = { start: name.start, end: name.end, isShorthand: node.shorthand === true }
    uses.set(name.name, [...(uses.get(name.name) ?? []), place])
    return true
  })
  return uses
}

const named = new Set(['Property', 'MethodDefinition', 'PropertyDefinition'])

/** a, b, … z, aa, ab, … zz, aaa, …, without those that are names already. */
function* lettersBut(taken) {
  let shorter = ['']
  for (;;) {
    const words = shorter.flatMap((word) => alphabet.map((letter) => word + letter))
    yield* words.filter((word) => !taken.has(word))
    shorter = words
  }
}

/** The letters that scripts have most of anyway come first. */
const alphabet = [...'etnrsioacdlpuhmfgvbwykxjqz']
