import { parse, type Node } from 'acorn'

/** What a script has of the syntax after ES2021, but for the fields of classes. Throws if it has any after ES2022. */
export function syntaxAfter2021(code: string, path: string): string[] {
  const found: string[] = []
  const visit = (value: unknown, isInFunction: boolean): void => {
    if (Array.isArray(value)) return value.forEach((one) => visit(one, isInFunction))
    if (!isNode(value)) return
    const what = younger(value, isInFunction)
    if (what) found.push(`${what} at ${value.start}`)
    const isWithin = isInFunction || value.type.includes('Function')
    for (const part of Object.values(value)) visit(part, isWithin)
  }
  const sourceType = path.endsWith('.cjs') ? 'script' : 'module'
  visit(parse(code, { ecmaVersion: 2022, sourceType }), false)
  return found
}

type AnyNode = Node & { readonly [field: string]: unknown }

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value

function younger(node: AnyNode, isInFunction: boolean): string | undefined {
  if (node.type === 'StaticBlock') return 'a static block'
  if (node.type === 'AwaitExpression' && !isInFunction) return 'await outside a function'
  if (node.type === 'BinaryExpression' && isNode(node['left']) && node['left'].type === 'PrivateIdentifier')
    return 'a private name before `in`'
  const { flags = '' } = (node['regex'] ?? {}) as { readonly flags?: string }
  return /[dv]/.test(flags) ? `a regular expression with the flags ${flags}` : undefined
}
