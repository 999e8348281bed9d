// Checked by `npm run typecheck`; nothing in here is run.
import {
  linkedTransport,
  type AttachCommand,
  type ChatCommand,
  type ChatTransport,
  type Clock,
  type CloseReason,
  type LinkLine,
  type LinkedTransportOptions,
  type Logger,
  type NetworkStatus,
  type OpenLink,
  type RetryDelay,
  type SendCommand,
  type SessionStorage,
} from '@chat-transport/core'
import { describe, expectTypeOf, test } from 'vitest'

describe('linkedTransport', () => {
  test('makes a transport of a link, or of several', () => {
    expectTypeOf(linkedTransport).toEqualTypeOf<(options: LinkedTransportOptions) => ChatTransport>()
    expectTypeOf<{ name: string; open: OpenLink }>().toExtend<LinkedTransportOptions>()
    expectTypeOf<{ name: string; open: readonly OpenLink[] }>().toExtend<LinkedTransportOptions>()
    expectTypeOf<{ name: string }>().not.toExtend<LinkedTransportOptions>()
  })

  test('takes the policies, all of them optional', () => {
    expectTypeOf<Omit<LinkedTransportOptions, 'name' | 'open'>>().toEqualTypeOf<{
      readonly address?: string | undefined
      readonly unsupported?: readonly ChatCommand['type'][]
      readonly interruptionTimeoutMs?: number
      readonly silenceTimeoutMs?: number
      readonly openTimeoutMs?: number
      readonly retryDelayMs?: RetryDelay
      readonly network?: NetworkStatus
      readonly clock?: Clock
      readonly logger?: Logger
    }>()
    type Failure = { readonly attempt: number; readonly downForMs: number; readonly sinceDialMs: number }
    expectTypeOf<RetryDelay>().toEqualTypeOf<(failure: Failure) => number>()
  })
})

describe('a link', () => {
  test('is one function: an attach and a line, for what sends commands', () => {
    expectTypeOf<OpenLink>().toEqualTypeOf<
      (attach: AttachCommand, line: LinkLine) => SendCommand | Promise<SendCommand>
    >()
    expectTypeOf<SendCommand>().toEqualTypeOf<(command: ChatCommand) => void | Promise<void>>()
  })

  test('may answer at once, or later', () => {
    expectTypeOf<() => (command: ChatCommand) => void>().toExtend<OpenLink>()
    expectTypeOf<() => Promise<(command: ChatCommand) => Promise<void>>>().toExtend<OpenLink>()
    expectTypeOf<() => Promise<void>>().not.toExtend<OpenLink>()
  })

  test('speaks to a line', () => {
    expectTypeOf<Pick<LinkLine, 'received' | 'alive' | 'lost'>>().toEqualTypeOf<{
      received(event: unknown): void
      alive(what?: 'part'): void
      lost(cause: unknown): void
    }>()
    expectTypeOf<LinkLine['signal']>().toExtend<AbortSignal>()
    expectTypeOf<LinkLine['signal']['reason']>().toEqualTypeOf<CloseReason | Error>()
    expectTypeOf<CloseReason>().toEqualTypeOf<'detached' | 'left'>()
  })
})

describe('a storage', () => {
  test('may answer at once or later', () => {
    expectTypeOf<SessionStorage>().toEqualTypeOf<{
      readonly name?: string
      onChange?(listener: () => void): () => void
      readonly place?: string
      load(key: string): unknown
      save(key: string, value: unknown): void | Promise<void>
      remove(key: string): void | Promise<void>
      keys(): readonly string[] | Promise<readonly string[]>
    }>()
  })
})
