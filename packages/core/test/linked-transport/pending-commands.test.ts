import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { ChatCommand } from '../../src/index.ts'
import { createPendingCommands } from '../../src/linked-transport/pending-commands.ts'
import { hello } from '../support/open-connection.ts'
import { errorEvent, message } from '../support/scripted-link.ts'

/** A command under way, and what has become of it so far. */
function sendOne(command: ChatCommand = hello('m1')) {
  const pending = createPendingCommands()
  const promise = pending.add(command)
  let outcome: unknown = 'under way'
  promise.then(
    () => (outcome = 'accepted'),
    (cause: unknown) => (outcome = cause),
  )
  const outcomeNow = async () => {
    await settle()
    return outcome
  }
  return { pending, promise, outcomeNow }
}

describe('a pending command', () => {
  it('is accepted by the transcript event that carries its id', async () => {
    const { pending, outcomeNow } = sendOne()
    pending.settle(message(1, 'm2'))
    expect(await outcomeNow()).toBe('under way')
    pending.settle(message(1, 'm1'))
    expect(await outcomeNow()).toBe('accepted')
  })

  it.each([1, 2, 3, 51, 52, 53, 99, 777])('is refused by an error %d with its id, event unchanged', async (code) => {
    const { pending, outcomeNow } = sendOne()
    const event = { ...errorEvent(code, 'm1'), extra: [1] }
    pending.settle(event)
    expect(await outcomeNow()).toMatchObject({ name: 'ChatError', code, event })
  })

  it.each([50, 100, 101])('is not refused by %d, which speaks of session or server', async (code) => {
    const { pending, outcomeNow } = sendOne()
    pending.settle(errorEvent(code, 'm1'))
    expect(await outcomeNow()).toBe('under way')
  })

  it.each([
    ['an error without a command', errorEvent(51)],
    ['an error that cannot be read', { type: 'EventError', error: null, commandId: 'm1', index: 1 }],
    ['an event without an index', { type: 'EventTyping', commandId: 'm1' }],
    ['null', null],
    ['an id that is no text', { type: 'EventMessage', index: 1, commandId: { id: 'm1' } }],
  ])('is not settled by %s', async (_what, event) => {
    const { pending, outcomeNow } = sendOne()
    pending.settle(event)
    expect(await outcomeNow()).toBe('under way')
  })

  it('has one promise, however often it is sent', () => {
    const { pending, promise } = sendOne()
    expect(pending.add(hello('m1'))).toBe(promise)
    expect(pending.add(hello('m2'))).not.toBe(promise)
  })

  it('can be sent again after a refusal, with a promise of its own', async () => {
    const { pending, promise } = sendOne()
    pending.settle(errorEvent(51, 'm1'))
    const again = pending.add(hello('m1'))
    expect(again).not.toBe(promise)
    pending.settle(message(1, 'm1'))
    await expect(again).resolves.toBeUndefined()
  })

  it.each<[string, ChatCommand, string]>([
    ['of the moment is done when written', { type: 'SendTyping', id: 't1', isTyping: true }, 'accepted'],
    ['that an event will answer waits for it when written', hello('m1'), 'under way'],
  ])('%s', async (_what, command, outcome) => {
    const { pending, outcomeNow } = sendOne(command)
    pending.written(command)
    expect(await outcomeNow()).toBe(outcome)
  })

  it('has an unknown outcome when its line is lost', async () => {
    const { pending, outcomeNow } = sendOne()
    const cause = new Error('lost')
    pending.rejectAll(cause)
    pending.settle(message(1, 'm1'))
    expect(await outcomeNow()).toBe(cause)
  })
})
