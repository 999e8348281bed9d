import { describe, expect, it } from 'vitest'
import { mustBeVerbatim, ofSize, payload, payloadEvents, withPayload } from '../../src/case/payloads.ts'
import { sampleCommand } from '../../src/case/sample-commands.ts'
import { alterations } from '../broken-transports/alterations.ts'

describe.each([
  ['user data', payload()],
  ['an event without an index', payloadEvents(1)[0]],
  ['an error', payloadEvents(1)[1]],
  ['a message', payloadEvents(1)[2]],
  ['a command', withPayload(sampleCommand('SendMessage'))],
  ['a notice', withPayload(sampleCommand('SendNotice'))],
])('%s shows a client that', (_what, sample) => {
  it.each(Object.entries(alterations))('%s', (_name, { alter }) => {
    expect(() => mustBeVerbatim(alter(structuredClone(sample)), sample, 'it')).toThrow(/^it: /)
  })
})

it('is the same after it has travelled as JSON', () => {
  const sample = [payload(), ...payloadEvents(7), withPayload(sampleCommand('UpdateUserData'))]
  mustBeVerbatim(JSON.parse(JSON.stringify(sample)), sample, 'it')
})

it('shows a client that merges what it gets into an object that it has', () => {
  const merged = (into: Record<string, unknown>, from: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(from)) {
      if (typeof value === 'object' && value !== null) merged((into[name] ??= {}) as never, value as never)
      else into[name] = value
    }
  }
  try {
    merged({}, payload())
    expect(() => mustBeVerbatim(1, 1, 'it')).toThrow('it: a field of it has come into every object')
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted')
  }
})

it('makes a command of a size in bytes', () => {
  for (const bytes of [1_000, 20_001, 32_768]) {
    const command = ofSize(sampleCommand('SendMessage'), bytes)
    expect(Buffer.byteLength(JSON.stringify(command))).toBe(bytes)
  }
})
