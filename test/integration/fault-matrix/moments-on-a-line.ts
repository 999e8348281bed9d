import type { PartyType, TranscriptEntry } from '@chat-transport/core'
import { eventually } from '../../support/deadline.ts'
import { beginAt, exchange, speakOn, startChat, type Scenario } from './scenario.ts'

export const momentsOnALine = {
  'catching up': {
    kind: 'live',
    async play(setup, trigger) {
      await startChat(setup)
      const { session, log } = setup.visitor
      setup.gates.read.close(1)
      setup.line.cut()
      await eventually(() => session.status === 'reconnecting')
      for (const n of [1, 2, 3, 4, 5]) await setup.agentSays(`missed ${n}`)
      setup.line.restore()
      await log.waitForText('missed 1')
      await beginAt(setup.gates.read, trigger)
      return speakOn(setup)
    },
  },
  idle: {
    kind: 'live',
    async play(setup, { begin }) {
      await startChat(setup)
      await begin()
      return speakOn(setup)
    },
  },
  'while sending': {
    kind: 'live',
    async play(setup, trigger) {
      await startChat(setup)
      setup.gates.command.close()
      const sent = [1, 2, 3].map((n) => setup.visitorSays(`visitor ${n}`))
      await beginAt(setup.gates.command, trigger)
      return speakOn(setup, sent)
    },
  },
  'while receiving': {
    kind: 'live',
    async play(setup, { begin }) {
      await startChat(setup)
      await Promise.all([1, 2].map((n) => setup.agentSays(`agent ${n}`)))
      await begin()
      return speakOn(setup)
    },
  },
  'while re-attaching': {
    kind: 'live',
    async play(setup, trigger) {
      await startChat(setup)
      setup.gates.attach.close()
      setup.line.cut()
      await eventually(() => setup.visitor.session.status === 'reconnecting')
      setup.line.restore()
      await beginAt(setup.gates.attach, trigger)
      return speakOn(setup)
    },
  },
  'while changing messages': {
    kind: 'live',
    async play(setup, trigger) {
      await startChat(setup)
      const { session } = setup.visitor
      const mistaken = await setup.visitorSays('visitor is mistaken')
      const regretted = await setup.visitorSays('visitor regrets')
      const answer = await eventually(() => session.transcript.find(isMessageOf('agent')))
      setup.gates.command.close()
      const changes = [
        setup.visitorChanges(mistaken, (index) => session.editMessage(index, 'visitor is right')),
        setup.visitorChanges(regretted, (index) => session.deleteMessage(index)),
        setup.visitorChanges(answer, (index) => session.react(index, '👍')),
      ]
      await beginAt(setup.gates.command, trigger)
      return speakOn(setup, changes)
    },
  },
  'while streaming': {
    kind: 'stream',
    async play(setup, { begin }) {
      await startChat(setup)
      const { visitor, words } = setup
      const said = setup.botStreams()
      words.give(10)
      await eventually(() => visitor.streamed.at(-1) === words.given)
      const { length } = visitor.streamed
      await begin()
      words.give(10)
      // The page goes on with it, or the server has cut it.
      const goesOn = Promise.race([said, eventually(() => visitor.streamed.length > length, 15_000)])
      return speakOn(setup, [said, goesOn.then(() => words.end())])
    },
  },
  'while uploading': {
    kind: 'file',
    async play(setup, { begin }) {
      await startChat(setup)
      setup.line.throttle({ upBytesPerSecond: 1_000_000, downBytesPerSecond: 1_000_000 })
      let sent: Promise<unknown> = Promise.resolve()
      await new Promise<void>((onProgress) => (sent = setup.visitorSendsFile({ onProgress: () => onProgress() })))
      await begin()
      return speakOn(setup, [sent])
    },
  },
  'while signing in': {
    kind: 'user',
    async play(setup, trigger) {
      await startChat(setup)
      setup.gates.attach.close()
      const known = setup.visitorSignsIn()
      await beginAt(setup.gates.attach, trigger)
      return speakOn(setup, [known])
    },
  },
  'when a log-in expires': {
    kind: 'user',
    async play(setup, trigger) {
      await startChat(setup)
      setup.gates.attach.close(1) // the next is the attach with what has expired, which is refused
      await setup.visitorSignsIn({ expiresInMs: 300 })
      await beginAt(setup.gates.attach, trigger)
      return speakOn(setup)
    },
  },
  'while loading earlier': {
    kind: 'history',
    async play(setup, trigger) {
      await setup.start()
      for (const n of [1, 2, 3, 4, 5]) await setup.agentSays(`earlier ${n}`)
      await setup.comeBack({ last: 2 })
      await exchange(setup, 'before')
      setup.gates.read.close()
      const loaded = setup.visitor.session.loadEarlier()
      await beginAt(setup.gates.read, trigger)
      return speakOn(setup, [loaded])
    },
  },
} satisfies Readonly<Record<string, Scenario>>

const isMessageOf =
  (type: PartyType) =>
  ({ event }: TranscriptEntry) =>
    event?.type === 'EventMessage' && event.party.type === type
