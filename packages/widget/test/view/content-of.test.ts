import type { ChatError } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { contentOf } from '../../src/view/content/content-of.ts'
import type { ContentViews } from '../../src/view/content/content-view.ts'
import type { View } from '../../src/view/view.ts'
import { english } from '../../src/texts/english.ts'

const content = () => ({ type: 'order', fallback: 'Order 17' }) as never

/** What is shown of a content, with what shows its type, and what is told meanwhile. */
function show(order: unknown, shown = content()) {
  const told: ChatError[] = []
  const view = {
    contents: { order } as ContentViews,
    snapshot: { visitor: { id: 'visitor' }, phase: 'chat', entries: [] },
    texts: english,
    reportError: (error: ChatError) => void told.push(error),
  } as unknown as View
  const entry = { key: '1', index: 1, at: 0 }
  const party = { id: 'agent', name: 'Grace', type: 'agent' } as const
  const draw = () => contentOf(entry, { content: shown, party, own: false } as never, view)
  return { draw, told }
}

test('a view may return what is in the bubble, or that with what is around it', () => {
  expect(show(() => 'Order 17').draw()).toEqual({ body: 'Order 17' })
  expect(show(() => ({ body: 'Order 17', bare: true })).draw()).toEqual({ body: 'Order 17', bare: true })
})

test.each([
  ['throws', () => Promise.reject.call(undefined), /./],
  ['returns nothing', () => undefined, 'it has returned nothing'],
  ['is none', 'Order', 'is not a function'],
])('of a view that %s the fallback is shown, and its type is told once, however often it is drawn', (_, view, why) => {
  const { draw, told } = show(view)
  const fallback = show(undefined).draw()
  expect([draw(), draw()]).toEqual([fallback, fallback])
  expect(told).toEqual([
    expect.objectContaining({ code: 209, cause: expect.objectContaining({ message: expect.stringMatching(why) }) }),
  ])
  expect(told[0]?.message).toContain(': order')
})
