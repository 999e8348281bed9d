import { expect, it } from 'vitest'
import { inOrder } from '../../src/storage/saved-outboxes.ts'
import type { OwnCommand } from '../../src/transcript/transcript.ts'

const message = (id: string, at: number): OwnCommand => ({
  command: { type: 'SendMessage', id, content: { type: 'text', text: id } },
  at,
  after: 0,
})
const leave = (id: string, at: number): OwnCommand => ({ command: { type: 'LeaveSession', id }, at, after: 0 })
const idsOf = (...outboxes: OwnCommand[][]) =>
  inOrder(new Map(outboxes.map((commands, page) => [`outbox.${page}`, commands]))).map(({ command }) => command.id)

it('puts the queues of all pages together in the order in which the commands were made', () => {
  expect(idsOf([message('a', 1), message('c', 3)], [message('b', 2)])).toEqual(['a', 'b', 'c'])
})
it('takes a command that two pages have saved once', () => {
  expect(idsOf([message('a', 1)], [message('a', 1), message('b', 2)])).toEqual(['a', 'b'])
})
it('sends a leave last, also when another page said something after it', () => {
  expect(idsOf([leave('leave', 1)], [message('later', 2)])).toEqual(['later', 'leave'])
})
