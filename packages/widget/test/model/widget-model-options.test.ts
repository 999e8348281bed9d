import { expect, test } from 'vitest'
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
])('%s is refused by name', (_what, options, problem) => {
  expect(() => openWidget(options as never)).toThrow(problem)
})

test('what is right is taken', () => {
  const options = [{ value: 'a', label: 'A' }]
  const form = { fields: [field, { ...field, name: 'topic', type: 'select', options }] } as const
  expect(() => openWidget({ hours, form, greetAfterMs: 0, historyCount: 1 })).not.toThrow()
})
