import { type Chat, createChat, memoryStorage } from '@chat-transport/core'
import { memoryTransport } from '@chat-transport/memory'
import { expect, onTestFinished, test } from 'vitest'
import { createWidgetModel } from '../../src/model/widget-model.ts'
import { openWidget } from '../support/open-widget.ts'

const hours = { timeZone: 'Europe/Berlin', open: [{ days: [1], from: '09:00', to: '24:00' }] }
const hoursWith = (time: object) => ({ hours: { ...hours, open: [{ ...hours.open[0], ...time }] } })
const field = { name: 'nickname', label: 'Your name' }
const formWith = (other: object) => ({ form: { fields: [{ ...field, ...other }] } })

test.each([
  ['hours without a list', { hours: { ...hours, open: undefined } }, 'hours.open: expected an array, got undefined'],
  ['a time without its first digit', hoursWith({ from: '9:00' }), 'hours.open[0].from: expected a time such as 09:00'],
  ['a time without days', hoursWith({ days: undefined }), 'hours.open[0].days: expected an array, got undefined'],
  ['a day by its name', hoursWith({ days: ['Mon'] }), 'hours.open[0].days[0]: expected 1 or 2 or 3'],
  [
    'a time zone that nobody knows',
    { hours: { ...hours, timeZone: 'Berlin' } },
    'hours.timeZone: expected a time zone such as Europe/Berlin',
  ],
  ['a form that is a list of fields', { form: [field] }, 'form: expected an object, got array'],
  ['a field without a label', formWith({ label: undefined }), 'form.fields[0].label: expected a string'],
  ['a field of an unknown type', formWith({ type: 'number' }), 'form.fields[0].type: expected text or email'],
  ['choices without values', formWith({ options: ['a'] }), 'form.fields[0].options[0]: expected an object, got string'],
  ['a time that is no number', { greetAfterMs: NaN }, 'greetAfterMs: expected a number of milliseconds, 0 or more'],
  ['no events at a time', { historyCount: 0 }, 'historyCount: expected a whole number of at least 1, got 0'],
  ['what is known of the visitor as text', { request: 'Ada' }, 'request: expected an object, got string'],
  ['room that is no question', { hasRoom: true }, 'hasRoom: expected a function, got boolean'],
  [
    'the transport in place of its tabs',
    { tabs: { connect: () => undefined } },
    'tabs: expected an object with onLeading',
  ],
])('%s is refused by name', (_what, options, problem) => {
  expect(() => openWidget(options as never)).toThrow(problem)
})

test.each(['openSession', 'restoreSession', 'signOut', 'onSignedOut', 'onRetry'] as const)(
  'a wrapped chat without %s is refused by name',
  (method) => {
    const { chat } = openWidget()
    const wrapped = { ...chat, [method]: undefined } as unknown as Chat
    expect(() => createWidgetModel({ chat: wrapped })).toThrow(
      'chat: expected an object with openSession, restoreSession',
    )
  },
)

test('a wrapped chat needs no more than those', () => {
  const transport = memoryTransport()
  onTestFinished(() => transport.backend.close())
  const chat = createChat({ transport, storage: memoryStorage() })
  const { openSession, restoreSession, signOut, onSignedOut, onRetry } = chat
  const wrapped = { openSession, restoreSession, signOut, onSignedOut, onRetry } as Chat
  const model = createWidgetModel({ chat: wrapped })
  onTestFinished(() => model.destroy())
  model.open()
  expect(model.snapshot.problem).toBeUndefined()
})

test('what is right is taken', () => {
  const options = [{ value: 'a', label: 'A' }]
  const form = { fields: [field, { ...field, name: 'topic', type: 'select', options }] } as const
  expect(() => openWidget({ hours, form, greetAfterMs: 0, historyCount: 1 })).not.toThrow()
})
