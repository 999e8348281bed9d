import { inspect } from '../../case/outcome.ts'
import { isObject } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'
import { codeOf } from './event-fields.ts'
import type { TracedLine } from './server-case.ts'

/** What is said of a start that was refused for the number of starts before it. No rule forbids such a limit. */
export const startLimitText = (answer: string): string =>
  `the server refused a new session of the kit with ${answer}, as one does that limits the starts from one address, or is not ready yet. The kit starts about 200 sessions over each transport: raise the limit in the test set-up, or run a few rules at a time (--only)`

/** What shows in these lines that the server limits starts: a good start of a new session was refused, by error 100 or HTTP 429. */
export function startLimitIn(lines: readonly TracedLine[]): string | undefined {
  const limited = lines.find((each) => isGoodStart(each.attach) && isRefused(each))?.line
  return limited && startLimitText(limited.answers[0] ? inspect(limited.answers[0]) : `HTTP ${tooManyRequests}`)
}

/** Whether one of these starts, good or not, was refused so. */
export const hasRefusedStart = (lines: readonly TracedLine[]): boolean =>
  lines.some((each) => isStart(each.attach) && isRefused(each))

const tooManyRequests = 429

const isRefused = ({ hasOutage, line: { answers, end } }: TracedLine) =>
  !hasOutage && (codeOf(answers[0]) === 100 || (answers.length === 0 && end?.code === tooManyRequests))

const isStart = (attach: unknown): attach is JsonObject => isObject(attach) && attach.type === 'StartSession'

const isGoodStart = (attach: unknown): boolean =>
  isStart(attach) &&
  [attach.id, attach.pageId, attach.secret].every((value) => typeof value === 'string' && value !== '') &&
  typeof attach.take === 'boolean' &&
  typeof (attach.nickname ?? '') === 'string' &&
  isObject(attach.userData ?? {})
