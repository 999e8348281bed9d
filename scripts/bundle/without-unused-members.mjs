import MagicString from 'magic-string'
import { visit } from './visit.mjs'

/**
 * Takes methods and private fields out of the named classes that nothing in the bundle can be using: no code mentions their
 * name, as a property, in a destructuring, or as a string; to write a private field is no use of it. Bundlers keep every
 * member of a class they keep, and of CometD's client we use a small part. Members named as `dropped` go whatever mentions
 * them.
 *
 * @param {{ classes: string[], dropped: string[] }} parts
 */
export function withoutUnusedMembers(parts) {
  return {
    name: 'without-unused-members',
    renderChunk(code) {
      const source = new MagicString(code)
      const found = collect(this.parse(code), parts)
      const unused = unusedAmong(found, parts)
      for (const { from, end } of unused) source.remove(from, end)
      for (const { left, right } of vainWrites(found, unused)) {
        // What it computes may do more than that.
        source.overwrite(left.start, code.indexOf('=', left.end) + 1, 'void (').appendLeft(right.end, ')')
      }
      return { code: source.toString(), map: source.generateMap({ hires: true }) }
    },
  }
}

/** The members of the classes in question, what is mentioned where, and the statements that write a private field. */
function collect(program, { classes }) {
  const found = { members: [], mentions: [], writes: [] }
  const look = (node, role) => {
    if (role === 'ExpressionStatement.expression' && writesPrivateField(node)) {
      found.writes.push(node)
      visit(node.right, look)
      return false
    }
    if (node.type === 'ClassDeclaration' && classes.includes(node.id.name)) {
      found.members.push(...withWhatIsBefore(node.body).filter(isRemovable))
    }
    const name = mentionedBy(node)
    if (name !== undefined) found.mentions.push({ name, at: node.start })
    return true
  }
  visit(program, look)
  return found
}

/** What stands between a member and the one before it, such as its comment, goes with it: `from` there. */
const withWhatIsBefore = ({ start, body }) =>
  body.map((member, place) => ({ ...member, from: body[place - 1]?.end ?? start + 1 }))

function writesPrivateField({ type, operator, left }) {
  if (type !== 'AssignmentExpression' || operator !== '=') return false
  return left.property?.type === 'PrivateIdentifier' && left.object.type === 'ThisExpression'
}

/** Accessors are mentioned as fields are; a public field could be meant for whoever holds the object. */
function isRemovable({ type, kind, computed, key }) {
  if (type === 'PropertyDefinition') return key.type === 'PrivateIdentifier'
  return type === 'MethodDefinition' && kind !== 'constructor' && !computed
}

/** Starts from what is mentioned outside of the members; a member that is used makes what it mentions used, too. */
function unusedAmong({ members, mentions }, { dropped }) {
  const gone = members.filter((member) => dropped.includes(nameOf(member.key)))
  const unused = new Set(members.filter((member) => !gone.includes(member)))
  let live = mentions.filter(({ at }) => !members.some((member) => within(member, at)))
  while (live.length > 0) {
    const names = new Set(live.map(({ name }) => name))
    const used = [...unused].filter((member) => names.has(nameOf(member.key)))
    for (const member of used) unused.delete(member)
    live = mentions.filter(({ at }) => used.some((member) => within(member, at)))
  }
  return [...gone, ...unused]
}

/** What writes a field that is gone, in a member that is not. */
function vainWrites({ writes }, unused) {
  const names = new Set(unused.map(({ key }) => nameOf(key)))
  return writes.filter(
    ({ start, left }) => names.has(nameOf(left.property)) && !unused.some((member) => within(member, start)),
  )
}

const within = (member, at) => member.start <= at && at < member.end

function mentionedBy(node) {
  if (node.type === 'MemberExpression' && !node.computed) return nameOf(node.property)
  if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier') return nameOf(node.left)
  if (node.type === 'Property' && !node.computed) return nameOf(node.key)
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}

function nameOf(key) {
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : key.name
}
