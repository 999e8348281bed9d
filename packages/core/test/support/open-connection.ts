import { expect, onTestFinished } from 'vitest'
import { fakeClock, settle, type FakeClock } from '../../../../test/support/fake-clock.ts'
import {
  linkedTransport,
  type AttachCommand,
  type LinkedTransportOptions,
  type RestoreSession,
  type SendMessage,
  type StartSession,
  type TransportConnection,
} from '../../src/index.ts'
import { fakeNetwork, type FakeNetwork } from './fake-network.ts'
import { recordingListener, type RecordingListener } from './recording-listener.ts'
import { scriptedLink, type Dial, type Script, type ScriptedLink } from './scripted-link.ts'

export const start: StartSession = {
  type: 'StartSession',
  id: 'start-1',
  secret: 's3cret',
  pageId: 'page-1',
  take: true,
}
export const restore: RestoreSession = {
  type: 'RestoreSession',
  id: 'restore-1',
  sessionId: 'session-1',
  secret: 's3cret',
  pageId: 'page-1',
  take: true,
  after: 0,
}
export const hello = (id: string): SendMessage => ({
  type: 'SendMessage',
  id,
  content: { type: 'text', text: 'Hello' },
})

export interface Opened {
  readonly clock: FakeClock
  readonly network: FakeNetwork
  readonly listener: RecordingListener
  readonly connection: TransportConnection
  readonly links: readonly ScriptedLink[]
  /** The newest dial of the first link. */
  readonly dial: Dial
  readonly dials: readonly Dial[]
  /** The far side accepts the newest dial, which is then `connected`. @default nothing was missed */
  accept(head?: number): Promise<void>
  /** The far side drops the line, and `retryDelayMs` passes. */
  dropAndRedial(): Promise<void>
}

export interface Opening {
  readonly attach?: AttachCommand
  readonly listener?: RecordingListener
  readonly network?: FakeNetwork
  /** One link for each; a script of the far side. @default one that does nothing by itself */
  readonly scripts?: readonly Script[]
  readonly options?: Partial<LinkedTransportOptions>
}

export const retryDelayMs = 100

/** Connects over scripted links. When the test ends the connection is closed, and nothing may be left of it (T9). */
export async function openConnection(opening: Opening = {}): Promise<Opened> {
  const { attach = start, listener = recordingListener(), network = fakeNetwork(), scripts = [{}], options } = opening
  const clock = fakeClock()
  const links = scripts.map(scriptedLink)
  const [first] = links
  if (!first) throw new Error('a connection needs a link')
  const transport = linkedTransport({
    name: 'scripted',
    open: links.map(({ open }) => open),
    retryDelayMs: () => retryDelayMs,
    clock,
    network,
    ...options,
  })
  const connection = transport.connect(attach, listener)
  onTestFinished(async () => {
    connection.close()
    expectNothingLeft({ clock, network, dials: links.flatMap(({ dials }) => dials) })
    const { length } = listener.told
    await clock.advance(60_000)
    expect(listener.told.slice(length)).toEqual([])
  })
  await settle()
  return {
    clock,
    network,
    listener,
    connection,
    links,
    get dial() {
      return first.dial
    },
    dials: first.dials,
    async accept(given) {
      const after = 'after' in first.dial.attach ? first.dial.attach.after : 0
      const head = given ?? after
      first.dial.answer({ head })
      for (let index = after + 1; index <= head; index++) first.dial.message(index)
      await settle()
    },
    async dropAndRedial() {
      first.dial.drop()
      await clock.advance(retryDelayMs)
    },
  }
}

/** Opens a connection that is `connected` after its first dial. */
export async function openConnected(opening?: Opening & { readonly head?: number }): Promise<Opened> {
  const opened = await openConnection(opening)
  await opened.accept(opening?.head)
  expect(opened.listener.path).toEqual(['connected'])
  return opened
}

export function expectNothingLeft(left: {
  readonly clock: FakeClock
  readonly network: FakeNetwork
  readonly dials: readonly Dial[]
}): void {
  expect({
    timers: left.clock.pending,
    listeners: left.network.listeners,
    openLines: left.dials.filter(({ hungUp }) => !hungUp).length,
  }).toEqual({ timers: 0, listeners: 0, openLines: 0 })
}
