import { inspect, must } from '../../case/outcome.ts'
import { messageCommand, restoreCommand, startCommand } from '../case/commands.ts'
import { codeOf, descriptionOf } from '../case/event-fields.ts'
import { answerTo, givenCarriedOut, givenSession, outcomeOf } from '../case/given.ts'
import { nested } from '../case/nested.ts'
import type { JsonObject } from '../line/server-line.ts'
import type { ServerCase } from '../case/server-case.ts'
import { badCommands, badRestores, badStarts, type BadAttach, type BadCommand } from './bad-commands.ts'

/** What a command may not be: P31, and the bounds of P58. */
export const syntaxCases: readonly ServerCase[] = [
  ...badCommands.map((bad) => badCommandCase(bad)),
  ...badStarts.map((bad) => badAttachCase(bad, startCommand)),
  ...badRestores.map((bad) =>
    badAttachCase(bad, () => restoreCommand({ ...startCommand(), sessionId: 'kit-no-such-session' })),
  ),
  {
    id: 'P31/not-the-first',
    rule: 'P31',
    title: 'checks the type before the parameters: a command of unknown type with nothing else is error 1',
    async run(context) {
      const { line } = await givenSession(context)
      const refusal = await outcomeOf(context, line, { type: 'AcmeDance' })
      must(codeOf(refusal) === 1, `a command of unknown type without an id was answered with ${inspect(refusal)}`)
      must(
        (refusal.commandId ?? undefined) === undefined,
        `a command without an id was answered with \`commandId\`: ${inspect(refusal)}`,
      )
    },
  },
  {
    id: 'P58/longest-strings',
    rule: 'P58',
    title: 'accepts strings as long as the bounds allow',
    async run(context) {
      const longest = {
        id: 'i'.repeat(64) + startCommand().id.repeat(2).slice(0, 64),
        pageId: 'p'.repeat(128),
        nickname: 'n'.repeat(200),
        subject: 's'.repeat(200),
      }
      const line = context.open(startCommand({ ...longest, secret: startCommand().secret.padEnd(512, 'x') }))
      const answer = await answerTo(context, line)
      must(
        answer.type === 'EventAttached',
        `a start with id and pageId of 128, nickname and subject of 200 and a secret of 512 characters was answered with ${inspect(answer)}`,
      )
      const event = await outcomeOf(context, line, {
        type: 'SendNotice',
        id: 'c'.repeat(128),
        notice: { name: 'n'.repeat(200) },
      })
      must(
        event.type === 'EventNotice',
        `a notice with an id of 128 and a name of 200 characters was answered with ${inspect(event)}`,
      )
    },
  },
  {
    id: 'P58/most-values',
    rule: 'P58',
    title: 'accepts 3,900 JSON values, and 90 levels, in one command, and 200 names of user data',
    async run(context) {
      const { line } = await givenSession(context)
      const userData = Object.fromEntries(Array.from({ length: 200 }, (_, place) => [`name${place}`, place]))
      const event = await outcomeOf(context, line, { type: 'UpdateUserData', id: 'kit-names', userData })
      must(event.type === 'EventUserDataUpdated', `user data of 200 names was answered with ${inspect(event)}`)
      const many = await outcomeOf(
        context,
        line,
        notice(
          Array.from({ length: 3_900 }, () => 0),
          'kit-values',
        ),
      )
      must(many.type === 'EventNotice', `a notice with 3,900 values was answered with ${inspect(many)}`)
      const deep = await outcomeOf(context, line, notice(nested(90), 'kit-levels'))
      must(deep.type === 'EventNotice', `a notice with 90 levels was answered with ${inspect(deep)}`)
    },
  },
  {
    id: 'P58/too-long-an-id',
    rule: 'P58',
    title: 'accepts an id of 129 characters, or answers error 3 without `commandId`',
    async run(context) {
      const { line } = await givenSession(context)
      const outcome = await outcomeOf(context, line, messageCommand('Hello', { id: 'i'.repeat(129) }))
      if (outcome.type === 'EventMessage') return
      must(codeOf(outcome) === 3, `a message with an id of 129 characters was answered with ${inspect(outcome)}`)
      must(
        (outcome.commandId ?? undefined) === undefined,
        'an id that is refused for its length is repeated as `commandId`',
      )
    },
  },
]

function badCommandCase({ name, what, sent, code, parameter }: BadCommand): ServerCase {
  return {
    id: `P31/${name}`,
    rule: 'P31',
    title: `answers ${what} with error ${code}${parameter ? `, naming ${parameter}` : ''}`,
    async run(context) {
      const { line } = await givenSession(context)
      const refusal = await outcomeOf(context, line, sent)
      mustRefuse({ what, code, parameter }, refusal)
      must(!line.end, `${what} ended the line: ${line.end?.text}`)
      await givenCarriedOut(context, line)
    },
  }
}

function badAttachCase(
  { name, what, without, fields = {}, code, parameter }: BadAttach,
  attach: () => object,
): ServerCase {
  return {
    id: `P31/${name}`,
    rule: 'P31',
    title: `answers ${what} with error ${code}, naming ${parameter}`,
    async run(context) {
      const bad = Object.fromEntries(Object.entries({ ...attach(), ...fields }).filter(([name]) => name !== without))
      const answer = await answerTo(context, context.open(bad))
      mustRefuse({ what, code, parameter }, answer)
    },
  }
}

interface Expected {
  readonly what: string
  readonly code: number
  readonly parameter: string | undefined
}

function mustRefuse({ what, code, parameter }: Expected, refusal: JsonObject): void {
  must(codeOf(refusal) === code, `${what} is to be answered with error ${code}, and was with ${inspect(refusal)}`)
  if (parameter === undefined) return
  const named = descriptionOf(refusal).includes(parameter)
  must(
    named,
    `the description of error ${code} for ${what} must name \`${parameter}\`, and was ${inspect(descriptionOf(refusal))}`,
  )
}

const notice = (data: unknown, id: string) => ({ type: 'SendNotice', id, notice: { name: 'many', data } })
