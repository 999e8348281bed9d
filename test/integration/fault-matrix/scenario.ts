import type { Gate } from './gate.ts'
import type { Setup } from './setup.ts'

export interface FaultTrigger {
  /** Begins the fault. It affects the line at once. */
  begin(): Promise<void>
  /** Resolves when the page has shown the interruption, or at once if the fault lasts only until everything is answered. */
  seen(): Promise<void>
}

export interface Scenario {
  readonly kind: 'start' | 'live' | 'stream' | 'file' | 'user' | 'history' | 'leave' | 'detach' | 'sign-out'
  /** Brings the chat to its moment and begins the fault there. `answered` resolves when everything in progress is answered. */
  play(setup: Setup, trigger: FaultTrigger): Promise<{ readonly answered: Promise<unknown> }>
}

/** Begins the fault while a call waits at a gate of the server, then opens the gate. */
export async function beginAt(gate: Gate, { begin }: FaultTrigger): Promise<void> {
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
export function speakOn(setup: Setup, others: readonly Promise<unknown>[] = []) {
  const answered = Promise.all([...others, exchange(setup, 'meanwhile')])
  answered.catch(() => undefined) // the caller that awaits it gets the error
  return { answered }
}
