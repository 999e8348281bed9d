import { eventually } from '../../support/deadline.ts'
import type { Moment } from './matrix.ts'
import type { Stage } from './stage.ts'

export interface Blow {
  /** Begins the fault. What it does to the line it does at once. */
  strike(): Promise<void>
  /** Resolves when the page has seen what the fault lasts for; at once when the fault lasts until what is under way is answered. */
  seen(): Promise<void>
}

export interface Scenario {
  readonly kind: 'start' | 'live' | 'leave' | 'detach'
  /** Brings the chat to its moment, and lets the fault strike there. `answered`: what was under way then is done. */
  play(stage: Stage, blow: Blow): Promise<{ readonly answered: Promise<unknown> }>
}

/** The fault strikes while something waits at a gate of the server, which then goes on. */
async function strikeAt(gate: Stage['gates'][keyof Stage['gates']], { strike }: Blow): Promise<void> {
  await gate.reached()
  const struck = strike()
  gate.open()
  await struck
}

/** Both sides speak, and hear one another. */
export async function exchange({ visitorSays, agentSays, visitor }: Stage, word: string): Promise<void> {
  const heard = agentSays(`agent ${word}`).then(() => visitor.log.waitForText(`agent ${word}`))
  await Promise.all([visitorSays(`visitor ${word}`), heard])
}

export async function startChat(stage: Stage): Promise<void> {
  await stage.start()
  await exchange(stage, 'before')
}

/** What is under way: the chat, and both speak on while the fault lasts. */
const speakOn = (stage: Stage, others: readonly Promise<unknown>[] = []) => {
  const answered = Promise.all([...others, exchange(stage, 'meanwhile')])
  answered.catch(() => undefined) // whoever waits for it hears of it
  return { answered }
}

export const scenarios: Readonly<Record<Moment, Scenario>> = {
  'before the handshake': {
    kind: 'start',
    async play(stage, { strike }) {
      await strike()
      return { answered: stage.start() }
    },
  },
  'during the handshake': {
    kind: 'start',
    async play(stage, blow) {
      stage.gates.attach.close()
      const answered = stage.start()
      await strikeAt(stage.gates.attach, blow)
      return { answered }
    },
  },
  'its reply lost': {
    kind: 'start',
    async play(stage, { strike }) {
      stage.gates.attach.close()
      const answered = stage.start()
      await stage.gates.attach.reached()
      stage.line.swallow('replies')
      stage.gates.attach.open()
      await eventually(() => stage.line.swallowedBytes > 0)
      await strike()
      return { answered }
    },
  },
  'catching up': {
    kind: 'live',
    async play(stage, blow) {
      await startChat(stage)
      const { session, log } = stage.visitor
      stage.gates.read.close(1)
      stage.line.cut()
      await eventually(() => session.status === 'reconnecting')
      for (const n of [1, 2, 3, 4, 5]) await stage.agentSays(`missed ${n}`)
      stage.line.restore()
      await log.waitForText('missed 1')
      await strikeAt(stage.gates.read, blow)
      return speakOn(stage)
    },
  },
  idle: {
    kind: 'live',
    async play(stage, { strike }) {
      await startChat(stage)
      await strike()
      return speakOn(stage)
    },
  },
  'while sending': {
    kind: 'live',
    async play(stage, blow) {
      await startChat(stage)
      stage.gates.command.close()
      const sent = [1, 2, 3].map((n) => stage.visitorSays(`visitor ${n}`))
      await strikeAt(stage.gates.command, blow)
      return speakOn(stage, sent)
    },
  },
  'while receiving': {
    kind: 'live',
    async play(stage, { strike }) {
      await startChat(stage)
      await Promise.all([1, 2].map((n) => stage.agentSays(`agent ${n}`)))
      await strike()
      return speakOn(stage)
    },
  },
  'while re-attaching': {
    kind: 'live',
    async play(stage, blow) {
      await startChat(stage)
      stage.gates.attach.close()
      stage.line.reset()
      await strikeAt(stage.gates.attach, blow)
      return speakOn(stage)
    },
  },
  'during leave': {
    kind: 'leave',
    async play(stage, { strike, seen }) {
      await startChat(stage)
      stage.gates.command.close()
      const answered = stage.visitor.session.leave()
      await stage.gates.command.reached()
      const struck = strike()
      await seen() // only then does the server get to it: the answer finds the line as the fault has left it
      stage.gates.command.open()
      await struck
      return { answered }
    },
  },
  'during detach': {
    kind: 'detach',
    async play(stage, { strike }) {
      await startChat(stage)
      stage.gates.command.close()
      const leaveQueued = (text: string) => void stage.visitorSays(text).catch(() => undefined) // the next page is asked
      leaveQueued('visitor under way')
      await stage.gates.command.reached()
      leaveQueued('visitor meanwhile')
      const answered = stage.visitor.session.detach()
      const struck = strike()
      stage.gates.command.open() // whether the server still does it, or the next page says it again, it counts once
      await struck
      return { answered }
    },
  },
}
