import { expect, it } from 'vitest'
import { recordedPage } from './support/recorded-page.ts'

it('goes on, and the chat with it, past what no log can hold', () => {
  const { far, told, entries } = recordedPage({ keep: ['data'] })
  const circular: Record<string, unknown> = { type: 'EventUserDataUpdated', index: 2, at: 1 }
  circular['userData'] = circular
  const hostile = {
    get type(): string {
      throw new Error('not for you')
    },
  }
  far.page.onEvent(circular)
  far.page.onEvent(hostile)
  far.page.onEvent({ type: 'EventSessionTaken' })
  expect(told).toHaveLength(3)
  expect(entries().slice(1)).toEqual([
    { at: 0, type: 'unreadable', of: 'event', error: { name: 'RangeError', text: expect.stringMatching(/^⟦\d+⟧$/) } },
    { at: 0, type: 'unreadable', of: 'event', error: { name: 'Error', text: '⟦11⟧' } },
    { at: 0, type: 'event', line: 1, event: { type: 'EventSessionTaken' } },
  ])
})

it('goes on past what is not even an error that can be read', () => {
  const { far, entries } = recordedPage()
  const unreadable = Object.defineProperty(new Error(), 'name', { get: () => expect.fail('nobody may ask') })
  far.page.onEvent({
    get type(): string {
      throw unreadable
    },
  })
  expect(entries().at(-1)).toEqual({ at: 0, type: 'unreadable', of: 'event' })
})
