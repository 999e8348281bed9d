import {
  silentLogger,
  type AttachCommand,
  type ChatCommand,
  type CloseReason,
  type EventAttached,
  type Logger,
  type TransportListener,
} from '@chat-transport/core'
import { onTestFinished } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { lead } from '../../src/leader/leader.ts'
import type { TabMessage } from '../../src/tab/messages.ts'
import type { TabListener } from '../../src/tab/tab.ts'

/** A line that the leader has opened to the server. */
export interface LeaderLine {
  readonly attach: AttachCommand
  readonly listener: TransportListener
  readonly written: ChatCommand[]
  closed?: CloseReason
  whenClosed?(): void
  /** The server answers its attach, and all that it names has come. */
  opens(answer?: Partial<EventAttached>): void
}

type Told = Exclude<TabMessage, { readonly kind: 'who' }>

/** A tab that leads and has no chat of its own. The test is the server and all other tabs. */
export function loneLeader({ logger = silentLogger }: { readonly logger?: Logger } = {}) {
  const clock = fakeClock()
  const listeners = new Set<TabListener>()
  const told: { readonly to: string; readonly message: Told }[] = []
  const lines: LeaderLine[] = []

  const connect = (attach: AttachCommand, listener: TransportListener) => {
    const line: LeaderLine = {
      attach,
      listener,
      written: [],
      opens(answer = {}) {
        listener.onEvent(attachedAs(attach, answer))
        listener.onConnectivity({ current: 'connected', previous: 'connecting', since: clock.now() })
      },
    }
    lines.push(line)
    return {
      send: (command: ChatCommand) => void line.written.push(command),
      close(reason: CloseReason = 'detached') {
        line.closed = reason
        line.whenClosed?.()
      },
    }
  }
  const stop = lead({
    tab: {
      id: 'leader',
      isStillLeading: () => Promise.resolve(true),
      post: (message, to) => void told.push({ to, message: message as Told }),
      listen(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    transport: { name: 'test', connect },
    clock,
    logger,
    browserPage: (given) => given,
    ownConnection: () => undefined,
  })
  onTestFinished(stop)
  const hear = (from: string, message: TabMessage) => [...listeners].forEach((listener) => listener(message, from))

  return {
    clock,
    lines,
    stop,
    hear,
    /** A tab asks for a line, which has the name of the tab and a number. */
    attaches(tab: string, attach: AttachCommand, number = 1) {
      hear(tab, { kind: 'attach', connection: tab, line: `${tab}/${number}`, attach, signsIn: false })
    },
    says(tab: string, command: ChatCommand, number = 1) {
      hear(tab, { kind: 'command', line: `${tab}/1`, number, command })
    },
    /** What a tab was told since it was last asked. */
    toldTo(tab: string): Told[] {
      const its = told.filter(({ to }) => to === tab)
      for (const each of its) told.splice(told.indexOf(each), 1)
      return its.map(({ message }) => message)
    },
  }
}

interface AttachFields {
  readonly id?: string
  readonly secret?: string
  readonly after?: number
  readonly last?: number
}

export const restoring = (fields: AttachFields = {}): AttachCommand => ({
  type: 'RestoreSession',
  sessionId: 'S',
  ...ofPage,
  after: 0,
  ...fields,
})

export const starting = (fields: Pick<AttachFields, 'id' | 'secret'> = {}): AttachCommand => ({
  type: 'StartSession',
  ...ofPage,
  ...fields,
})

const ofPage = { id: 'attach', secret: 'secret', pageId: 'page', take: false }

const attachedAs = (attach: AttachCommand, answer: Partial<EventAttached>): EventAttached => ({
  type: 'EventAttached',
  commandId: attach.id,
  sessionId: 'S',
  party: { id: 'ada', name: 'Ada', type: 'client' },
  first: 1,
  head: 0,
  reads: [],
  limits: { maxMessageBytes: 10_000, commandsPerSecond: 100 },
  timeoutMs: 60_000,
  ...answer,
})
