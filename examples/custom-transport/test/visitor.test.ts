import type { Attachment, AttachHandler } from '@chat-transport/backend'
import { expect, test } from 'vitest'
import { createVisitor } from '../server/visitor.ts'

/** A visitor, attached to a back end that carries out a command when it is told to. */
async function attachedVisitor() {
  const carryOut: (() => void)[] = []
  const nothing = () => undefined
  const attachment: Attachment = {
    sessionId: 's',
    start: nothing,
    confirm: nothing,
    receive: () => new Promise((resolve) => carryOut.push(resolve)),
    detach: nothing,
  }
  const attachHandler: AttachHandler = {
    attach: async () => ({ answer: { type: 'EventAttached' } as never, attachment }),
  }
  const visitor = createVisitor(attachHandler, { write: nothing, end: nothing })
  await visitor.attach({}, {})
  return {
    visitor,
    async carryOutOne() {
      await expect.poll(() => carryOut.length, { interval: 1 }).toBe(1)
      carryOut.shift()?.()
    },
  }
}

test('a few commands may wait for their turn, one more has the front wait', async () => {
  const { visitor } = await attachedVisitor()
  for (let command = 0; command < 16; command++) expect(visitor.receive({})).toBeUndefined()
  expect(visitor.isFull).toBe(false)
  expect(visitor.receive({})).toBeInstanceOf(Promise)
  expect(visitor.isFull).toBe(true)
})

test('the front reads on when all is carried out, also what it read before it could stop', async () => {
  const { visitor, carryOutOne } = await attachedVisitor()
  let isOver = false
  for (let command = 0; command < 20; command++) void visitor.receive({})?.then(() => (isOver = true))
  for (let command = 0; command < 19; command++) await carryOutOne()
  expect(isOver).toBe(false)
  await carryOutOne()
  await expect.poll(() => isOver).toBe(true)
  expect(visitor.isFull).toBe(false)
})
