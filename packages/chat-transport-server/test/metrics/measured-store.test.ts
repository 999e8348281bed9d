import { ChatRefusal, memorySessionStore, type SessionStore } from '@chat-transport/backend'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { bounded } from '../../src/metrics/bounded-labels.ts'
import { measuredStore } from '../../src/metrics/measured-store.ts'

async function valuesOf(registry: Registry, name: string) {
  const metric = await registry.getSingleMetric(name)?.get()
  return metric?.values.map(({ labels, value }) => ({ ...labels, value })) ?? []
}

const measuring = (store: SessionStore) => {
  const registry = new Registry()
  const clock = fakeClock()
  return { registry, clock, store: measuredStore(store, { registers: [registry], clock }) }
}

test('calls are timed, those that fail too', async () => {
  const slow = measuring({
    ...memorySessionStore(),
    async find() {
      await slow.clock.advance(700)
      throw new Error('no disk')
    },
  })
  await expect(slow.store.find('s')).rejects.toThrow('no disk')
  const values = await valuesOf(slow.registry, 'chat_store_call_duration_seconds')
  expect(values).toContainEqual({ call: 'find', le: 0.5, value: 0 })
  expect(values).toContainEqual({ call: 'find', le: 1, value: 1 })
  const failed = await valuesOf(slow.registry, 'chat_store_errors_total')
  expect(failed).toContainEqual({ call: 'find', value: 1 })
  expect(failed).toContainEqual({ call: 'append', value: 0 })
})

test('a refusal is no failure, and what is not appended does not count', async () => {
  const { store, registry } = measuring({
    ...memorySessionStore(),
    append: () => Promise.reject(new ChatRefusal(52, 'no room')),
  })
  await expect(store.append('s', { json: '{}', isEnd: false })).rejects.toThrow('no room')
  const unknown = measuring(memorySessionStore())
  expect(await unknown.store.append('s', { json: '{}', isEnd: false })).toEqual({ outcome: 'unknown' })
  for (const { value } of await valuesOf(registry, 'chat_store_errors_total')) expect(value).toBe(0)
  for (const one of [registry, unknown.registry])
    expect(await valuesOf(one, 'chat_events_appended_total')).toEqual([{ value: 0 }])
})

test('labels have a bounded set of values', () => {
  expect([bounded('code', 100), bounded('code', 7_777), bounded('status', 503), bounded('status', 599)]).toEqual([
    '100',
    'other',
    '503',
    'other',
  ])
  expect([bounded('transport', 'websocket'), bounded('transport', 'pigeon'), bounded('transport', undefined)]).toEqual([
    'websocket',
    'other',
    'other',
  ])
})
