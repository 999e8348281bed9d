import MagicString from 'magic-string'

/**
 * Takes methods out of the named classes that nothing in the bundle can be calling: no code mentions their name, as a
 * property, in a destructuring, or as a string. Bundlers keep every method of a class they keep, and of CometD's client we
 * use a small part. Methods named as `replaced` go whatever mentions them: the bundle gives each instance its own, or
 * never calls them. Calls of `muted` methods go where their value is not used; a condition that needs a setting named in
 * `off` is false.
 *
 * @param {{ classes: string[], replaced: string[], muted: string[], off: string[] }} parts
 */
export function withoutUnusedMethods(parts) {
  return {
    name: 'without-unused-methods',
    renderChunk(code) {
      const source = new MagicString(code)
      const nodes = collect(this.parse(code), parts)
      for (const { start, end } of nodes.mutedCalls) source.overwrite(start, end, ';')
      for (const { start, end } of nodes.falseTests) source.overwrite(start, end, 'false')
      for (const { start, end } of unusedAmong(nodes, parts)) source.remove(start, end)
      return { code: source.toString(), map: source.generateMap({ hires: true }) }
    },
  }
}

/** The methods of the classes in question, what is mentioned where, and the calls to leave out. */
function collect(program, { classes, muted, off }) {
  const found = { methods: [], mentions: [], mutedCalls: [], falseTests: [] }
  visit(program, (node) => {
    if (node.type === 'IfStatement' && !node.alternate && needsOneOf(off, node.test)) {
      found.falseTests.push(node.test)
      return false
    }
    if (node.type === 'ClassDeclaration' && classes.includes(node.id.name)) {
      found.methods.push(
        ...node.body.body.filter(
          ({ type, kind, computed }) => type === 'MethodDefinition' && kind === 'method' && !computed,
        ),
      )
    }
    if (isCallOf(muted, node)) {
      found.mutedCalls.push(node)
      return false
    }
    const name = mentionedBy(node)
    if (name !== undefined) found.mentions.push({ name, at: node.start })
    return true
  })
  return found
}

/** Starts from what is mentioned outside of the methods; a method that is used makes what it mentions used, too. */
function unusedAmong({ methods, mentions }, { replaced }) {
  const within = (method, at) => method.start <= at && at < method.end
  const gone = methods.filter((method) => replaced.includes(nameOf(method.key)))
  const unused = new Set(methods.filter((method) => !gone.includes(method)))
  let live = mentions.filter(({ at }) => !methods.some((method) => within(method, at)))
  while (live.length > 0) {
    const names = new Set(live.map(({ name }) => name))
    const used = [...unused].filter((method) => names.has(nameOf(method.key)))
    for (const method of used) unused.delete(method)
    live = mentions.filter(({ at }) => used.some((method) => within(method, at)))
  }
  return [...gone, ...unused]
}

function mentionedBy(node) {
  if (node.type === 'MemberExpression' && !node.computed) return nameOf(node.property)
  if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier') return nameOf(node.left)
  if (node.type === 'Property' && !node.computed) return nameOf(node.key)
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

/** Whether a chain of `&&` asks for one of these settings. */
function needsOneOf(settings, test) {
  if (test.type === 'LogicalExpression' && test.operator === '&&') {
    return needsOneOf(settings, test.left) || needsOneOf(settings, test.right)
  }
  return test.type === 'MemberExpression' && settings.includes(nameOf(test.property))
}

function isCallOf(names, node) {
  return (
    node.type === 'ExpressionStatement' &&
    node.expression.type === 'CallExpression' &&
    node.expression.callee.type === 'MemberExpression' &&
    names.includes(nameOf(node.expression.callee.property))
  )
}

function nameOf(key) {
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : key.name
}

/** Calls `look` for every node, parents first; `false` leaves out what is below. */
function visit(node, look) {
  if (look(node) === false) return
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') visit(child, look)
    }
  }
}
