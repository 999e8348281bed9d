import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, messageCommand, otherPage, restoreCommand, startCommand } from '../case/commands.ts'
import { codeOf, indexedOf } from '../case/event-fields.ts'
import {
  answered,
  answerTo,
  asGiven,
  attached,
  eachAccepted,
  givenCarriedOut,
  givenRestored,
  givenShownSession,
  givenTranscript,
  mustEnd,
  startSession,
} from '../case/given.ts'
import { NotReached } from '../case/not-run.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'

/** What a server still knows after a restart: everything that it has said is so. */
const cases: readonly Pick<ServerCase, 'id' | 'rule' | 'title' | 'run'>[] = [
  {
    id: 'P45/restart',
    rule: 'P45',
    title: 'closes its lines when it shuts down',
    async run(context) {
      const { line } = await givenShownSession(context)
      await context.control.restart()
      await mustEnd(context, line, 'a line that was open when the server shut down has ended')
      await asGiven('the server to be up again', attached(context, startCommand()))
    },
  },
  {
    id: 'P41/kept-over-a-restart',
    rule: 'P41',
    title: 'still has its sessions after a restart',
    async run(context) {
      const { session } = await restartedAfterTalk(context)
      const { answer } = await attached(context, restoreCommand(session))
      must(
        answer.type === 'EventAttached',
        `a session that was live before a restart was answered with ${inspect(answer)} after it: each release of the server ends every chat`,
      )
    },
  },
  {
    id: 'P25/kept-over-a-restart',
    rule: 'P25',
    title: 'still has every event of a transcript after a restart, in its order',
    async run(context) {
      const { session, before } = await restartedAfterTalk(context)
      const transcript = await givenTranscript(context, session)
      const told = (events: typeof transcript) => events.map(({ type, commandId }) => [type, commandId])
      mustEqual(told(transcript), told(before), 'the transcript after a restart, by type and `commandId`')
    },
  },
  {
    id: 'P5/unchanged-over-a-restart',
    rule: 'P5',
    title: 'sends events after a restart as before, and goes on numbering',
    async run(context) {
      const { session, before } = await restartedAfterTalk(context)
      const { line } = await givenRestored(context, session)
      const next = await givenCarriedOut(context, line)
      for (const event of indexedOf(line).filter(({ index }) => Number(index) <= before.length))
        mustEqual(event, before[Number(event.index) - 1], `the event with index ${String(event.index)} after a restart`)
      mustEqual(next.index, before.length + 1, '`index` of the first event after a restart')
    },
  },
  {
    id: 'P26/repeated-over-a-restart',
    rule: 'P26',
    title: 'answers a message that is repeated after a restart with its one event',
    async run(context) {
      const { session, before, said } = await restartedAfterTalk(context)
      const { line } = await givenRestored(context, session, { after: before.length })
      mustEqual(
        await answered(context, line, said),
        before.find(({ commandId }) => commandId === said.id),
        'what answers a message that was accepted before a restart, and is repeated after it',
      )
      const transcript = await givenTranscript(context, session)
      mustEqual(
        transcript.filter(({ commandId }) => commandId === said.id).length,
        1,
        'how often the message is in the transcript',
      )
    },
  },
  {
    id: 'P10/repeated-over-a-restart',
    rule: 'P10',
    title: 'answers a start that is repeated after a restart with the session that it made',
    async run(context) {
      const { session } = await restartedAfterTalk(context)
      // Before the restore, by which a server might learn of the start again.
      const { answer } = await attached(context, session.start)
      await givenRestored(context, session)
      mustEqual(answer.sessionId, session.sessionId, '`sessionId` of the start that is repeated after a restart')
    },
  },
  {
    id: 'P11/secret-over-a-restart',
    rule: 'P11',
    title: 'still refuses a wrong secret after a restart',
    async run(context) {
      const { session } = await restartedAfterTalk(context)
      await givenRestored(context, session)
      const { secret } = startCommand()
      const { answer } = await attached(context, restoreCommand({ ...session, secret }, { take: true }))
      must(codeOf(answer) === 50, `after a restart a restore with a wrong secret was answered with ${inspect(answer)}`)
    },
  },
  {
    id: 'P19/holder-over-a-restart',
    rule: 'P19',
    title: 'still knows after a restart which page holds the session',
    async run(context) {
      const { session } = await restartedAfterTalk(context)
      const other = await attached(context, restoreCommand(session, { pageId: otherPage() }))
      mustStillBe(other.answer, 'the session', 'another page with `take: false`')
      const back = await attached(context, restoreCommand(session))
      must(
        back.answer.type === 'EventAttached',
        `after a restart the holder came back with \`take: false\`, and was answered with ${inspect(back.answer)}`,
      )
    },
  },
  {
    id: 'P19/takes-over-a-restart',
    rule: 'P19',
    title: 'still counts a pair of `id` and `pageId` that took the session before a restart as `take: false`',
    async run(context) {
      const session = await givenShownSession(context)
      const take = restoreCommand({ ...session, pageId: otherPage() }, { take: true })
      await asGiven('a page to take the session', answerTo(context, context.open(take)))
      await givenRestored(context, session, { pageId: otherPage(), take: true })
      await context.control.restart()
      const { answer } = await attached(context, take)
      mustStillBe(
        answer,
        'the take',
        'a page that repeats a take from before, when a third page had taken the session,',
      )
    },
  },
  {
    id: 'P34/read-over-a-restart',
    rule: 'P34',
    title: 'still knows after a restart how far the visitor has read',
    async run(context) {
      const { session } = await restartedAfterTalk(context)
      const { answer } = await givenRestored(context, session)
      const reads = answer.reads as readonly { upTo?: unknown }[]
      mustEqual(
        reads.map(({ upTo }) => upTo),
        [readUpTo],
        `\`upTo\` of \`reads\` after a restart; the visitor had read ${readUpTo}`,
      )
    },
  },
  {
    id: 'P43/ended-over-a-restart',
    rule: 'P43',
    title: 'adds nothing after a restart to a session that had ended before',
    async run(context) {
      const session = await givenShownSession(context)
      await asGiven('the session to end', answered(context, session.line, command('LeaveSession')))
      await context.control.restart()
      const { line, answer } = await attached(context, restoreCommand(session))
      if (answer.type !== 'EventAttached') return context.note(endedIsGone)
      const late = await answered(context, line, messageCommand('after the end'))
      must(late.type !== 'EventMessage', `a message in a session that had ended was accepted: ${inspect(late)}`)
    },
  },
]

