import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { messageCommand, otherPage, restoreCommand, startCommand } from '../case/commands.ts'
import { eventsFor } from '../case/event-fields.ts'
import { answerTo, asGiven, givenCarriedOut, givenRestored, givenSaid, givenSession, mustEnd } from '../case/given.ts'
import type { ServerLine } from '../line/server-line.ts'
import type { ServerCase } from '../case/server-case.ts'
import { givenBetweenPolls } from '../case/given-polls.ts'

/** One attachment at a time: P17, P18, P20, P48, P75. */
export const fenceCases: readonly ServerCase[] = [
  {
    id: 'P17/older-line-ends',
    rule: 'P17',
    title: 'ends the older line when the same page attaches again',
    async run(context) {
      const session = await givenSession(context)
      await givenRestored(context, session, { after: 1 })
      await mustEnd(
        context,
        session.line,
        'the older line is ended: a WebSocket is closed, a /meta/connect answered with 402',
      )
    },
  },
  {
    id: 'P17/late-command',
    rule: 'P17',
    title: 'does nothing of what arrives on the older line after the new attach was accepted',
    async run(context) {
      const session = await givenSession(context)
      const { line } = await givenRestored(context, session, { after: 1 })
      const late = messageCommand('too late')
      session.line.send(late)
      await givenCarriedOut(context, line)
      await context.outlast(settleMs)
      await givenCarriedOut(context, line)
      const done = [...eventsFor(line, late), ...eventsFor(session.line, late)]
      must(
        done.length === 0,
        `a command on the older line was carried out after the new attach had been accepted: ${inspect(done[0])}`,
      )
    },
  },
  {
    id: 'P17/silent-older-line',
    rule: 'P17',
    title: 'sends no event on the older line any more',
    async run(context) {
      const session = await givenSession(context)
      await givenSaid(context, session.line)
      const { line } = await givenRestored(context, session, { after: 2 })
      const event = await givenSaid(context, line, 'only for the new line')
      await context.outlast(settleMs)
      const strays = session.line.events.filter(({ index }) => Number(index) >= Number(event.index))
      must(
        strays.length === 0,
        `an event came on the older line after the new attach had been accepted: ${inspect(strays[0])}`,
      )
    },
  },
  {
    id: 'P17/two-sessions-of-a-page',
    rule: 'P17',
    title: 'ends no line of another session, although it is of the same page',
    async run(context) {
      const { start, line } = await givenSession(context)
      const other = await givenSession(context, { pageId: start.pageId })
      await givenCarriedOut(context, other.line)
      await context.outlast(settleMs)
      must(!line.end, `a page that has two sessions lost the line of the first: ${line.end?.text}`)
      await givenCarriedOut(context, line)
    },
  },
  {
    id: 'P18/older-line-breaks-late',
    rule: 'P18',
    title: 'keeps the new line attached when the older one breaks afterwards',
    async run(context) {
      const session = await givenSession(context)
      const { line } = await givenRestored(context, session, { after: 1 })
      session.line.vanish()
      await context.outlast(settleMs)
      must(!line.end, `the end of the older line ended the newer one: ${line.end?.text}`)
      await givenCarriedOut(context, line)
    },
  },
  {
    id: 'P20/taken-is-told',
    rule: 'P20',
    title: 'sends the older line EventSessionTaken, and ends it, when another page takes the session',
    async run(context) {
      const session = await givenSession(context)
      await givenSaid(context, session.line)
      await givenRestored(context, session, { pageId: otherPage(), take: true })
      await context.until('EventSessionTaken comes on the older line', () => taken(session.line).length > 0)
      await mustEnd(context, session.line, 'the older line is ended')
      mustEqual(taken(session.line).length, 1, 'how often the older line was told')
    },
  },
  {
    id: 'P20/own-take',
    rule: 'P20',
    title: 'does not send EventSessionTaken to a page that takes its own session again',
    async run(context) {
      const session = await givenSession(context)
      const { line } = await givenRestored(context, session, { after: 1, take: true })
      await givenCarriedOut(context, line)
      await context.outlast(settleMs)
      must(
        taken(session.line).length === 0,
        'a page that took its own session again, as it does when it comes back from the back/forward cache, was told EventSessionTaken',
      )
    },
  },
  {
    id: 'P20/same-page-is-no-take-over',
    rule: 'P20',
    title: 'does not send EventSessionTaken to a page that attaches again itself',
    async run(context) {
      const session = await givenSession(context)
      const { line } = await givenRestored(context, session, { after: 1 })
      await givenCarriedOut(context, line)
      await context.outlast(settleMs)
      must(
        taken(session.line).length === 0,
        'a page that attached again was told EventSessionTaken on its older line, and lets go of the session',
      )
    },
  },
  {
    id: 'P48/one-socket-speaks',
    rule: 'P48',
    on: ['websocket'],
    title: 'lets no other WebSocket speak for a Bayeux session, although it names its clientId',
    async run(context) {
      const session = await givenSession(context)
      const clientId = 'clientId' in session.line ? session.line.clientId : undefined
      const stranger = context.openBayeux(startCommand())
      await asGiven('a line of another session', answerTo(context, stranger))
      const foreign = messageCommand('said for another')
      stranger.sendMessages({ channel: '/service/chat', clientId, data: foreign })
      await context.outlast(settleMs)
      await givenCarriedOut(context, session.line)
      must(
        eventsFor(session.line, foreign).length === 0,
        'a command with the clientId of another WebSocket was carried out',
      )
    },
  },
  {
    id: 'P48/removed-is-402',
    rule: 'P48',
    on: ['long-polling'],
    title: 'answers a message of a removed Bayeux session with 402',
    async run(context) {
      const session = await givenSession(context)
      await givenRestored(context, session, { after: 1 })
      await mustEnd(context, session.line, 'the older line is ended')
      session.line.send(messageCommand('too late'))
      const reply = await context.until('the message is answered', () => publishReply(session.line))
      must(
        reply.successful === false && String(reply.error).startsWith('402'),
        `a message of a Bayeux session that another attach had removed was answered with ${inspect(reply)}`,
      )
    },
  },
  {
    id: 'P75/fenced-between-two-polls',
    rule: 'P75',
    on: ['long-polling'],
    title: 'tells a line that was taken between two polls so at its next /meta/connect',
    async run(context) {
      const session = await givenSession(context)
      const line = context.openBayeux(restoreCommand(session, { after: 1 }))
      // A held poll would be answered by the take-over itself.
      await givenBetweenPolls(context, line)
      await givenRestored(context, session, { pageId: otherPage(), take: true })
      await context.outlast(settleMs)
      line.pausePolls(false)
      await context.until('EventSessionTaken comes at the next /meta/connect', () => taken(line).length > 0 || line.end)
      must(
        taken(line).length === 1,
        `a line that was taken between two polls was not told EventSessionTaken: ${line.end?.text ?? 'it is silent'}`,
      )
    },
  },
]

/** Long enough for what must not happen to show on a line nearby. */
const settleMs = 400

const taken = ({ events }: ServerLine) => events.filter(({ type }) => type === 'EventSessionTaken')

function publishReply(line: ServerLine) {
  if (!('messages' in line)) return undefined
  const { messages } = line as { messages: readonly { message: ServerLine['events'][number] }[] }
  return messages
    .map(({ message }) => message)
    .find(({ channel, data }) => channel === '/service/chat' && data === undefined)
}
