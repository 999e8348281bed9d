import { expect, it } from 'vitest'
import { textOf } from '../../src/index.ts'

it.each([
  ['a text', { type: 'text', text: 'Hello' }, 'Hello'],
  ['a remark', { type: 'remark', text: 'You are number 3' }, 'You are number 3'],
  ['a link with a text', { type: 'url', url: 'https://example.com/', text: 'Our site' }, 'Our site'],
  ['a link', { type: 'url', url: 'https://example.com/' }, 'https://example.com/'],
  ['a file', { type: 'file', file: { id: 'f', name: 'cat.png', type: 'image/png', bytes: 1 } }, 'cat.png'],
  ['choices', { type: 'choices', text: 'Which size?', choices: [] }, 'Which size?'],
  ['a card', { type: 'card', title: 'A coat', text: '80 €' }, 'A coat'],
  ['what has a fallback', { type: 'card', title: 'A coat', fallback: 'A coat, 80 €' }, 'A coat, 80 €'],
  ['content nobody knows', { type: 'order', total: 5, fallback: 'Your order: 5 €' }, 'Your order: 5 €'],
  ['content nobody knows or describes', { type: 'order', total: 5 }, ''],
  ['fields that are no text', { type: 'order', fallback: {}, text: 7, file: null, title: 'Order' }, 'Order'],
])('the text of %s', (_of, content, text) => {
  expect(textOf(content)).toBe(text)
})
