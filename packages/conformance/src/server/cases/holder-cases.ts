import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { otherPage, restoreCommand, startCommand } from '../case/commands.ts'
import { answerTo, asGiven, attached, givenCarriedOut, givenRestored, givenSession } from '../case/given.ts'
import type { ServerCase } from '../case/server-case.ts'

/** Which page holds the session: P19. */
export const holderCases: readonly ServerCase[] = [
  {
    id: 'P19/not-the-holder',
    rule: 'P19',
    title: 'answers a page that does not take, and does not hold the session, with EventSessionTaken',
    async run(context) {
      const session = await givenSession(context)
      const restore = restoreCommand(session, { pageId: otherPage() })
      const { answer } = await attached(context, restore)
      must(
        answer.type === 'EventSessionTaken',
        `another page with \`take: false\` was answered with ${inspect(answer)}`,
      )
      mustEqual(answer.commandId, restore.id, '`commandId` of the EventSessionTaken that answers an attach')
      must(!session.line.end, `an attach that was refused ended the holder's line: ${session.line.end?.text}`)
      await givenCarriedOut(context, session.line)
    },
  },
  {
    id: 'P19/take',
    rule: 'P19',
    title: 'lets another page take the session, and then the first one back in only if it takes',
    async run(context) {
      const session = await givenSession(context)
      const second = { ...session, pageId: otherPage() }
      const took = await attached(context, restoreCommand(second, { take: true }))
      must(
        took.answer.type === 'EventAttached',
        `another page with \`take: true\` was answered with ${inspect(took.answer)}`,
      )
      const { answer } = await attached(context, restoreCommand(session))
      must(
        answer.type === 'EventSessionTaken',
        `the page that had held the session reconnected with \`take: false\`, and was answered with ${inspect(answer)}`,
      )
      const back = await attached(context, restoreCommand(session, { take: true }))
      must(
        back.answer.type === 'EventAttached',
        `the page took the session again, and was answered with ${inspect(back.answer)}`,
      )
    },
  },
  {
    id: 'P19/repeated-take',
    rule: 'P19',
    title: 'counts a repeated pair of `id` and `pageId` as `take: false`',
    async run(context) {
      const session = await givenSession(context)
      const take = restoreCommand({ ...session, pageId: otherPage() }, { take: true })
      const first = context.open(take)
      await asGiven('a page to take the session', answerTo(context, first))
      await givenRestored(context, session, { pageId: otherPage(), take: true })
      const { answer } = await attached(context, take)
      must(
        answer.type === 'EventSessionTaken',
        `a take that had been accepted once was repeated after a third page had taken the session, and was answered with ${inspect(answer)}`,
      )
    },
  },
  {
    id: 'P19/holder-comes-back',
    rule: 'P19',
    title: 'lets the holder back in with `take: false`',
    async run(context) {
      const session = await givenSession(context)
      const { answer } = await attached(context, restoreCommand(session))
      must(
        answer.type === 'EventAttached',
        `the holder came back with \`take: false\`, and was answered with ${inspect(answer)}`,
      )
    },
  },
  {
    id: 'P19/no-holder',
    rule: 'P19',
    title: 'makes the page that is let in while nobody holds the session its holder, although it does not take',
    async run(context) {
      const start = startCommand({ take: false })
      const { answer } = await attached(context, start)
      must(answer.type === 'EventAttached', `a start with \`take: false\` was answered with ${inspect(answer)}`)
      const session = { ...start, sessionId: String(answer.sessionId) }
      const again = await attached(context, restoreCommand(session))
      must(
        again.answer.type === 'EventAttached',
        `the page came back with \`take: false\`, and was answered with ${inspect(again.answer)}`,
      )
      const other = await attached(context, restoreCommand(session, { pageId: otherPage() }))
      must(
        other.answer.type === 'EventSessionTaken',
        `another page with \`take: false\` was answered with ${inspect(other.answer)}: two pages that reconnect would end each other for ever`,
      )
    },
  },
]
