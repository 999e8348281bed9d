import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, restoreCommand, startCommand } from '../case/commands.ts'
import { eventWithText, indexedOf } from '../case/event-fields.ts'
import { answered, asGiven, attached, givenCarriedOut, givenSaid, mustEnd } from '../case/given.ts'
import { givenTwoDevices, givenUser, givenUserSession, isTaken } from '../case/given-users.ts'
import type { ServerCase } from '../case/server-case.ts'
import { objectOrNothing } from '../line/json-object.ts'
import type { ServerLine } from '../line/server-line.ts'

/** Long enough for what must not happen to show on a line nearby. */
const settleMs = 400

const readEvents = ({ events }: ServerLine) => events.filter(({ type }) => type === 'EventRead')

/** The same user on another device: P82 to P84. */
const cases: readonly Omit<ServerCase, 'control'>[] = [
  {
    id: 'P82/from-the-beginning',
    rule: 'P82',
    title: 'attaches the start of a further device to the user’s session, as the same visitor, from the beginning',
    async run(context) {
      const { session, device } = await givenTwoDevices(context)
      mustEqual(device.answer.party, session.answer.party, '`party` in the answer to a further device')
      const head = Number(indexedOf(session.line).at(-1)?.index)
      mustEqual(device.answer.head, head, '`head` in the answer to a further device')
      await context.untilOn(device.line, 'the whole transcript comes', () =>
        indexedOf(device.line).find(({ index }) => index === head),
      )
      mustEqual(indexedOf(device.line), indexedOf(session.line), 'the transcript on a further device')
    },
  },
  {
    id: 'P82/its-own',
    rule: 'P82',
    title: 'takes the `id` and `secret` of a further device’s start for its own: it comes back with them',
    async run(context) {
      const { user, session, device } = await givenTwoDevices(context)
      const back = await attached(context, restoreCommand(device, { auth: await user.token() }))
      must(back.answer.type === 'EventAttached', `the device’s restore was answered with ${inspect(back.answer)}`)
      const again = await attached(context, { ...device.start, auth: await user.token() })
      mustEqual(again.answer.sessionId, session.sessionId, '`sessionId` of the device’s start, repeated')
      await user.back(session)
    },
  },
  {
    id: 'P82/nobody-else',
    rule: 'P82',
    title: 'attaches the start of nobody else to a user’s session: not of another user, not of one who is not known',
    async run(context) {
      const user = givenUser(context)
      const session = await givenUserSession(context, user)
      const auth = await givenUser(context, user.name).token()
      for (const start of [startCommand({ auth }), startCommand()]) {
        const { answer } = await attached(context, start)
        must(answer.sessionId !== session.sessionId, 'somebody else was let into the session of a user')
      }
    },
  },
  {
    id: 'P82/at-once',
    rule: 'P82',
    title: 'makes one session of two starts of a user at once, if it lets devices share one at all',
    async run(context) {
      const user = givenUser(context)
      const starts = [startCommand({ auth: await user.token() }), startCommand({ auth: await user.token() })]
      const answers = await Promise.all(starts.map((start) => attached(context, start)))
      for (const { line, answer } of answers) {
        must(answer.type === 'EventAttached', `one of two starts at once was answered with ${inspect(answer)}`)
        if (!line.end) await givenCarriedOut(context, line)
      }
      const third = await attached(context, startCommand({ auth: await user.token() }))
      const ids = new Set(answers.map(({ answer }) => answer.sessionId))
      const isShared = ids.has(third.answer.sessionId)
      must(
        !isShared || ids.size === 1,
        'two starts of a user at once made two sessions, and a third joined one of them',
      )
    },
  },
  {
    id: 'P82/ended',
    rule: 'P82',
    title: 'makes a new session for a user whose last one has ended',
    async run(context) {
      const user = givenUser(context)
      const session = await givenUserSession(context, user)
      await asGiven('the session to end', answered(context, session.line, command('LeaveSession')))
      const { answer } = await attached(context, startCommand({ auth: await user.token() }))
      must(answer.type === 'EventAttached', `the next start of the user was answered with ${inspect(answer)}`)
      must(answer.sessionId !== session.sessionId, 'the next start of the user came to the session that had ended')
    },
  },
  {
    id: 'P83/side-by-side',
    rule: 'P83',
    title: 'keeps the devices of a user attached side by side: each is told what either says',
    async run(context) {
      const { session, device } = await givenTwoDevices(context)
      const said = [
        await givenSaid(context, session.line, 'from the first device'),
        await givenSaid(context, device.line, 'from the second device'),
      ]
      for (const { line } of [session, device])
        for (const event of said) {
          const text = String(objectOrNothing(event.content)?.text)
          const told = await context.untilOn(line, `what was said ${text} comes`, () => eventWithText(line, text))
          mustEqual(told, event, `the event that was said ${text}`)
        }
    },
  },
  {
    id: 'P83/fenced-apart',
    rule: 'P83',
    title: 'ends the older line of a device that attaches again, and takes nothing from the other device',
    async run(context) {
      const { user, session, device } = await givenTwoDevices(context)
      await user.back(device, { after: 1, take: true, pageId: 'kit-another-page' })
      await mustEnd(context, device.line, 'the older line of the device is ended')
      await context.outlast(settleMs)
      must(!session.line.end && !isTaken(session.line), 'one device has lost its line to another')
      await givenCarriedOut(context, session.line)
    },
  },
  {
    id: 'P83/own-cursors',
    rule: 'P83',
    title: 'sends each device what it has not got, wherever the other one is',
    async run(context) {
      const { user, session, device } = await givenTwoDevices(context)
      device.line.vanish()
      const { index } = await givenSaid(context, session.line, 'while the second device is away')
      const { line } = await user.back(device, { after: 1 })
      await context.untilOn(line, 'what the device has missed comes', () => indexedOf(line).at(-1))
      await context.untilOn(line, 'all of it comes', () => indexedOf(line).find((event) => event.index === index))
      mustEqual(
        indexedOf(line).map((event) => event.index),
        Array.from({ length: Number(index) - 1 }, (_, place) => place + 2),
        'the indexes that came to the device after 1',
      )
      await givenCarriedOut(context, session.line)
    },
  },
  {
    id: 'P84/read-elsewhere',
    rule: 'P84',
    title: 'tells the visitor’s other devices what was read on one, and not that one',
    async run(context) {
      const { session, device } = await givenTwoDevices(context)
      device.line.send(command('MarkRead', { upTo: 1 }))
      await givenCarriedOut(context, device.line)
      const told = await context.untilOn(
        session.line,
        'EventRead comes on the other device',
        () => readEvents(session.line)[0],
      )
      mustEqual([told.upTo, told.party], [1, session.answer.party], '`upTo` and `party` of EventRead')
      await context.outlast(settleMs)
      mustEqual(readEvents(device.line), [], 'the EventRead on the device that said MarkRead')
    },
  },
]

export const deviceCases: readonly ServerCase[] = cases.map((each) => ({ ...each, control: ['token'] }))
