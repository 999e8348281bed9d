import { formatByRules, formatCaseByRules } from '../report/format-by-rules.ts'
import { storeRuleBook } from './rules/store-rules.ts'
import type { StoreCaseReport, StoreReport } from './run/create-store-judge.ts'

/** A report for people: what to do first, the totals, a line for each rule, what happened in each case that failed, what was not tried. */
export const formatStoreReport = (report: StoreReport): string => formatByRules(storeRuleBook, report)

/** One case for people: the rule, what was expected, what was seen, which calls came before. */
export const formatStoreCase = (report: StoreCaseReport): string => formatCaseByRules(storeRuleBook, report)
