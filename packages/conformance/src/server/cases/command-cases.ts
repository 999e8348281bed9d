import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, messageCommand } from '../case/commands.ts'
import { codeOf, eventsFor, indexedOf } from '../case/event-fields.ts'
import {
  answered,
  eachAnswered,
  givenCarriedOut,
  givenRestored,
  givenSaid,
  givenSession,
  givenTranscript,
} from '../case/given.ts'
import type { ServerCase } from '../case/server-case.ts'
import { objectOrNothing } from '../line/json-object.ts'

/** Transcript commands: section 4, without what a command may not be. */
export const commandCases: readonly ServerCase[] = [
  {
    id: 'P25/message',
    rule: 'P25',
    phase: 'first',
    title: "answers SendMessage with EventMessage: the command's id, the visitor as party, the content as it was sent",
    async run(context) {
      const { line, answer } = await givenSession(context)
      const sent = messageCommand('Grüße, 你好, שלום, 😀 "quoted" \\ and\nanother line')
      const event = await answered(context, line, sent)
      must(event.type === 'EventMessage', `SendMessage was answered with ${inspect(event)}`)
      mustEqual(event.content, sent.content, '`content` of the event')
      mustEqual(event.party, answer.party, '`party` of the event, as in EventAttached')
    },
  },
  {
    id: 'P25/notice',
    rule: 'P25',
    title: 'answers SendNotice with EventNotice, its data unchanged',
    async run(context) {
      const { line } = await givenSession(context)
      const notice = {
        name: 'page-opened',
        data: { path: '/pricing', depth: [1, [2, { three: null }]], no: false, empty: '' },
      }
      const event = await answered(context, line, command('SendNotice', { notice }))
      must(event.type === 'EventNotice', `SendNotice was answered with ${inspect(event)}`)
      mustEqual(event.notice, notice, '`notice` of the event')
    },
  },
  {
    id: 'P25/user-data',
    rule: 'P25',
    title: 'answers UpdateUserData with EventUserDataUpdated, which holds what the command held',
    async run(context) {
      const { line } = await givenSession(context, { userData: { plan: 'free', seats: 1 } })
      const userData = { plan: 'pro', vip: null, tags: ['a', 'b'] }
      const event = await answered(context, line, command('UpdateUserData', { userData }))
      must(event.type === 'EventUserDataUpdated', `UpdateUserData was answered with ${inspect(event)}`)
      mustEqual(event.userData, userData, '`userData` of the event')
    },
  },
  {
    id: 'P25/in-the-transcript',
    rule: 'P25',
    title: 'keeps what it has accepted: the event comes again to the next line',
    async run(context) {
      const session = await givenSession(context)
      const event = await givenSaid(context, session.line)
      const transcript = await givenTranscript(context, session)
      must(
        transcript.some(({ commandId }) => commandId === event.commandId),
        'a message that had its event is missing after a restore',
      )
    },
  },
  {
    id: 'P24/order',
    rule: 'P24',
    title: 'carries out commands in the order in which they come',
    async run(context) {
      const { line } = await givenSession(context)
      const sent = Array.from({ length: 12 }, (_, place) => messageCommand(`number ${place + 1}`))
      for (const each of sent) line.send(each)
      await eachAnswered(context, line, sent)
      const ids = line.events.filter(({ type }) => type === 'EventMessage').map(({ commandId }) => commandId)
      mustEqual(
        [...new Set(ids)],
        sent.map(({ id }) => id),
        'the order of the events',
      )
    },
  },
  {
    id: 'P2/unknown-fields',
    rule: 'P2',
    title: 'ignores unknown fields of attaches and commands',
    async run(context) {
      const session = await givenSession(context, { acmeCampaign: { spring: [1] } })
      const event = await answered(context, session.line, messageCommand('Hello', { acmeTicket: 5 }))
      must(event.type === 'EventMessage', `a message with an unknown field was answered with ${inspect(event)}`)
      const inside = { type: 'text', text: 'Hello', acmeMood: null }
      const second = await answered(context, session.line, messageCommand('', { content: inside }))
      must(
        second.type === 'EventMessage',
        `a message with an unknown field in its content was answered with ${inspect(second)}`,
      )
      await givenRestored(context, session, { acmeTab: 'left' })
    },
  },
  {
    id: 'P3/unknown-command',
    rule: 'P3',
    title: 'answers a command of unknown type with error 1 and its id, and the line lives on',
    async run(context) {
      const { line } = await givenSession(context)
      for (const type of ['AcmeDance', 'sendmessage', 'constructor', '__proto__', 'EventMessage']) {
        const refusal = await answered(context, line, command(type))
        must(codeOf(refusal) === 1, `a command of type ${type} was answered with ${inspect(refusal)}`)
      }
      must(!line.end, `unknown commands ended the line: ${line.end?.text}`)
      mustEqual((await givenCarriedOut(context, line)).index, 2, '`index` of the first message after unknown commands')
    },
  },
  {
    id: 'P32/passing-commands',
    rule: 'P32',
    title: 'answers SendTyping and MarkRead with nothing when all is well, and with their id when not',
    async run(context) {
      const { line } = await givenSession(context)
      const typing = command('SendTyping', { isTyping: true })
      const read = command('MarkRead', { upTo: 1 })
      line.send(typing, read)
      await givenCarriedOut(context, line)
      const answers = [...eventsFor(line, typing), ...eventsFor(line, read)]
      must(answers.length === 0, `a passing command was answered although all is well: ${inspect(answers[0])}`)
      const refusal = await answered(context, line, command('SendTyping', { isTyping: 'yes' }))
      must(codeOf(refusal) === 3, `SendTyping whose isTyping is a word was answered with ${inspect(refusal)}`)
    },
  },
  {
    id: 'P33/typing-passes',
    rule: 'P33',
    title: 'keeps typing out of the transcript, and does not tell the visitor of their own',
    async run(context) {
      const session = await givenSession(context)
      session.line.send(command('SendTyping', { isTyping: true }), command('SendTyping', { isTyping: false }))
      mustEqual((await givenCarriedOut(context, session.line)).index, 2, '`index` of the first message, after typing')
      const told = session.line.events.filter(({ type, party }) => type === 'EventTyping' && isVisitor(party))
      must(told.length === 0, `the visitor was told of their own typing: ${inspect(told[0])}`)
      const types = indexedOf(session.line).map(({ type }) => type)
      mustEqual(types, ['EventParticipantJoined', 'EventMessage'], 'the transcript after typing and one message')
    },
  },
  {
    id: 'P34/highest-counts',
    rule: 'P34',
    title: 'keeps the highest `upTo` of the visitor, and refuses one above the head with error 3',
    async run(context) {
      const session = await givenSession(context)
      await givenSaid(context, session.line)
      const above = await answered(context, session.line, command('MarkRead', { upTo: 99 }))
      must(codeOf(above) === 3, `MarkRead with 99, with the head at 2, was answered with ${inspect(above)}`)
      session.line.send(command('MarkRead', { upTo: 2 }), command('MarkRead', { upTo: 1 }))
      await givenCarriedOut(context, session.line)
      const { answer } = await givenRestored(context, session)
      const reads = answer.reads as readonly { upTo?: unknown }[]
      mustEqual(
        reads.map(({ upTo }) => upTo),
        [2],
        '`upTo` of `reads`, after the visitor had read 2 and then 1',
      )
    },
  },
  {
    id: 'P74/nothing-read',
    rule: 'P74',
    title: 'does not list a party that has read nothing, also not after MarkRead with 0',
    async run(context) {
      const session = await givenSession(context)
      mustEqual(session.answer.reads, [], '`reads` of a new session')
      const read = command('MarkRead', { upTo: 0 })
      session.line.send(read)
      await givenCarriedOut(context, session.line)
      must(
        eventsFor(session.line, read).length === 0,
        `MarkRead with 0 was answered with ${inspect(eventsFor(session.line, read)[0])}`,
      )
      const { answer } = await givenRestored(context, session)
      mustEqual(answer.reads, [], '`reads` after MarkRead with 0')
    },
  },
]

const isVisitor = (party: unknown) => objectOrNothing(party)?.type === 'client'
