import type ts from 'typescript'

/** One small change of a text. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly by: string
  /** What was done, as a verb. What it was done to follows in the report. */
  readonly what: string
}

/** What an operator finds to change at one node of the syntax tree. */
export type Operator = (node: ts.Node, text: (node: ts.Node) => string) => readonly Edit[]

export const replace = (node: ts.Node, by: string, what: string): Edit => ({
  from: node.getStart(),
  to: node.getEnd(),
  by,
  what,
})