export const restartCases: readonly ServerCase[] = cases.map((each): ServerCase => ({
  ...each,
  control: ['restart'],
  phase: 'alone',
}))

const readUpTo = 3
const endedIsGone = 'After a restart an ended session can no longer be read (P42: it SHOULD for 30 min).'

/** A session in which much was said, before a restart. */
async function restartedAfterTalk(context: ServerCaseContext) {
  const session = await asGiven('a session', startSession(context, { nickname: 'Ada', userData: { plan: 'free' } }))
  const said = messageCommand('before the restart')
  const sent = [
    said,
    command('UpdateUserData', { userData: { plan: 'pro', tags: ['a', 'b'] } }),
    command('SendNotice', { notice: { name: 'page-opened', data: { path: '/pricing', empty: {} } } }),
    messageCommand('and another one'),
  ]
  session.line.send(...sent)
  await asGiven('commands to be accepted', eachAccepted(context, session.line, sent))
  session.line.send(command('MarkRead', { upTo: readUpTo }))
  await givenCarriedOut(context, session.line)
  const before = indexedOf(session.line)
  await context.control.restart()
  return { session, said, before }
}

/** Another page is told that the session is taken. A server that has lost the session itself breaks another rule (P41). */
function mustStillBe(answer: Parameters<typeof codeOf>[0], what: string, who: string): void {
  if (codeOf(answer) === 50) throw new NotReached('it needs the session, and that was lost at the restart')
  must(
    answer?.type === 'EventSessionTaken',
    `${what} is forgotten at a restart: ${who} is to be answered with EventSessionTaken after it, and was with ${inspect(answer)}`,
  )
}
