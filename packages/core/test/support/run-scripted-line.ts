import { expect, onTestFinished } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { createWakeups } from '../../src/platform/wakeups.ts'
import { runLine } from '../../src/linked-transport/attached-line.ts'
import type { MissingIndex } from '../../src/linked-transport/event-order.ts'
import {
  silentLogger,
  type AttachCommand,
  type CloseReason,
  type EventAttached,
  type OpenLink,
  type SendCommand,
} from '../../src/index.ts'
import type { LineEnd } from '../../src/linked-transport/line-end.ts'
import { fakeNetwork } from './fake-network.ts'
import { hello, start } from './open-connection.ts'
import { recordingListener } from './recording-listener.ts'
import { scriptedLink, type Script } from './scripted-link.ts'

interface LineOptions {
  readonly attach?: AttachCommand
  readonly script?: Script
  readonly open?: OpenLink
  readonly missing?: MissingIndex
  /** @default 1 */
  readonly patience?: number
}

/** A line over a scripted link, as far as it comes by itself. */
export async function runScripted(options: LineOptions = {}) {
  const { attach = start, script, open, missing = {}, patience = 1 } = options
  const clock = fakeClock()
  const network = fakeNetwork()
  const listener = recordingListener()
  const life = new AbortController()
  const link = scriptedLink(script)
  const answers: EventAttached[] = []
  let send: SendCommand | undefined
  let end: LineEnd | undefined
  void runLine(open ?? link.open, attach, {
    listener,
    signal: life.signal,
    clock,
    wakeups: createWakeups(network),
    logger: silentLogger,
    missing,
    patience,
    openTimeoutMs: 10_000,
    silenceTimeoutMs: 15_000,
    answered: (event) => answers.push(event),
    caughtUp: (opened) => (send = opened),
  }).then((ended) => (end = ended))
  onTestFinished(() => {
    life.abort()
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  })
  await settle()
  return {
    clock,
    network,
    listener,
    link,
    answers,
    close: (reason: CloseReason) => life.abort(reason),
    isOpen: () => send !== undefined,
    send: async (id: string) => {
      if (!send) throw new Error('not open')
      await send(hello(id))
    },
    async end() {
      await settle()
      return end
    },
  }
}
