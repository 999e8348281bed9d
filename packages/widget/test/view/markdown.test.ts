import { describe, expect, test } from 'vitest'
import { type Block, parseMarkdown, parseSpans, type Span } from '../../src/model/parse-markdown.ts'

/** Spans in short: `strong(text)`. */
const short = (spans: readonly Span[]): string => spans.map(shortSpan).join('')

function shortSpan(span: Span): string {
  switch (span.type) {
    case 'text':
      return span.text
    case 'code':
      return `code(${span.text})`
    case 'link':
      return `link(${span.url}, ${short(span.spans)})`
    default:
      return `${span.type}(${short(span.spans)})`
  }
}

describe('spans', () => {
  test.each([
    ['plain', 'plain'],
    ['**bold** and __bold__', 'strong(bold) and strong(bold)'],
    ['*soft* and _soft_', 'emphasis(soft) and emphasis(soft)'],
    ['~~gone~~', 'strike(gone)'],
    ['`a **b** c`', 'code(a **b** c)'],
    ['**a *b* c**', 'strong(a emphasis(b) c)'],
    ['[a](https://b.example/c)', 'link(https://b.example/c, a)'],
    ['a * b * c, snake_case_name, 2*3*4', 'a * b * c, snake_case_name, 2*3*4'],
    ['**not closed', '**not closed'],
    ['** **', '** **'],
    ['<b>x</b>', '<b>x</b>'],
  ])('%s', (text, expected) => expect(short(parseSpans(text))).toBe(expected))
})

const shape = (blocks: readonly Block[]): unknown =>
  blocks.map((block) => {
    if (block.type === 'code') return ['code', block.text]
    if (block.type === 'quote') return ['quote', shape(block.blocks)]
    if (block.type === 'list') return [block.ordered ? `ol ${block.start}` : 'ul', ...block.items.map(short)]
    return [block.type, short(block.spans)]
  })

describe('blocks', () => {
  test.each<[string, unknown]>([
    [
      'one\ntwo\n\nthree',
      [
        ['paragraph', 'one\ntwo'],
        ['paragraph', 'three'],
      ],
    ],
    [
      '# Title\ntext',
      [
        ['heading', 'Title'],
        ['paragraph', 'text'],
      ],
    ],
    [
      '- a\n- b\ntext',
      [
        ['ul', 'a', 'b'],
        ['paragraph', 'text'],
      ],
    ],
    ['3. a\n4. b', [['ol 3', 'a', 'b']]],
    [
      '> a\n> - b',
      [
        [
          'quote',
          [
            ['paragraph', 'a'],
            ['ul', 'b'],
          ],
        ],
      ],
    ],
    [
      '```js\n**a**\n```\nb',
      [
        ['code', '**a**'],
        ['paragraph', 'b'],
      ],
    ],
    ['```\nnot closed yet', [['code', 'not closed yet']]],
  ])('%j', (text, expected) => expect(shape(parseMarkdown(text))).toEqual(expected))

  test.each([
    '> '.repeat(50_000) + 'x',
    '*'.repeat(50_000),
    '['.repeat(50_000),
    '**a'.repeat(20_000),
    '_a '.repeat(20_000),
    '`'.repeat(50_000),
  ])(
    'a text that means harm is read in no time (case %#)',
    (text) => {
      expect(parseMarkdown(text).length).toBeGreaterThan(0)
    },
    2_000,
  )
})
