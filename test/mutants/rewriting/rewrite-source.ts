import ts from 'typescript'
import type { Edit } from './edit.ts'
import { allOperators } from './operators.ts'

/** A text with one fault in it. */
export interface Rewritten {
  readonly line: number
  readonly what: string
  readonly text: string
}

const longest = 90

/** Makes every single fault in one source that the operators know of, in the order of its lines. */
export function rewriteSource(text: string): Rewritten[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true)
  const edits: Edit[] = []
  const visit = (node: ts.Node): void => {
    if (isOfNoConcern(node)) return
    for (const operator of allOperators) edits.push(...operator(node, (each) => each.getText(source)))
    node.forEachChild(visit)
  }
  visit(source)
  const different = new Map(edits.map((edit) => [`${edit.from} ${edit.to} ${edit.by}`, edit]))
  return [...different.values()].sort((a, b) => a.from - b.from).map((edit) => rewritten(source, edit))
}

/** What is not there when the code runs, and what is written into a log: no rule of the contract is about either. */
function isOfNoConcern(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return true
  return ts.isExpressionStatement(node) && /^(context\.)?logger\??\./.test(node.getText())
}

function rewritten(source: ts.SourceFile, { from, to, by, what }: Edit): Rewritten {
  const { text } = source
  const changed = text.slice(from, to).replace(/\s+/g, ' ')
  return {
    line: source.getLineAndCharacterOfPosition(from).line + 1,
    what: `${what} \`${changed.length > longest ? `${changed.slice(0, longest)}…` : changed}\``,
    text: text.slice(0, from) + by + text.slice(to),
  }
}
