import { createChatBackend } from '@chat-transport/backend'
import { createFarSide, type BackEndControl, type WireControl } from '@chat-transport/conformance'
import { describe, expect, it, onTestFinished } from 'vitest'
import { backEndControl } from '../../../../test/support/back-end-control.ts'

const noWire = (): WireControl => {
  throw new Error('no wire is needed here')
}

function backEnd(): BackEndControl {
  const backend = createChatBackend()
  onTestFinished(() => backend.close())
  return backEndControl(backend)
}

describe('the control of the back end', () => {
  it('is checked when it is passed', () => {
    expect(() => createFarSide(undefined as never, noWire)).toThrow(
      'createFarSide backEnd: expected an object, got undefined',
    )
    const withoutSay = { ...backEnd(), say: undefined as never }
    expect(() => createFarSide(withoutSay, noWire)).toThrow(
      'createFarSide backEnd.say: expected a function, got undefined',
    )
  })

  it('fails with a clear error when it does not return the index of a message', async () => {
    const { farSide } = createFarSide({ ...backEnd(), say: async () => undefined as never }, noWire)
    const { sessionId } = await farSide.newSession()
    await expect(farSide.say(sessionId, 'Hello')).rejects.toThrow(
      'createFarSide backEnd.say result: expected a number, got undefined',
    )
  })
})

describe('a far side', () => {
  it('makes sessions in which others can speak', async () => {
    const { farSide } = createFarSide(backEnd(), noWire)
    const { sessionId, secret } = await farSide.newSession()
    const first = await farSide.say(sessionId, 'one')
    expect(await farSide.say(sessionId, 'two')).toBe(first + 1)
    expect(secret).toMatch(/\w{32}/)
    expect([await farSide.sessions(), await farSide.lines()]).toEqual([1, 0])
  })

  it('says that a wire has no requests to plan, and counts no heartbeats', async () => {
    const none = async () => 0
    const wire = { cut: none, refuseLines: none, silence: none, sendGarbage: none }
    const { farSide } = createFarSide(backEnd(), () => wire)
    await farSide.planRequests(['hold'])
    expect(await farSide.planRequests([])).toBeNull()
    expect(await farSide.heartbeats()).toBeNull()
    await farSide.reset()
  })
})
