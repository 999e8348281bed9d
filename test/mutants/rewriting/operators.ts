import ts from 'typescript'
import { replace, type Edit, type Operator } from './edit.ts'

const cleanUp =
  /^(void )?[\w.#?]*(removeEventListener|clear\w*|abort|close|stop|unsubscribe|cancel\w*|detach|delete|forget)\(/

/** `statement` as a whole: a call, an assignment. */
const removesStatements: Operator = (node, text) => {
  if (!ts.isExpressionStatement(node)) return []
  return [replace(node, ';', cleanUp.test(text(node)) ? 'drops the clean-up' : 'removes')]
}

/** `() => call()`: a callback that does nothing. */
const emptiesFunctions: Operator = (node) =>
  ts.isArrowFunction(node) && (ts.isCallExpression(node.body) || ts.isVoidExpression(node.body))
    ? [replace(node.body, 'undefined', 'does nothing instead of')]
    : []

const negatesConditions: Operator = (node, text) => {
  const negated = (condition: ts.Expression) => replace(condition, `!(${text(condition)})`, 'negates')
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return [negated(node.expression)]
  return ts.isConditionalExpression(node) ? [negated(node.condition)] : []
}

const skipsWaiting: Operator = (node, text) =>
  ts.isAwaitExpression(node) ? [replace(node, `(${text(node.expression)})`, 'does not wait for')] : []

const forgetsArguments: Operator = (node, text) => {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return []
  if (/Error$/.test(text(node.expression))) return [] // its text is for people
  return (node.arguments ?? [])
    .filter((argument) => text(argument) !== 'undefined')
    .map((argument) => replace(argument, 'undefined', `calls ${text(node.expression).slice(-40)} without`))
}

const swallowsFailures: Operator = (node) => {
  if (ts.isCatchClause(node)) return [replace(node.block, '{}', 'swallows what is caught by')]
  if (ts.isThrowStatement(node)) return [replace(node, ';', 'does not throw')]
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return []
  const method = node.expression.name.text
  const rejected = method === 'catch' ? node.arguments[0] : method === 'then' ? node.arguments[1] : undefined
  return rejected ? [replace(rejected, '() => undefined', 'swallows the rejection that goes to')] : []
}

const swapsStatements: Operator = (node, text) => {
  if (!ts.isBlock(node)) return []
  return node.statements.slice(1).flatMap((second, place): Edit[] => {
    const first = node.statements[place] as ts.Statement
    if (!ts.isExpressionStatement(first) || !ts.isExpressionStatement(second)) return []
    const swapped = `;${text(second)}\n;${text(first)}`
    return [{ from: first.getStart(), to: second.getEnd(), by: swapped, what: 'changes the order of' }]
  })
}

const operators: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
}

const countsWrong: Operator = (node, text) => {
  if (ts.isNumericLiteral(node)) return [replace(node, `(${text(node)} + 1)`, 'adds 1 to')]
  if (!ts.isBinaryExpression(node)) return []
  const sign = text(node.operatorToken)
  if (sign === '??') return [replace(node, `(${text(node.left)})`, 'has no default in')]
  const other = operators[sign]
  return other ? [replace(node.operatorToken, other, `has ${other} for ${sign} in`)] : []
}

const flipsValues: Operator = (node) => {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [replace(node, 'false', 'says the contrary of')]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [replace(node, 'true', 'says the contrary of')]
  return []
}

/** A field of an object that is made, with the comma behind it. */
const leavesOutFields: Operator = (node) => {
  if (!ts.isObjectLiteralExpression(node)) return []
  return node.properties.map((property, place) => {
    const next = node.properties[place + 1]
    const to = next ? next.getStart() : node.properties.end // with its comma
    return { from: property.getStart(), to, by: '', what: 'leaves out' }
  })
}

const returnsNothing: Operator = (node, text) =>
  ts.isReturnStatement(node) && node.expression && text(node.expression) !== 'undefined'
    ? [replace(node, 'return;', 'gives nothing instead of')]
    : []

export const allOperators: readonly Operator[] = [
  removesStatements,
  emptiesFunctions,
  negatesConditions,
  skipsWaiting,
  forgetsArguments,
  swallowsFailures,
  swapsStatements,
  countsWrong,
  flipsValues,
  leavesOutFields,
  returnsNothing,
]
