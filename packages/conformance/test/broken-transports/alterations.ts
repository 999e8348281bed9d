/** What clients have been seen to do to JSON on its way. None of it changes what tame data holds. */
export interface Alteration {
  /** Completes the sentence "the transport …". */
  readonly bug: string
  alter(value: unknown): unknown
}

/** Changes every text, number and name inside a value, and nothing else. */
function eachPart(change: { value?(leaf: unknown): unknown; name?(name: string): string }) {
  const alter = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(alter)
    if (typeof value !== 'object' || value === null) return change.value ? change.value(value) : value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [change.name?.(name) ?? name, alter(each)]))
  }
  return alter
}

const eachText = (change: (text: string) => unknown) =>
  eachPart({ value: (leaf) => (typeof leaf === 'string' ? change(leaf) : leaf) })

/** Leaves out members of objects. */
const without = (isLeftOut: (value: unknown) => boolean) => (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_name, each: unknown) => (isLeftOut(each) ? undefined : each))) as unknown

function assigned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(assigned)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) copy[name] = assigned(each)
  return copy
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  )
}

const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

export const alterations = {
  'trims-texts': { bug: 'trims texts', alter: eachText((text) => text.trim()) },
  'collapses-spaces': { bug: 'makes one space of several', alter: eachText((text) => text.replace(/ +/g, ' ')) },
  'unix-line-ends': { bug: 'turns CRLF into LF', alter: eachText((text) => text.replaceAll('\r\n', '\n')) },
  'normalizes-texts': { bug: 'normalizes texts to NFC', alter: eachText((text) => text.normalize()) },
  'drops-the-bom': { bug: 'takes byte order marks away', alter: eachText((text) => text.replace(/^\ufeff/, '')) },
  'escapes-markup': {
    bug: 'escapes markup',
    alter: eachText((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
  },
  'unescapes-markup': { bug: 'unescapes markup', alter: eachText((text) => text.replaceAll('&lt;', '<')) },
  'decodes-percents': {
    bug: 'decodes texts as parts of a URL',
    alter: eachText((text) => text.replace(/%[0-7][0-9a-f]/gi, decodeURIComponent)),
  },
  'revives-dates': {
    bug: 'makes dates of texts that look like one',
    alter: eachText((text) => (isoDate.test(text) ? new Date(text) : text)),
  },
  'reads-numbers-in-texts': {
    bug: 'makes numbers of texts that look like one',
    alter: eachText((text) => (/^\d+$/.test(text) ? Number(text) : text)),
  },
  'cuts-at-line-separators': {
    bug: 'takes U+2028 for the end of a line',
    alter: eachText((text) => text.replaceAll('\u2028', '\n')),
  },
  'cuts-at-nul': { bug: 'ends texts at U+0000', alter: eachText((text) => text.replace(/\0[^]*$/, '')) },
  'mends-surrogates': {
    bug: 'replaces half of a surrogate pair',
    alter: eachText((text) => new TextDecoder().decode(new TextEncoder().encode(text))),
  },
  'camel-cases-names': {
    bug: 'writes names in camel case',
    alter: eachPart({
      name: (name) => name.replace(/([a-z])_([a-z])/g, (_, a: string, b: string) => a + b.toUpperCase()),
    }),
  },
  'lower-cases-names': {
    bug: 'writes unknown names in lower case',
    alter: eachPart({ name: (name) => name.replace(/^X-/, 'x-') }),
  },
  'drops-nulls': { bug: 'leaves out what is null', alter: without((value) => value === null) },
  'drops-empty-texts': { bug: 'leaves out empty texts', alter: without((value) => value === '') },
  'drops-zeros': { bug: 'leaves out what is 0', alter: without((value) => value === 0) },
  'big-numbers-as-text': {
    bug: 'makes texts of numbers above 2^53',
    alter: eachPart({ value: (leaf) => (typeof leaf === 'number' && Math.abs(leaf) > 2 ** 53 ? String(leaf) : leaf) }),
  },
  'whole-numbers-of-32-bits': {
    bug: 'keeps 32 bits of whole numbers',
    alter: eachPart({
      value: (leaf) => (Number.isSafeInteger(leaf) && Number(leaf) > 2 ** 52 ? Number(leaf) | 0 : leaf),
    }),
  },
  'copies-by-assignment': { bug: 'copies objects name by name, so that `__proto__` is lost', alter: assigned },
  'sorts-names': { bug: 'sorts the names of objects', alter: sorted },
} as const satisfies Record<string, Alteration>
