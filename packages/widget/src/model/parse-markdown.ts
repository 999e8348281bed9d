/**
 * The part of Markdown that people and language models write in chats: paragraphs, headings, lists, quotes, code; strong, emphasis, strike,
 * links. No HTML, no pictures, no tables. A text that is still being said is read as far as it goes.
 */
export type Block =
  | { readonly type: 'paragraph' | 'heading'; readonly spans: readonly Span[] }
  | { readonly type: 'quote'; readonly blocks: readonly Block[] }
  | { readonly type: 'code'; readonly text: string }
  | {
      readonly type: 'list'
      readonly ordered: boolean
      readonly start: number
      readonly items: readonly (readonly Span[])[]
    }

export type Span =
  | { readonly type: 'text' | 'code'; readonly text: string }
  | { readonly type: 'strong' | 'emphasis' | 'strike'; readonly spans: readonly Span[] }
  | { readonly type: 'link'; readonly url: string; readonly spans: readonly Span[] }

/** Deeper than this, marks are text: nobody writes it, and somebody may mean harm. */
const deepest = 6

const bullet = /^\s{0,6}[-*+]\s+(.*)$/
const numbered = /^\s{0,6}(\d{1,9})[.)]\s+(.*)$/

/** The lines of a text, taken one by one. */
function createLines(text: string) {
  const lines = text.split('\n')
  let at = 0
  return {
    get next() {
      return lines[at]
    },
    take: () => lines[at++] ?? '',
    takeWhile(fits: (line: string) => boolean): string[] {
      const from = at
      while (at < lines.length && fits(lines[at] ?? '')) at++
      return lines.slice(from, at)
    },
  }
}
type Lines = ReturnType<typeof createLines>

interface BlockKind {
  /** How its first line begins. */
  readonly begins: RegExp
  read(lines: Lines, depth: number): Block
}

const kinds: readonly BlockKind[] = [
  { begins: /^```/, read: codeFrom },
  { begins: /^>/, read: quoteFrom },
  { begins: bullet, read: (lines) => listFrom(lines, bullet) },
  { begins: numbered, read: (lines) => listFrom(lines, numbered) },
  {
    begins: /^#{1,6}\s/,
    read: (lines) => ({ type: 'heading', spans: parseSpans(lines.take().replace(/^#+\s+/, '')) }),
  },
]

export function parseMarkdown(text: string, depth = 0): Block[] {
  const lines = createLines(text)
  const blocks: Block[] = []
  for (let line = lines.next; line !== undefined; line = lines.next) {
    if (line.trim() === '') lines.take()
    else blocks.push((kindOf(line, depth) ?? { read: paragraphFrom }).read(lines, depth))
  }
  return blocks
}

const kindOf = (line: string, depth: number) =>
  depth < deepest ? kinds.find(({ begins }) => begins.test(line)) : undefined

function codeFrom(lines: Lines): Block {
  lines.take()
  const text = lines.takeWhile((line) => !line.startsWith('```')).join('\n')
  lines.take()
  return { type: 'code', text }
}

function quoteFrom(lines: Lines, depth: number): Block {
  const quoted = lines.takeWhile((line) => line.startsWith('>')).map((line) => line.replace(/^> ?/, ''))
  return { type: 'quote', blocks: parseMarkdown(quoted.join('\n'), depth + 1) }
}

function listFrom(lines: Lines, item: RegExp): Block {
  const found = lines.takeWhile((line) => item.test(line)).map((line) => item.exec(line) ?? [])
  const ordered = item === numbered
  const start = ordered ? Number(found[0]?.[1]) : 1
  return { type: 'list', ordered, start, items: found.map((match) => parseSpans(match.at(-1) ?? '')) }
}

function paragraphFrom(lines: Lines, depth: number): Block {
  const first = lines.take()
  const rest = lines.takeWhile((line) => line.trim() !== '' && !kindOf(line, depth))
  return { type: 'paragraph', spans: parseSpans([first, ...rest].join('\n')) }
}

/** The marks that a span begins with. What is inside may be empty of nothing: `**` alone is text. */
const marks =
  /`([^`\n]+)`|\[([^\]\n]{1,500})\]\(([^()\s]{1,2000})\)|(\*\*|__)(?=\S)([^\n]*?\S)\4|~~(?=\S)([^\n]*?\S)~~|(?<![\w*])\*(?=[^\s*])([^\n*]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^\n_]*[^\s_])_(?![\w_])/g

export function parseSpans(text: string, depth = 0): Span[] {
  if (depth > deepest) return [{ type: 'text', text }]
  const spans: Span[] = []
  let end = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > end) spans.push({ type: 'text', text: text.slice(end, match.index) })
    spans.push(spanOf(match, depth + 1))
    end = match.index + match[0].length
  }
  if (end < text.length) spans.push({ type: 'text', text: text.slice(end) })
  return spans
}

function spanOf(match: RegExpMatchArray, depth: number): Span {
  const [, code, label, url, , strong, strike, starred, underscored] = match
  if (code !== undefined) return { type: 'code', text: code }
  if (label !== undefined && url !== undefined) return { type: 'link', url, spans: parseSpans(label, depth) }
  if (strong !== undefined) return { type: 'strong', spans: parseSpans(strong, depth) }
  if (strike !== undefined) return { type: 'strike', spans: parseSpans(strike, depth) }
  return { type: 'emphasis', spans: parseSpans(starred ?? underscored ?? '', depth) }
}
