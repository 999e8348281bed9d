// Checked by `npm run typecheck`; nothing in here is run.
import type { Agent, AgentProfile, BackendSession, ChatBackend, ChatBackendOptions } from '@chat-transport/backend'
import type {
  ChatTransport,
  EventMessage,
  LinkedTransportOptions,
  MessageContent,
  OpenLink,
} from '@chat-transport/core'
import { createFaults, withFaults, type FaultPlan, type Faults, type FaultsOptions } from '@chat-transport/faults'
import {
  memoryTransport,
  type ErrorTarget,
  type FarScript,
  type MemoryTransport,
  type MemoryTransportOptions,
} from '@chat-transport/memory'
import { describe, expectTypeOf, test } from 'vitest'

describe('memoryTransport', () => {
  test('needs nothing, and takes what linkedTransport takes', () => {
    expectTypeOf(memoryTransport).toEqualTypeOf<(options?: MemoryTransportOptions) => MemoryTransport>()
    expectTypeOf<Omit<MemoryTransportOptions, 'backend' | 'seed'>>().toEqualTypeOf<
      Omit<LinkedTransportOptions, 'name' | 'open'>
    >()
    expectTypeOf<Pick<MemoryTransportOptions, 'backend' | 'seed'>>().toEqualTypeOf<{
      readonly backend?: ChatBackendOptions
      readonly seed?: number
    }>()
  })

  test('is a transport with everything at its other end', () => {
    expectTypeOf<MemoryTransport>().toExtend<ChatTransport>()
    expectTypeOf<Pick<MemoryTransport, 'far' | 'faults' | 'backend'>>().toEqualTypeOf<{
      readonly far: FarScript
      readonly faults: Faults
      readonly backend: ChatBackend
    }>()
  })
})

describe('the far side', () => {
  test('gives back what came of each act', () => {
    expectTypeOf<FarScript['waitForSession']>().toEqualTypeOf<() => Promise<BackendSession>>()
    expectTypeOf<FarScript['join']>().toEqualTypeOf<(profile?: AgentProfile) => Promise<Agent>>()
    expectTypeOf<FarScript['say']>().toEqualTypeOf<(text: string | AsyncIterable<string>) => Promise<EventMessage>>()
    expectTypeOf<FarScript['send']>().toEqualTypeOf<(content: MessageContent) => Promise<EventMessage>>()
    expectTypeOf<FarScript['dropLine']>().toEqualTypeOf<() => void>()
  })

  test('raises errors, and may say where', () => {
    type Details = { readonly on?: ErrorTarget; readonly description?: string }
    expectTypeOf<FarScript['error']>().toEqualTypeOf<(code: number, options?: Details) => void>()
    expectTypeOf<ErrorTarget>().toEqualTypeOf<'attach' | 'command' | 'unprompted'>()
  })
})

describe('faults', () => {
  test('turn a link into a link', () => {
    expectTypeOf(withFaults).toEqualTypeOf<(open: OpenLink, faults: Faults) => OpenLink>()
    expectTypeOf(createFaults).toEqualTypeOf<(options?: FaultsOptions) => Faults>()
  })

  test('are changed one by one', () => {
    expectTypeOf<Faults['set']>().toEqualTypeOf<(changes: Partial<FaultPlan>) => void>()
    expectTypeOf<FaultPlan['cutAfterEvents']>().toEqualTypeOf<number | null>()
  })
})
