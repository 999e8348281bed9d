import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { memoryStorage } from '../../src/index.ts'
import { createResilientStorage } from '../../src/storage/resilient-storage.ts'
import { createSavedOutboxes, inOrder } from '../../src/storage/saved-outboxes.ts'
import type { OwnCommand } from '../../src/transcript/transcript.ts'
import { recordingLogger } from '../support/open-chat.ts'

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

describe('a queue that somebody wrote by hand', () => {
  const good = message('good', 1)
  const typed = (command: unknown) => ({ ...good, command })
  const bad: readonly [why: string, entry: unknown][] = [
    ['is no object', 'text'],
    ['is null', null],
    ['is a list', []],
    ['has no command', { at: 1, after: 0 }],
    ['has a time that is none', { ...good, at: '1' }],
    ['has a time that is endless', { ...good, at: Infinity }],
    ['has a negative index', { ...good, after: -1 }],
    ['has a broken index', { ...good, after: 1.5 }],
    ['has a reason for failing that is none', { ...good, failed: { code: 51 } }],
    ['has a command without an id', typed({ type: 'SendMessage', content: { type: 'text', text: 'x' } })],
    ['has a command without a type', typed({ id: 'c' })],
    ['has a text that is none', typed({ type: 'SendMessage', id: 'c', content: { type: 'text', text: 7 } })],
    ['has content without a type', typed({ type: 'SendMessage', id: 'c', content: { text: 'x' } })],
    [
      'has a link that runs code',
      typed({ type: 'SendMessage', id: 'c', content: { type: 'url', url: 'javascript:alert(1)' } }),
    ],
    ['has no content', typed({ type: 'SendMessage', id: 'c' })],
    ['has a notice without a name', typed({ type: 'SendNotice', id: 'c', notice: {} })],
    ['has user data that are none', typed({ type: 'UpdateUserData', id: 'c', userData: [] })],
    ['is an attach', typed({ type: 'StartSession', id: 'c', secret: 's', pageId: 'p', take: true })],
    [
      'takes a session',
      typed({ type: 'RestoreSession', id: 'c', sessionId: 's', secret: 's', pageId: 'p', take: true }),
    ],
    ['is a command of the moment', typed({ type: 'SendTyping', id: 'c', isTyping: true })],
    ['has an unknown type', typed({ type: 'MakeCoffee', id: 'c' })],
    ['has a type of every object’s', typed({ type: 'constructor', id: 'c' })],
    ['has a type that is no text', typed({ type: ['SendMessage'], id: 'c' })],
  ]

  it.each(bad)('passes over an entry that %s, and uses the rest', async (_why, entry) => {
    const { outboxes, logger } = storedOutbox({ sessionId: 's1', commands: [entry, good, entry] })
    expect(inOrder(await outboxes.loadOutboxes('s1'))).toEqual([good])
    expect(logger.warnings).toHaveLength(1)
  })

  it.each([7, 'text', [], {}, { sessionId: 1, commands: [] }, { sessionId: 's1' }, { sessionId: 's1', commands: {} }])(
    'counts for nothing as %j, is said once, and stays where it is',
    async (value) => {
      const { outboxes, storage, logger } = storedOutbox(value)
      expect((await outboxes.loadOutboxes('s1')).size).toBe(0)
      expect((await outboxes.loadLeftOver('s2')).size).toBe(0)
      expect([storage.keys(), logger.warnings.length]).toEqual([['outbox.1'], 1])
    },
  )

  it('gives no object a prototype of its own', async () => {
    const { outboxes } = storedOutbox(
      JSON.parse(
        '{"sessionId":"s1","commands":[{"at":1,"after":0,"__proto__":{"polluted":1},"command":{"type":"LeaveSession","id":"c","__proto__":{"polluted":1}}}]}',
      ),
    )
    const [own] = inOrder(await outboxes.loadOutboxes('s1'))
    expect([own?.command.id, 'polluted' in {}, 'polluted' in { ...own }]).toEqual(['c', false, false])
  })
})

/** A storage that holds this as its one queue. */
function storedOutbox(value: unknown) {
  const storage = memoryStorage()
  void storage.save('outbox.1', value)
  const logger = recordingLogger()
  const outboxes = createSavedOutboxes(createResilientStorage({ storage, clock: fakeClock(), logger }), '')
  return { storage, outboxes, logger }
}
