import MagicString from 'magic-string'
import { visit } from './visit.mjs'

/**
 * Hands the options of a function over one by one, where it is called at one place alone, with an object that is written there:
 * so neither the object nor its names are in the bundle, and the minifier sees what each option is.
 *
 *   const watch = ({ clock, stop }) => …    →    const watch = (clock, stop) => …
 *   watch({ clock, stop: end })             →    watch(clock, end)
 *
 * Left alone is what is not as simple as that: an object into which others are spread, or that is handed on as a whole.
 */
export function withoutOptionsObjects() {
  return {
    name: 'without-options-objects',
    renderChunk(code) {
      const source = new MagicString(code)
      for (const { options, uses, given } of singleCalls(this.parse(code))) {
        const names = given.properties.map(({ key }) => key.name)
        source.overwrite(options.start, options.end, parametersOf(source, options, { names, uses }).join(', '))
        handOver(source, given)
      }
      return { code: source.toString(), map: source.generateMap({ hires: true }) }
    },
  }
}

/** Each parameter that takes options, where the function uses them, and the one object that is given for it. */
function singleCalls(program) {
  const { functions, calls, mentions } = collect(program)
  return [...functions].flatMap(([name, { params, body }]) => {
    // Mentioned twice in all of the code: where it is written, and where it is called.
    if (mentions.get(name)?.length !== 2 || !calls.has(name)) return []
    return params.flatMap((options, place) => {
      const given = calls.get(name).arguments[place]
      const uses = usesOf(options, body)
      if (!uses || !isPlainObject(given)) return []
      const isLast = place === params.length - 1
      return namesOf(options, uses).every((used) => isLast || hasProperty(given, used))
        ? [{ options, uses, given }]
        : []
    })
  })
}

function collect(program) {
  const found = { functions: new Map(), calls: new Map(), mentions: new Map() }
  const labels = new Set()
  visit(program, (node) => {
    if (!node.computed) labels.add(node.key ?? node.property)
    const written = functionIn(node)
    if (written) found.functions.set(node.id.name, written)
    if (node.type === 'CallExpression') found.calls.set(node.callee.name, node)
    if (node.type === 'Identifier' && !labels.has(node))
      found.mentions.set(node.name, [...(found.mentions.get(node.name) ?? []), node])
    return true
  })
  return found
}

function functionIn(node) {
  if (node.type === 'FunctionDeclaration') return node
  return node.type === 'VariableDeclarator' && node.init?.type === 'ArrowFunctionExpression' ? node.init : undefined
}

const isPlainObject = (given) =>
  given?.type === 'ObjectExpression' && given.properties.length > 0 && given.properties.every(isPlain)

/** `name: value` or a method, neither of which looks at the object that it is in. */
function isPlain({ type, kind, computed, value }) {
  if (type !== 'Property' || kind !== 'init' || computed || value.generator) return false
  let found = false
  visit(value, (node) => !(found ||= node.type === 'ThisExpression'))
  return !found
}

const hasProperty = ({ properties }, name) => properties.some(({ key }) => key.name === name)

/** Where a function reads one option, or several into variables of their own; `undefined` when it does anything else with them. */
function usesOf(options, body) {
  if (options.type === 'ObjectPattern') return isSimplePattern(options) ? [] : undefined
  return options.type === 'Identifier' ? usesIn(body, options.name) : undefined
}

function usesIn(body, name) {
  const uses = []
  const known = new Set()
  let others = 0
  visit(body, (node, role) => {
    const mention = readIn(node, role) ?? takenIn(node)
    if (mention?.name === name) {
      uses.push(node)
      known.add(mention).add(node.property)
    }
    if (node.type === 'Identifier' && node.name === name && !known.has(node) && role !== 'Property.key') others++
    return true
  })
  return others === 0 ? uses : undefined
}

/** The object of which a property is read. */
const readIn = ({ type, computed, object }, role) =>
  type === 'MemberExpression' && !computed && !isWritten(role) ? object : undefined

/** The object that is taken apart into variables. */
const takenIn = ({ type, id, init }) =>
  type === 'VariableDeclarator' && id.properties?.every(({ value }) => value?.type === 'Identifier') ? init : undefined

const isWritten = (role) =>
  ['AssignmentExpression.left', 'UpdateExpression.argument', 'UnaryExpression.argument'].includes(role)
const isSimplePattern = ({ properties }) =>
  properties.every(({ type, computed, value }) => type === 'Property' && !computed && isVariable(value))
const isVariable = ({ type, right }) => type === 'Identifier' || right?.type === 'Literal'

const namesOf = (options, uses) =>
  options.type === 'ObjectPattern'
    ? options.properties.map(({ key }) => key.name)
    : uses.flatMap(({ property, id }) => property?.name ?? id.properties.map(({ key }) => key.name))

/** The order is that of the call, so that what is computed there is computed in the same order. */
function parametersOf(source, options, { names, uses }) {
  const text = ({ start, end }) => source.original.slice(start, end)
  if (options.type === 'ObjectPattern') {
    const taken = new Map(options.properties.map(({ key, value }) => [key.name, text(value)]))
    return [...new Set([...names, ...taken.keys()])].map((name) => taken.get(name) ?? `unused$${name}`)
  }
  const parameter = (name) => `${options.name}$${name}`
  for (const use of uses) {
    const { property, id } = use
    const taken = id?.properties.map(({ key, value }) => `${text(value)} = ${parameter(key.name)}`)
    source.overwrite(use.start, use.end, taken?.join(', ') ?? parameter(property.name))
  }
  return [...new Set([...names, ...namesOf(options, uses)])].map(parameter)
}

/** Leaves the values of an object, and takes away what is round them. */
function handOver(source, { properties, start, end }) {
  source.remove(start, properties[0].start)
  source.remove(properties.at(-1).end, end)
  for (const { key, value, method, shorthand } of properties) {
    if (shorthand) continue
    source.remove(key.start, value.start)
    if (!method) continue
    if (value.async) source.appendLeft(value.start, 'async ')
    source.appendLeft(value.body.start, '=> ')
  }
}
