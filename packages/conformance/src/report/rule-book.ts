/** The rules of one kit, as its reports tell them. */
export interface RuleBook<Rule extends string> {
  /** In the order in which the contract lists them. */
  readonly ids: readonly Rule[]
  /** The rule as a sentence. */
  sentence(rule: Rule): string
  /** Who has to keep it: `transport`, `link`, `store`. */
  subject(rule: Rule): string
}
