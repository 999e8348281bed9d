import { eventually } from '../../support/deadline.ts'
import type { Moment } from './matrix.ts'
import type { Setup } from './setup.ts'

export interface FaultTrigger {
  /** Begins the fault. It affects the line at once. */
  begin(): Promise<void>
  /** Resolves when the page has shown the interruption, or at once if the fault lasts only until everything is answered. */
  seen(): Promise<void>
}

export interface Scenario {
  readonly kind: 'start' | 'live' | 'leave' | 'detach'
  /** Brings the chat to its moment and begins the fault there. `answered` resolves when everything in progress is answered. */
  play(setup: Setup, trigger: FaultTrigger): Promise<{ readonly answered: Promise<unknown> }>
}

/** Begins the fault while a call waits at a gate of the server, then opens the gate. */
async function beginAt(gate: Setup['gates'][keyof Setup['gates']], { begin }: FaultTrigger): Promise<void> {
  await gate.reached()
  const begun = begin()
  gate.open()
  await begun
}

/** Both sides send a message and receive the other's. */
export async function exchange({ visitorSays, agentSays, visitor }: Setup, word: string): Promise<void> {
  const heard = agentSays(`agent ${word}`).then(() => visitor.log.waitForText(`agent ${word}`))
  await Promise.all([visitorSays(`visitor ${word}`), heard])
}

export async function startChat(setup: Setup): Promise<void> {
  await setup.start()
  await exchange(setup, 'before')
}

/** Both sides keep sending while the fault lasts. */
const speakOn = (setup: Setup, others: readonly Promise<unknown>[] = []) => {
  const answered = Promise.all([...others, exchange(setup, 'meanwhile')])
  answered.catch(() => undefined) // the caller that awaits it gets the error
  return { answered }
}

export const scenarios: Readonly<Record<Moment, Scenario>> = {
  'before the handshake': {
    kind: 'start',
    async play(setup, { begin }) {
      await begin()
      return { answered: setup.start() }
    },
  },
  'during the handshake': {
    kind: 'start',
    async play(setup, trigger) {
      setup.gates.attach.close()
      const answered = setup.start()
      await beginAt(setup.gates.attach, trigger)
      return { answered }
    },
  },
  'its reply lost': {
    kind: 'start',
    async play(setup, { begin }) {
      setup.gates.attach.close()
      const answered = setup.start()
      await setup.gates.attach.reached()
      setup.line.swallow('replies')
      setup.gates.attach.open()
      await eventually(() => setup.line.swallowedBytes > 0)
      await begin()
      return { answered }
    },
  },
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
  'during leave': {
    kind: 'leave',
    async play(setup, { begin, seen }) {
      await startChat(setup)
      setup.gates.command.close()
      const answered = setup.visitor.session.leave()
      await setup.gates.command.reached()
      const begun = begin()
      await seen() // the server carries it out only then, so that its answer meets the fault
      setup.gates.command.open()
      await begun
      return { answered }
    },
  },
  'during detach': {
    kind: 'detach',
    async play(setup, { begin }) {
      await startChat(setup)
      setup.gates.command.close()
      const leaveQueued = (text: string) => void setup.visitorSays(text).catch(() => undefined) // the next page is asked
      leaveQueued('visitor under way')
      await setup.gates.command.reached()
      leaveQueued('visitor meanwhile')
      const answered = setup.visitor.session.detach()
      const begun = begin()
      setup.gates.command.open() // the server may still carry it out, or the next page sends it again: it must count once
      await begun
      return { answered }
    },
  },
}
