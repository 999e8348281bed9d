import { createChatBackend } from '@chat-transport/backend'
import { createFarSide, type BackEndHand, type WireHand } from '@chat-transport/conformance'
import { describe, expect, it, onTestFinished } from 'vitest'
import { backEndHand } from '../../../../test/support/back-end-hand.ts'

const noWire = (): WireHand => {
  throw new Error('no wire is needed here')
}

function backEnd(): BackEndHand {
  const backend = createChatBackend()
  onTestFinished(() => backend.close())
  return backEndHand(backend)
}

describe('the hand on the back end', () => {
  it('is checked when it is given', () => {
    expect(() => createFarSide(undefined as never, noWire)).toThrow(
      'createFarSide backEnd: expected an object, got undefined',
    )
    const mute = { ...backEnd(), say: undefined as never }
    expect(() => createFarSide(mute, noWire)).toThrow('createFarSide backEnd.say: expected a function, got undefined')
  })

  it('is told when it does not say at which index a message is', async () => {
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
})
