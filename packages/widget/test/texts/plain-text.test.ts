import type { MessageContent } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { english } from '../../src/texts/english.ts'
import { firstWords, plainText } from '../../src/texts/plain-text.ts'

const file = { id: 'f', name: 'care.pdf', type: 'application/pdf', bytes: 107 }

test.each([
  [
    'the replies that it offers',
    {
      type: 'choices',
      text: 'Which one?',
      choices: [
        { label: 'Blue', value: 'b' },
        { label: 'Green', value: 'g' },
      ],
    },
    'Which one? – Blue and Green',
  ],
  ['the name of its file', { type: 'file', file, text: 'As promised' }, 'care.pdf – As promised'],
  [
    'all of a card',
    { type: 'card', title: 'Coat', text: '€ 120', actions: [{ type: 'url', label: 'Look', url: 'https://a.example' }] },
    'Coat – € 120 – Look',
  ],
  [
    'no marks',
    { type: 'text', format: 'markdown', text: '# Yes\n**two**, see [this](https://a.example)\n- `a`\n- b' },
    'Yes two, see this a, b',
  ],
  ['marks that are none', { type: 'text', text: '2 * 3 * 4' }, '2 * 3 * 4'],
] satisfies [string, MessageContent, string][])('a message in plain text has %s', (_, content, expected) => {
  expect(plainText(content, english)).toBe(expected)
})

test('the first words of a message are no more than tell which one is meant', () => {
  const visitor = { id: 'v', name: 'Ada', type: 'client' } as const
  const content = { type: 'text', text: '👍'.repeat(70) } as const
  const entry = { key: 'c', at: 0, command: { type: 'SendMessage', id: 'c', content } } as const
  expect(firstWords(entry, visitor, english)).toBe(`${'👍'.repeat(60)}…`)
})
